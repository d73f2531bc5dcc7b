package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.multimapttl.ExpiringValue;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;

/**
 * Everything about one multimap that only reads. Arguments have been checked.
 *
 * @param <V> the type of the values
 */
final class Reads<V> {

	/** More values of one name are read by a plain command of their own. */
	private static final int MAX_VALUES = 1000;

	private static final byte[] ONE_MORE_THAN_FITS = number(MAX_VALUES + 1);

	/** So many values of a script call take the server some 2 ms. */
	private static final int MAX_VALUES_OF_CALL = 8000;

	/** What a name may cost the server, as nobody knows how many values it has. */
	private static final int COST_PER_NAME = 4;

	/** The script's word for a name to be read by itself. */
	private static final int MORE_THAN_FITS = -1;

	private static final byte[] NOTHING = new byte[0];

	private static final byte[] WITH_SCORES = ExpiryScore.ascii("WITHSCORES");

	private final Setup<V> setup;

	Reads(Setup<V> setup) {
		this.setup = setup;
	}

	Set<V> get(String name) {
		List<?> reply = reply(Script.GET, name, ONE_MORE_THAN_FITS);
		if (!reply.isEmpty() && reply.get(0) instanceof Long) {
			LiveReplies<Set<V>> replies = new LiveReplies<>(1, this::values, false);
			replies.addHuge(name, this.setup.prefix().key(name), (byte[]) reply.get(1));
			return complete(replies).values().iterator().next();
		}
		Set<V> values = values(name, NOTHING, reply);
		count(List.of(values));
		return values;
	}

	Map<String, Set<V>> getMany(Collection<String> names) {
		return read(names, this::values, false);
	}

