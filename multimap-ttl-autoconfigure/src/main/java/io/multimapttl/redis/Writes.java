package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.multimapttl.redis.ExpiringValueSlices.Member;

import org.springframework.dao.DataAccessException;

/**
 * Everything about one multimap that changes something in Redis. Arguments have been
 * checked.
 *
 * @param <V> the type of the values
 */
final class Writes<V> {

	/** A purge by hand takes so many values a round trip, some 3 ms of the server. */
	private static final int PURGED_AT_ONCE = 10_000;

	private static final byte[] NOTHING = new byte[0];

	private static final byte[] ONE = ExpiryScore.ascii("1");

	private final Setup<V> setup;

	Writes(Setup<V> setup) {
		this.setup = setup;
	}

	long add(String name, V value, Duration ttl) {
		return added(send(Script.ADD, name, ttl(ttl), precision(), purgeBudget(), ONE, bytes(value)));
	}

	long add(String name, V value, Instant expiresAt) {
		byte[] score = ExpiryScore.score(millis(expiresAt));
		return added(send(Script.ADD_EXPIRING, name, precision(), purgeBudget(), ONE, score, bytes(value)));
	}

	long addAll(String name, Collection<? extends V> values, Duration ttl) {
		return added(sendAll(name, addCalls(entries(name, values), ttl)));
	}

	long addAll(String name, Collection<? extends V> values, Instant expiresAt) {
		long expiry = millis(expiresAt);
		Slices<V> slices = new ExpiringValueSlices<>(this.setup.prefix(), (value) -> new Member(bytes(value), expiry),
				entries(name, values));
		return added(sendAll(name, addExpiringCalls(slices)));
	}

