package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import io.multimapttl.ExpiringValue;
import io.multimapttl.redis.Request.Step;
import io.multimapttl.support.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one multimap that only read, and those that a walk over all names is
 * made of. Arguments are checked when a request is made.
 *
 * @param <V> the type of the values
 */
final class ReadRequests<V> {

	/** More values of one name are read by a plain command for that name. */
	private static final int MAX_VALUES = 1000;

	/** So many values of a script call take the server some 2 ms. */
	private static final int MAX_VALUES_OF_CALL = 8000;

	private static final int MAX_NAMES_OF_CALL = 64;

	/** What a name may cost the server, as nobody knows how many values it has. */
	private static final int COST_PER_NAME = 4;

	private final Setup<V> setup;

	private final Decoder<Set<V>> values;

	private final Decoder<List<ExpiringValue<V>>> expiringValues;

	ReadRequests(Setup<V> setup) {
		this.setup = setup;
		this.values = Decoder.values(setup.codec());
		this.expiringValues = Decoder.expiringValues(setup.codec());
	}

	Request<Set<V>> get(String name) {
		byte[] key = this.setup.key(name);
		byte[] now = this.setup.now();
		if (now.length > 0 && !this.setup.topology().divertsPlainReads()) {
			return new Request.One<>(new RedisCall.RangeCall(name, key, range(now, RedisCall.Range.NO_LIMIT, false)),
					(reply) -> values(name, (List<?>) reply), this.setup.errors(name));
		}
		return one(Script.GET, name, (reply) -> {
			if (!reply.isEmpty() && reply.get(0) instanceof Long) {
				return readHuge(name, key, (byte[]) reply.get(1));
			}
			return values(name, reply);
		}, key, now, Ascii.number(MAX_VALUES + 1));
	}

	private Step<Set<V>> readHuge(String name, byte[] key, byte[] moment) {
		LiveFold<Set<V>, Set<V>> replies = new LiveFold<>(this.setup, 1, this.values, false, ReadRequests::only);
		replies.addHuge(name, key, moment);
		return replies.finish();
	}

	private Step<Set<V>> values(String name, List<?> reply) {
		Set<V> values = this.values.decode(name, Ascii.NOTHING, reply);
		this.setup.counters().read(List.of(values));
		return new Step.Done<>(values);
	}

	Request<Map<String, Set<V>>> getMany(Collection<String> names) {
		return readMany(this.setup.limits().distinctNames(names), this.values, false);
	}

	Request<List<ExpiringValue<V>>> getWithExpiry(String name) {
		this.setup.limits().checkName(name);
		return read(Set.of(name), this.expiringValues, true, ReadRequests::only);
	}

	Request<Map<String, List<ExpiringValue<V>>>> getManyWithExpiry(Collection<String> names) {
		return readMany(this.setup.limits().distinctNames(names), this.expiringValues, true);
	}

	private <E extends Collection<?>> Request<Map<String, E>> readMany(Set<String> names, Decoder<E> decoder,
			boolean withScores) {
		if (names.isEmpty() || !this.setup.topology().prefersPlainReads(names.size(), this.setup.prefix())) {
			return read(names, decoder, withScores, Function.identity());
		}
		RedisCall.Range range = range(this.setup.now(), MAX_VALUES + 1, withScores);
		Iterator<RedisCall.RangeCall> calls = names.stream()
			.map((name) -> new RedisCall.RangeCall(name, this.setup.key(name), range))
			.iterator();
		return new Request.Many<>(calls,
				new LiveFold<>(this.setup, names.size(), decoder, withScores, Function.identity()),
				this.setup.errors());
	}

	private static RedisCall.Range range(byte[] now, int limit, boolean withScores) {
		return new RedisCall.Range(now, ExpiryScore.seconds(now), limit, withScores);
	}

	private static <E> E only(Map<String, E> results) {
		return results.values().iterator().next();
	}

	private <E extends Collection<?>, R> Request<R> read(Set<String> names, Decoder<E> decoder, boolean withScores,
			Function<Map<String, E>, R> result) {
		Iterator<Slice> slices = names.stream().map((name) -> Slice.of(name, this.setup.key(name))).iterator();
		IntSupplier together = (names.size() == 1) ? () -> 1
				: this.setup.namesPerCall(Math.min(names.size(), MAX_NAMES_OF_CALL));
		CallPacker packer = new CallPacker(Script.LIVE, () -> header(together.getAsInt(), withScores), together,
				COST_PER_NAME);
		return new Request.Many<>(packer.pack(slices),
				new LiveFold<>(this.setup, names.size(), decoder, withScores, result), this.setup.errors());
	}

	private byte[][] header(int names, boolean withScores) {
		int most = Math.min(MAX_VALUES, MAX_VALUES_OF_CALL / names);
		return new byte[][] { this.setup.now(), Ascii.number(most + 1),
				withScores ? RedisCall.Range.WITH_SCORES : Ascii.NOTHING };
	}