	List<ExpiringValue<V>> getWithExpiry(String name) {
		return readOne(name, this::expiringValues, true);
	}

	Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names) {
		return read(names, this::expiringValues, true);
	}

	private <R extends Collection<?>> R readOne(String name, Decoder<R> decoder, boolean withScores) {
		return read(List.of(name), decoder, withScores).values().iterator().next();
	}

	/**
	 * Reads names by script, and those that have more values than fits each by itself.
	 */
	private <R extends Collection<?>> Map<String, R> read(Collection<String> names, Decoder<R> decoder,
			boolean withScores) {
		LiveReplies<R> replies = new LiveReplies<>(names.size(), decoder, withScores);
		this.setup.sortedSets().callAll(liveCalls(names, withScores), replies::accept);
		return complete(replies);
	}

	private <R extends Collection<?>> Map<String, R> complete(LiveReplies<R> replies) {
		List<RedisCall> hugeCalls = replies.huge.stream().map(this::hugeCall).toList();
		this.setup.sortedSets().callAll(hugeCalls.iterator(), replies::accept);
		replies.failed.throwIfAny(replies.names, "read");
		count(replies.results.values());
		return Collections.unmodifiableMap(replies.results);
	}

	private void count(Collection<? extends Collection<?>> results) {
		long hits = results.stream().filter((values) -> !values.isEmpty()).count();
		this.setup.counters().read(hits, results.size() - hits);
	}

	private ScriptCalls liveCalls(Collection<String> names, boolean withScores) {
		Iterator<Slice> slices = names.stream().map((name) -> Slice.of(name, this.setup.prefix().key(name))).iterator();
		byte[][] header = { now(), ONE_MORE_THAN_FITS, number(MAX_VALUES_OF_CALL), withScores ? WITH_SCORES : NOTHING };
		return new ScriptCalls(Script.LIVE, () -> header, slices, this.setup.sortedSets()::isCluster, COST_PER_NAME);
	}

	/**
	 * A plain command costs the server a sixth of the script, but may be answered by a
	 * replica that lags behind, if the application reads from replicas.
	 */
	private RedisCall hugeCall(RedisCall.RangeCall huge) {
		if (!this.setup.sortedSets().readsFromReplicas()) {
			return huge;
		}
		byte[][] keysAndArgs = { huge.key(), now(), number(Integer.MAX_VALUE), number(Integer.MAX_VALUE),
				huge.withScores() ? WITH_SCORES : NOTHING };
		return new RedisCall.ScriptCall(Script.LIVE, List.of(huge.name()), keysAndArgs, huge.cost(), huge.bytes());
	}

	private Set<V> values(String name, byte[] now, Collection<?> members) {
		if (members.isEmpty()) {
			return Collections.emptySet();
		}
		Set<V> values = new LinkedHashSet<>(capacity(members.size()));
		for (Object member : members) {
			values.add(this.setup.codec().decode(name, (byte[]) member));
		}
		return Collections.unmodifiableSet(values);
	}

	private static int capacity(int size) {
		return (int) (size / 0.75f) + 1;
	}

	/**
	 * Decodes members and scores, which a script replies by turns and the driver in
	 * pairs.
	 */
	private List<ExpiringValue<V>> expiringValues(String name, byte[] now, Collection<?> members) {
		if (members.isEmpty()) {
			return List.of();
		}
		Instant read = ExpiryScore.instant(ExpiryScore.parse(now));
		List<ExpiringValue<V>> values = new ArrayList<>(members.size());
		for (Iterator<?> iterator = members.iterator(); iterator.hasNext();) {
			Object member = iterator.next();
			if (member instanceof Tuple tuple) {
				values.add(expiringValue(name, tuple.getValue(), tuple.getScore(), read));
			}
			else if (member instanceof TypedTuple<?> tuple) {
				values.add(expiringValue(name, (byte[]) Objects.requireNonNull(tuple.getValue()),
						Objects.requireNonNull(tuple.getScore()), read));
			}
			else {
				double score = ExpiryScore.parse((byte[]) iterator.next());
				values.add(expiringValue(name, (byte[]) member, score, read));
			}
		}
		return Collections.unmodifiableList(values);
	}

	private ExpiringValue<V> expiringValue(String name, byte[] member, double score, Instant now) {
		Instant expiresAt = ExpiryScore.instant(score);
		return new ExpiringValue<>(this.setup.codec().decode(name, member), expiresAt,
				Duration.between(now, expiresAt));
	}

	Set<V> getLatest(String name, int limit) {
		if (limit == 0) {
			return Collections.emptySet();
		}
		Set<V> values = values(name, NOTHING, latest(name, limit));
		count(List.of(values));
		return values;
	}

	private Collection<?> latest(String name, int limit) {
		if (limit > MAX_VALUES && !this.setup.sortedSets().readsFromReplicas()) {
			return (Collection<?>) this.setup.sortedSets()
				.call(new RedisCall.LatestCall(this.setup.prefix().key(name), now(name), limit));
		}
		return reply(Script.LATEST, name, number(limit));
	}

	Optional<Duration> getTimeToLive(String name, V value) {
		List<?> reply = reply(Script.SCORE, name, this.setup.codec().encode(value));
		byte[] score = (byte[]) reply.get(1);
		if (score.length == 0) {
			return Optional.empty();
		}
		Duration left = Duration.between(ExpiryScore.instant(ExpiryScore.parse((byte[]) reply.get(0))),
				ExpiryScore.instant(ExpiryScore.parse(score)));
		return (left.isNegative() || left.isZero()) ? Optional.empty() : Optional.of(left);
	}

	long size(String name) {
		return (Long) sizeReply(name).get(1);
	}

	NameDescription<V> describe(String name, int values) {
		List<?> reply = reply(Script.DESCRIBE, name, number(Math.max(values, 1)));
		long keyTtl = (Long) reply.get(1);
		List<?> latest = reply.subList(5, reply.size());
		byte[] soonestExpiry = (byte[]) reply.get(4);
		byte[] latestExpiry = latest.isEmpty() ? NOTHING : (byte[]) latest.get(1);
		return new NameDescription<>((Long) reply.get(2), (Long) reply.get(3),
				(keyTtl >= 0) ? Duration.ofMillis(keyTtl) : null, instant(soonestExpiry), instant(latestExpiry),
				(values > 0) ? expiringValues(name, (byte[]) reply.get(0), latest) : List.of());
	}

	private static @Nullable Instant instant(byte[] score) {
		return (score.length > 0) ? ExpiryScore.instant(ExpiryScore.parse(score)) : null;
	}

	/**
	 * Returns the moment that the name's values are judged by, having made sure that the
	 * name is one of a sorted set.
	 * @param name the name
	 * @return the moment, in seconds
	 */
	byte[] now(String name) {
		return (byte[]) sizeReply(name).get(0);
	}

	private List<?> sizeReply(String name) {
		List<?> reply = reply(Script.SIZE, name);
		if (!(reply.get(1) instanceof Long)) {
			throw FailedNames.wrongType(this.setup.id(), name, null);
		}
		return reply;
	}

	private List<?> reply(Script script, String name, byte[]... args) {
		RedisCall.ScriptCall call = RedisCall.ScriptCall.of(script, name, this.setup.prefix().key(name), now(), args);
		try {
			return (List<?>) this.setup.sortedSets().call(call);
		}
		catch (DataAccessException ex) {
			throw FailedNames.translate(this.setup.id(), name, ex);
		}
	}

	private byte[] now() {
		return this.setup.expiry().now();
	}

	private static byte[] number(int number) {
		return ExpiryScore.ascii(Integer.toString(number));
	}

	/**
	 * Decodes what is stored under a name.
	 *
	 * @param <R> the type of the result
	 */
	private interface Decoder<R> {

		R decode(String name, byte[] now, Collection<?> members);

	}

	/**
	 * Collects what comes back, name by name.
	 *
	 * @param <R> the type of the result
	 */
	private final class LiveReplies<R> {

		private final Decoder<R> decoder;

		private final boolean withScores;

		private final int names;

		private final R nothing;

		private final Map<String, R> results;

		private final List<RedisCall.RangeCall> huge = new ArrayList<>();

		private final FailedNames failed = new FailedNames(Reads.this.setup.id());

		LiveReplies(int names, Decoder<R> decoder, boolean withScores) {
			this.names = names;
			this.decoder = decoder;
			this.withScores = withScores;
			this.nothing = decoder.decode("", NOTHING, List.of());
			this.results = new LinkedHashMap<>(capacity(names));
		}

		void accept(RedisCall call, Object reply) {
			if (call instanceof RedisCall.RangeCall range) {
				accept(range.name(), range.after(), (Collection<?>) reply);
			}
			else {
				accept((RedisCall.ScriptCall) call, (List<?>) reply);
			}
		}

		private void accept(RedisCall.ScriptCall call, List<?> replies) {
			byte[] now = (byte[]) replies.get(0);
			int next = 1;
			for (int i = 0; i < call.names().size(); i++) {
				String name = call.names().get(i);
				int elements = ((Long) replies.get(next++)).intValue();
				if (elements >= 0) {
					accept(name, now, replies.subList(next, next + elements));
					next += elements;
				}
				else if (elements == MORE_THAN_FITS) {
					addHuge(name, call.keysAndArgs()[i], now);
				}
				else {
					this.failed.add(name);
				}
			}
		}

		/**
		 * Keeps the place of a name that is read by itself.
		 */
		void addHuge(String name, byte[] key, byte[] now) {
			this.huge.add(new RedisCall.RangeCall(name, key, now, this.withScores));
			this.results.put(name, this.nothing);
		}

		private void accept(String name, byte[] now, Collection<?> members) {
			this.results.put(name, this.decoder.decode(name, now, members));
		}

	}

}