	long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl) {
		Tally tally = newTally();
		this.setup.sortedSets().callAll(addCalls(valuesByName.entrySet().iterator(), ttl), tally);
		return addedMany(tally);
	}

	/**
	 * Adds what comes from a source that may be slow, or use Redis itself.
	 * @param entries the names with their values
	 * @param ttl the values' time to live
	 * @return how many values were not live before
	 */
	long addMany(Iterator<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl) {
		Tally tally = newTally();
		this.setup.sortedSets().callAllCollected(addCalls(entries, ttl), tally);
		return addedMany(tally);
	}

	long addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName) {
		Iterator<Map.Entry<String, Collection<Map.Entry<V, Instant>>>> entries = expiriesByName.entrySet()
			.stream()
			.map((entry) -> Map.entry(entry.getKey(), Writes.<V>entries(entry.getValue())))
			.iterator();
		Slices<Map.Entry<V, Instant>> slices = new ExpiringValueSlices<>(this.setup.prefix(),
				(entry) -> new Member(bytes(entry.getKey()), millis(entry.getValue())), entries);
		Tally tally = newTally();
		this.setup.sortedSets().callAll(addExpiringCalls(slices), tally);
		return addedMany(tally);
	}

	private static <K, T> Iterator<Map.Entry<K, T>> entries(K key, T value) {
		return List.of(Map.entry(key, value)).iterator();
	}

	/**
	 * The entries of a map, which are only read.
	 */
	@SuppressWarnings("unchecked")
	private static <V> Collection<Map.Entry<V, Instant>> entries(Map<? extends V, Instant> map) {
		return ((Map<V, Instant>) map).entrySet();
	}

	private ScriptCalls addCalls(Iterator<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries,
			Duration ttl) {
		Slices<V> slices = valueSlices(entries);
		byte[] millis = ttl(ttl);
		return calls(Script.ADD, () -> new byte[][] { now(), millis, precision(), purgeBudget() }, slices);
	}

	private ScriptCalls addExpiringCalls(Iterator<Slice> slices) {
		return calls(Script.ADD_EXPIRING, () -> new byte[][] { now(), precision(), purgeBudget() }, slices);
	}

	private ValueSlices<V> valueSlices(
			Iterator<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries) {
		return new ValueSlices<>(this.setup.prefix(), this.setup.codec(), entries);
	}

	private long addedMany(Tally tally) {
		long added = added(tally);
		tally.failedNames().throwBatchIfAny("written");
		return added;
	}

	private long added(Tally tally) {
		this.setup.counters().added(tally.first());
		this.setup.counters().purged(tally.second());
		return tally.first();
	}

	boolean addIfAbsent(String name, V value, Duration ttl) {
		return added(send(Script.ADD_IF_ABSENT, name, ttl(ttl), precision(), purgeBudget(), bytes(value))) == 1;
	}

	boolean expire(String name, V value, Duration ttl) {
		return expired(send(Script.EXPIRE, name, ttl(ttl), precision(), NOTHING, purgeBudget(), bytes(value)));
	}

	boolean expireAt(String name, V value, Instant expiresAt) {
		byte[] millis = ExpiryScore.ascii(Long.toString(millis(expiresAt)));
		return expired(send(Script.EXPIRE, name, NOTHING, precision(), millis, purgeBudget(), bytes(value)));
	}

	private boolean expired(Tally tally) {
		this.setup.counters().purged(tally.second());
		return tally.first() == 1;
	}

	boolean remove(String name, V value) {
		return removed(send(Script.REMOVE, name, purgeBudget(), ONE, bytes(value))) == 1;
	}

	long removeAll(String name, Collection<? extends V> values) {
		if (values.isEmpty()) {
			return 0;
		}
		ValueSlices<V> slices = valueSlices(entries(name, values));
		return removed(sendAll(name, calls(Script.REMOVE, () -> new byte[][] { now(), purgeBudget() }, slices)));
	}

	private long removed(Tally tally) {
		this.setup.counters().removed(tally.first());
		this.setup.counters().purged(tally.second());
		return tally.first();
	}

	long delete(Collection<String> names) {
		Iterator<Slice> slices = names.stream()
			.distinct()
			.map((name) -> Slice.of(name, this.setup.prefix().key(name)))
			.iterator();
		Tally tally = newTally();
		this.setup.sortedSets().callAll(calls(Script.DELETE, () -> new byte[][] { now() }, slices), tally);
		this.setup.counters().removed(tally.second());
		tally.failedNames().throwIfAny(names.size(), "deleted");
		return tally.first();
	}

	long purge(String name) {
		byte[] most = ExpiryScore.ascii(Integer.toString(PURGED_AT_ONCE));
		long purged = 0;
		Tally tally;
		do {
			tally = send(Script.PURGE, name, most);
			this.setup.counters().purged(tally.first());
			purged += tally.first();
		}
		while (tally.second() > 0);
		return purged;
	}

	private Tally newTally() {
		return new Tally(this.setup.id());
	}

	private Tally send(Script script, String name, byte[]... args) {
		RedisCall.ScriptCall call = RedisCall.ScriptCall.of(script, name, this.setup.prefix().key(name), now(), args);
		return sendAll(name, List.of(call).iterator());
	}

	private Tally sendAll(String name, Iterator<RedisCall.ScriptCall> calls) {
		Tally tally = newTally();
		try {
			this.setup.sortedSets().callAll(calls, tally);
		}
		catch (DataAccessException ex) {
			throw FailedNames.translate(this.setup.id(), name, ex);
		}
		tally.failedNames().throwIfAny(1, "written");
		return tally;
	}

	private ScriptCalls calls(Script script, Supplier<byte[][]> header, Iterator<Slice> slices) {
		return new ScriptCalls(script, header, slices, this.setup.sortedSets()::isCluster, 1);
	}

	private byte[] bytes(V value) {
		return this.setup.codec().encode(value);
	}

	private byte[] now() {
		return this.setup.expiry().now();
	}

	private byte[] ttl(Duration ttl) {
		return this.setup.expiry().ttl(ttl);
	}

	private static long millis(Instant expiresAt) {
		return ExpiryScore.millis(expiresAt);
	}

	private byte[] precision() {
		return this.setup.expiry().precision();
	}

	private byte[] purgeBudget() {
		return this.setup.purgeBudget();
	}

}
