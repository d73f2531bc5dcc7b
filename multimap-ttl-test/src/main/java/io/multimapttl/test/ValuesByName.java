package io.multimapttl.test;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * All names with their values. Thread-safe: each call is atomic, and reads the clock
 * once. Expired values are treated as the scripts in Redis treat them.
 *
 * @param <V> the type of the values
 */
final class ValuesByName<V> {

	private final Map<String, ExpiringValues<V>> names = new HashMap<>();

	private final ExpiryMillis expiry;

	private final Function<? super V, byte[]> bytes;

	private final Counters counters;

	ValuesByName(ExpiryMillis expiry, Function<? super V, byte[]> bytes, Counters counters) {
		this.expiry = expiry;
		this.bytes = bytes;
		this.counters = counters;
	}

	/**
	 * Adds values that expire after the same time.
	 * @param name the name
	 * @param values the values
	 * @param ttl their time to live in milliseconds
	 * @param budget how many expired values may be dropped
	 * @return how many were not live before
	 */
	long add(String name, Set<V> values, long ttl, PurgeBudget budget) {
		return write(name, (held, now) -> {
			long expiresAt = this.expiry.roundUp(now + ttl);
			long live = held.countLive(values, now);
			values.forEach((value) -> held.put(value, expiresAt));
			tidy(held, now, values.size(), budget);
			return added(values.size() - live);
		});
	}

	/**
	 * Adds values with different expiries. Values whose expiry is not after now are
	 * removed.
	 * @param name the name
	 * @param expiries the values with their expiries in milliseconds
	 * @param budget how many expired values may be dropped
	 * @return how many were not live before and are live now
	 */
	long addExpiring(String name, Map<V, Long> expiries, PurgeBudget budget) {
		return write(name, (held, now) -> {
			long added = 0;
			for (Map.Entry<V, Long> entry : expiries.entrySet()) {
				boolean wasLive = held.isLive(entry.getKey(), now);
				putOrRemove(held, entry.getKey(), entry.getValue(), now);
				added += (!wasLive && held.isLive(entry.getKey(), now)) ? 1 : 0;
			}
			tidy(held, now, expiries.size(), budget);
			return added(added);
		});
	}

	/**
	 * Adds a value unless it is live.
	 * @param name the name
	 * @param value the value
	 * @param ttl its time to live in milliseconds
	 * @param budget how many expired values may be dropped
	 * @return whether it was added
	 */
	boolean addIfAbsent(String name, V value, long ttl, PurgeBudget budget) {
		return write(name, (held, now) -> {
			if (held.isLive(value, now)) {
				return 0;
			}
			held.put(value, this.expiry.roundUp(now + ttl));
			tidy(held, now, 1, budget);
			return added(1);
		}) == 1;
	}

	/**
	 * Gives a live value a new expiry, or removes it if that is not after now.
	 * @param name the name
	 * @param value the value
	 * @param expiresAt returns the new expiry for the current time, both in milliseconds
	 * @param budget how many expired values may be dropped
	 * @return whether the value was live
	 */
	boolean expire(String name, V value, LongUnaryOperator expiresAt, PurgeBudget budget) {
		return write(name, (held, now) -> {
			if (!held.isLive(value, now)) {
				return 0;
			}
			putOrRemove(held, value, expiresAt.applyAsLong(now), now);
			tidy(held, now, 1, budget);
			return 1;
		}) == 1;
	}

	/**
	 * Stores a value, or removes it if its expiry is not after now. That is decided
	 * before the expiry is rounded up.
	 */
	private void putOrRemove(ExpiringValues<V> held, V value, long expiresAt, long now) {
		if (expiresAt > now) {
			held.put(value, this.expiry.roundUp(expiresAt));
		}
		else {
			held.remove(value);
		}
	}

	/**
	 * Removes values.
	 * @param name the name
	 * @param values the values
	 * @param budget how many expired values may be dropped
	 * @return how many were live
	 */
	long remove(String name, Set<V> values, PurgeBudget budget) {
		return write(name, (held, now) -> {
			long live = held.countLive(values, now);
			int removed = (int) values.stream().filter(held::remove).count();
			if (removed > 0) {
				tidy(held, now, removed, budget);
			}
			this.counters.removed(live);
			return live;
		});
	}

	/**
	 * Drops all expired values of a name.
	 * @param name the name
	 * @return how many were dropped
	 */
	long purge(String name) {
		return write(name, (held, now) -> purged(held.dropExpired(now, Integer.MAX_VALUE)));
	}

	/**
	 * Deletes a name.
	 * @param name the name
	 * @return whether it had a live value
	 */
	synchronized boolean delete(String name) {
		ExpiringValues<V> deleted = this.names.remove(name);
		long live = (deleted != null) ? deleted.live(this.expiry.now()).count() : 0;
		this.counters.removed(live);
		return live > 0;
	}

	synchronized void clear() {
		this.names.clear();
	}

	/**
	 * Returns something about the values of a name.
	 * @param <R> the type of the result
	 * @param name the name
	 * @param read returns the result, which must not change with later writes
	 * @return the result
	 */
	synchronized <R> R read(String name, Read<V, R> read) {
		return read.apply(this.names.getOrDefault(name, new ExpiringValues<>(this.bytes)), this.expiry.now());
	}

	/**
	 * Returns the names that have values, live or expired, in no order.
	 * @return a copy
	 */
	synchronized Collection<String> names() {
		return List.copyOf(this.names.keySet());
	}

	private void tidy(ExpiringValues<V> held, long now, int written, PurgeBudget budget) {
		purged(held.tidy(now, written, budget));
	}

	private long purged(long values) {
		this.counters.purged(values);
		return values;
	}

	private long added(long values) {
		this.counters.added(values);
		return values;
	}

	private synchronized long write(String name, Write<V> write) {
		ExpiringValues<V> held = this.names.computeIfAbsent(name, (added) -> new ExpiringValues<>(this.bytes));
		try {
			return write.apply(held, this.expiry.now());
		}
		finally {
			if (held.isEmpty()) {
				this.names.remove(name);
			}
		}
	}

	/**
	 * Reads the values of a name.
	 *
	 * @param <V> the type of the values
	 * @param <R> the type of the result
	 */
	interface Read<V, R> {

		R apply(ExpiringValues<V> held, long now);

	}

	/**
	 * Changes the values of a name.
	 *
	 * @param <V> the type of the values
	 */
	private interface Write<V> {

		long apply(ExpiringValues<V> held, long now);

	}

}
