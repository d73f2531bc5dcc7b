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

	static final int MAX_NAMES_OF_CALL = 64;

	/** What each of many calls may read at least: otherwise few of them are under way. */
	private static final int MIN_BYTES_OF_CALL = 16 * 1024;

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
		return one(Script.GET, name, (reply) -> {
			Weight weight = Weight.of(reply);
			return (weight != null) ? readLarge(name, key, weight) : values(name, reply);
		}, key, this.setup.now(), Ascii.number(MAX_VALUES), Ascii.number(CallPacker.MAX_BYTES));
	}

	private Step<Set<V>> readLarge(String name, byte[] key, Weight weight) {
		LiveFold<Set<V>, Set<V>> replies = new LiveFold<>(this.setup, 1, this.values, false, ReadRequests::only);
		replies.addLarge(name, key, weight);
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
		RedisCall.Range range = range(MAX_VALUES, withScores);
		Iterator<RedisCall.RangeCall> calls = names.stream()
			.map((name) -> new RedisCall.RangeCall(name, this.setup.key(name), range, 0))
			.iterator();
		return new Request.Many<>(calls,
				new LiveFold<>(this.setup, names.size(), decoder, withScores, Function.identity()),
				this.setup.errors());
	}

	private RedisCall.Range range(int limit, boolean withScores) {
		byte[] now = this.setup.now();
		return new RedisCall.Range(now, ExpiryScore.seconds(now), limit, withScores);
	}

	private static <E> E only(Map<String, E> results) {
		return results.values().iterator().next();
	}

	private <E extends Collection<?>, R> Request<R> read(Set<String> names, Decoder<E> decoder, boolean withScores,
			Function<Map<String, E>, R> result) {
		Iterator<Slice> slices = names.stream().map((name) -> Slice.of(name, this.setup.key(name))).iterator();
		RedisCall.Range range = range(MAX_VALUES, withScores);
		IntSupplier together = (names.size() == 1) ? () -> 1 : this.setup.namesPerCall(MAX_NAMES_OF_CALL);
		CallPacker packer = new CallPacker(Script.LIVE,
				() -> range.scriptArgs(bytesOfCall(1 + (names.size() - 1) / together.getAsInt())), together,
				RedisCall.RangeCall.COST);
		return new Request.Many<>(packer.pack(slices),
				new LiveFold<>(this.setup, names.size(), decoder, withScores, result), this.setup.errors());
	}

	/**
	 * Returns what a call may read, such that not too few of them are in flight at once.
	 */
	private static int bytesOfCall(int calls) {
		return Math.max(MIN_BYTES_OF_CALL, Math.min(CallPacker.MAX_BYTES, Window.MAX_BYTES / calls));
	}

	Request<Set<V>> getLatest(String name, int limit) {
		byte[] key = this.setup.key(name);
		Arguments.checkNotNegative(limit, "limit");
		if (limit == 0) {
			return new Request.Answered<>(Collections.emptySet());
		}
		boolean byScript = this.setup.topology().divertsPlainReads();
		return one(Script.LATEST, name, (reply) -> {
			Weight weight = Weight.of(reply);
			return (weight != null) ? readLatest(name, key, limit, weight) : values(name, reply);
		}, key, this.setup.now(), Ascii.number(byScript ? limit : MAX_VALUES),
				Ascii.number(byScript ? Weight.MOST_AT_ONCE : CallPacker.MAX_BYTES), Ascii.number(limit));
	}

	/**
	 * Reads the whole name if what is wanted of it is too much for one reply: how far a
	 * page has come, nothing tells, as offsets shift and many values may have one expiry.
	 */
	private Step<Set<V>> readLatest(String name, byte[] key, int limit, Weight weight) {
		Weight latest = weight.of(limit);
		if (latest.isTooMuchAtOnce() || this.setup.topology().divertsPlainReads()) {
			return new PagedRead<Set<V>>(this.setup, name, key, weight,
					(now, pages) -> values(name, pages.latest(limit)))
				.start();
		}
		return new Step.Next<>(
				new Request.One<>(new RedisCall.LatestCall(key, latest.moment(), limit, latest.bytesOfReply()),
						(reply) -> values(name, (List<?>) reply), this.setup.errors(name)));
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
		return one(Script.SIZE, name, (reply) -> {
			if (!(reply.get(1) instanceof Long size)) {
				throw FailedNames.wrongType(this.setup.id(), name, null);
			}
			return new Step.Done<>(size);
		}, this.setup.key(name), this.setup.now());
	}

	/**
	 * Returns a request for how much is stored under a name, which fails if the name's
	 * key is of another type.
	 * @param name the name
	 * @return the request; its result tells the moment that values are judged by, too
	 */
	Request<Weight> weight(String name) {
		RedisCall call = new RedisCall.RangeCall(name, this.setup.key(name), range(0, false), 0)
			.byScript(CallPacker.MAX_BYTES);
		return new Request.One<>(call, (reply) -> {
			LiveReply live = LiveReply.of((List<?>) reply, 1).get(0);
			if (live.isWrongType()) {
				throw FailedNames.wrongType(this.setup.id(), name, null);
			}
			return new Step.Done<>(live.weight());
		}, this.setup.errors(name));
	}

	/**
	 * Returns a request for a page of the values of a name, expired ones too.
	 * @param name the name
	 * @param cursor where the page begins
	 * @param values about how many values it has
	 * @return the request
	 */
	Request<ValuePage> page(String name, byte[] cursor, byte[] values) {
		return one(Script.SCAN, name, (reply) -> new Step.Done<>(ValuePage.of(reply)), this.setup.key(name),
				this.setup.now(), cursor, values);
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