	Request<Set<V>> getLatest(String name, int limit) {
		byte[] key = this.setup.key(name);
		Arguments.checkNotNegative(limit, "limit");
		if (limit == 0) {
			return new Request.Answered<>(Collections.emptySet());
		}
		if (limit <= MAX_VALUES || this.setup.topology().divertsPlainReads()) {
			return one(Script.LATEST, name, (reply) -> values(name, reply), key, this.setup.now(), Ascii.number(limit));
		}
		return size(name, (now, size) -> new Step.Next<>(new Request.One<>(new RedisCall.LatestCall(key, now, limit),
				(reply) -> values(name, (List<?>) reply), this.setup.errors(name))));
	}

	Request<Optional<Duration>> getTimeToLive(String name, V value) {
		byte[] key = this.setup.key(name);
		return one(Script.SCORE, name, (reply) -> new Step.Done<>(timeToLive(reply)), key, this.setup.now(),
				this.setup.codec().encode(value));
	}

	private static Optional<Duration> timeToLive(List<?> reply) {
		Instant now = instant(reply.get(0));
		Instant expiresAt = instant(reply.get(1));
		return (expiresAt != null && expiresAt.isAfter(now)) ? Optional.of(Duration.between(now, expiresAt))
				: Optional.empty();
	}

	Request<Long> size(String name) {
		return size(name, (now, size) -> new Step.Done<>(size));
	}

	/**
	 * Returns a request for the moment that the name's values are judged by, which fails
	 * if the name's key is of another type.
	 * @param name the name
	 * @return the request; its result is in seconds
	 */
	Request<byte[]> moment(String name) {
		return size(name, (now, size) -> new Step.Done<>(now));
	}

	private <R> Request<R> size(String name, BiFunction<byte[], Long, Step<R>> result) {
		return one(Script.SIZE, name, (reply) -> {
			if (!(reply.get(1) instanceof Long size)) {
				throw FailedNames.wrongType(this.setup.id(), name, null);
			}
			return result.apply((byte[]) reply.get(0), size);
		}, this.setup.key(name), this.setup.now());
	}

	Request<NameDescription<V>> describe(String name, int values) {
		byte[] key = this.setup.key(name);
		Arguments.checkNotNegative(values, "values");
		return one(Script.DESCRIBE, name, (reply) -> new Step.Done<>(description(name, values, reply)), key,
				this.setup.now(), Ascii.number(Math.max(values, 1)));
	}

	private NameDescription<V> description(String name, int values, List<?> reply) {
		long keyTtl = (Long) reply.get(1);
		List<?> latest = reply.subList(5, reply.size());
		return new NameDescription<>((Long) reply.get(2), (Long) reply.get(3),
				(keyTtl >= 0) ? Duration.ofMillis(keyTtl) : null, instant(reply.get(4)),
				latest.isEmpty() ? null : instant(latest.get(1)),
				(values > 0) ? this.expiringValues.decode(name, (byte[]) reply.get(0), latest) : List.of());
	}

	private static @Nullable Instant instant(Object score) {
		return (((byte[]) score).length > 0) ? ExpiryScore.instant(ExpiryScore.of(score)) : null;
	}

	/**
	 * Returns a request for the names of keys that hold a live value: keys of somebody
	 * else may match the pattern of a walk, and those whose values have expired are there
	 * a little longer.
	 * @param keys the keys
	 * @return the request
	 */
	Request<List<String>> liveNames(List<byte[]> keys) {
		byte[][] header = { this.setup.now() };
		Iterator<Slice> slices = keys.stream().flatMap(this::slice).iterator();
		return new Request.Many<>(this.setup.calls(Script.SIZE, () -> header, slices, 1), new LiveNames(),
				this.setup.errors());
	}

	private Stream<Slice> slice(byte[] key) {
		String name = this.setup.prefix().name(key);
		return (name != null) ? Stream.of(Slice.of(name, key)) : Stream.empty();
	}

	private <R> Request<R> one(Script script, String name, Function<List<?>, Step<R>> decode, byte[]... keyAndArgs) {
		return new Request.One<>(RedisCall.ScriptCall.of(script, name, keyAndArgs),
				(reply) -> decode.apply((List<?>) reply), this.setup.errors(name));
	}

	/**
	 * Collects the names of which {@code size.lua} counted a live value.
	 */
	private static final class LiveNames implements Request.Fold<List<String>> {

		private final List<String> names = new ArrayList<>();

		@Override
		public void accept(RedisCall call, Object reply) {
			List<String> names = ((RedisCall.ScriptCall) call).names();
			for (int i = 0; i < names.size(); i++) {
				if (((List<?>) reply).get(i + 1) instanceof Long size && size > 0) {
					this.names.add(names.get(i));
				}
			}
		}

		@Override
		public Step<List<String>> finish() {
			return new Step.Done<>(this.names);
		}

	}

}
