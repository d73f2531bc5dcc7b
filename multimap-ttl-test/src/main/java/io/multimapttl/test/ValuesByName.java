package io.multimapttl.test;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * All names with their values. Thread-safe: each call is atomic and judges by one reading
 * of the clock. What happens to expired values is what the scripts do to them in Redis.
 *
 * @param <V> the type of the values
 */
final class ValuesByName<V> {

	private final Map<String, ExpiringValues<V>> names = new HashMap<>();

	private final ExpiryMillis expiry;

	ValuesByName(ExpiryMillis expiry) {
		this.expiry = expiry;
	}

	/**
	 * Adds values that expire after the same time.
	 * @param name the name
	 * @param values the values
	 * @param ttl their time to live in milliseconds
	 * @param budget what to purge at the most
	 * @return how many were not live before
	 */
	long add(String name, Set<V> values, long ttl, PurgeBudget budget) {
		return write(name, (held, now) -> {
			long expiresAt = this.expiry.roundUp(now + ttl);
			long live = held.countLive(values, now);
			values.forEach((value) -> held.put(value, expiresAt));
			held.tidy(now, values.size(), budget);
			return values.size() - live;
		});
	}

	/**
	 * Adds values with expiries of their own; those that are over are taken out.
	 * @param name the name
	 * @param expiries the values with their expiries in milliseconds
	 * @param budget what to purge at the most
	 * @return how many were not live before and are now
	 */
	long addExpiring(String name, Map<V, Long> expiries, PurgeBudget budget) {
		return write(name, (held, now) -> {
			long added = 0;
			for (Map.Entry<V, Long> entry : expiries.entrySet()) {
				boolean wasLive = held.isLive(entry.getKey(), now);
				putOrRemove(held, entry.getKey(), entry.getValue(), now);
				added += (!wasLive && held.isLive(entry.getKey(), now)) ? 1 : 0;
			}
			held.tidy(now, expiries.size(), budget);
			return added;
		});
	}

	/**
	 * Adds a value unless it is live.
	 * @param name the name
	 * @param value the value
	 * @param ttl its time to live in milliseconds
	 * @param budget what to purge at the most
	 * @return whether it was added
	 */
	boolean addIfAbsent(String name, V value, long ttl, PurgeBudget budget) {
		return write(name, (held, now) -> {
			if (held.isLive(value, now)) {
				return 0;
			}
			held.put(value, this.expiry.roundUp(now + ttl));
			held.tidy(now, 1, budget);
			return 1;
		}) == 1;
	}

	/**
	 * Gives a live value a new expiry, or takes it out if that is over.
	 * @param name the name
	 * @param value the value
	 * @param expiresAt gives the new expiry by the present, both in milliseconds
	 * @param budget what to purge at the most
	 * @return whether the value was live
	 */
	boolean expire(String name, V value, LongUnaryOperator expiresAt, PurgeBudget budget) {
		return write(name, (held, now) -> {
			if (!held.isLive(value, now)) {
				return 0;
			}
			putOrRemove(held, value, expiresAt.applyAsLong(now), now);
			held.tidy(now, 1, budget);
			return 1;
		}) == 1;
	}

	/**
	 * Holds a value, or lets go of it if its expiry is over, which shows before that is
	 * rounded up.
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
	 * @param budget what to purge at the most
	 * @return how many were live
	 */
	long remove(String name, Set<V> values, PurgeBudget budget) {
		return write(name, (held, now) -> {
			long live = held.countLive(values, now);
			int removed = (int) values.stream().filter(held::remove).count();
			if (removed > 0) {
				held.tidy(now, removed, budget);
			}
			return live;
		});
	}

	/**
	 * Drops all expired values of a name.
	 * @param name the name
	 * @return how many were dropped
	 */
	long purge(String name) {
		return write(name, (held, now) -> held.dropExpired(now, Integer.MAX_VALUE));
	}

	/**
	 * Deletes a name.
	 * @param name the name
	 * @return whether it had a live value
	 */
	synchronized boolean delete(String name) {
		ExpiringValues<V> deleted = this.names.remove(name);
		return deleted != null && deleted.hasLive(this.expiry.now());
	}

	synchronized void clear() {
		this.names.clear();
	}

	/**
	 * Reads what is held under a name.
	 * @param <R> the type of the answer
	 * @param name the name
	 * @param read gives the answer, nothing in which may change with later writes
	 * @return the answer
	 */
	synchronized <R> R read(String name, Read<V, R> read) {
		return read.apply(this.names.getOrDefault(name, new ExpiringValues<>()), this.expiry.now());
	}

	/**
	 * Returns the names that hold values, live or not, in no order.
	 * @return a copy
	 */
	synchronized Collection<String> names() {
		return List.copyOf(this.names.keySet());
	}

	private synchronized long write(String name, Write<V> write) {
		ExpiringValues<V> held = this.names.computeIfAbsent(name, (added) -> new ExpiringValues<>());
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
	 * @param <R> the type of the answer
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
