package io.multimapttl.test;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.Addition;
import io.multimapttl.Removal;
import io.multimapttl.support.Bound;
import io.multimapttl.WhenFull;

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
	 * @param bound how many live values the name may have
	 * @param budget how many expired values may be dropped
	 * @return what became of them
	 */
	Written<V> add(String name, Set<V> values, long ttl, Bound bound, PurgeBudget budget) {
		return write(name, (held, now) -> {
			Map<V, Long> expiries = new LinkedHashMap<>();
			values.forEach((value) -> expiries.put(value, now + ttl));
			return put(held, now, expiries, bound, budget);
		});
	}

	/**
	 * Adds values with different expiries. Values whose expiry is not after now are
	 * removed.
	 * @param name the name
	 * @param expiries the values with their expiries in milliseconds
	 * @param bound how many live values the name may have
	 * @param budget how many expired values may be dropped
	 * @return what became of them
	 */
	Written<V> addExpiring(String name, Map<V, Long> expiries, Bound bound, PurgeBudget budget) {
		return write(name, (held, now) -> put(held, now, expiries, bound, budget));
	}

	/**
	 * Adds a value unless it is live.
	 * @param name the name
	 * @param value the value
	 * @param ttl its time to live in milliseconds
	 * @param bound how many live values the name may have
	 * @param budget how many expired values may be dropped
	 * @return what became of it
	 */
	Written<V> addIfAbsent(String name, V value, long ttl, Bound bound, PurgeBudget budget) {
		return write(name, (held, now) -> held.isLive(value, now) ? Written.of(0)
				: put(held, now, Map.of(value, now + ttl), bound, budget));
	}

	/**
	 * Adds a value, and counts.
	 * @param name the name
	 * @param value the value
	 * @param ttl its time to live in milliseconds
	 * @param bound how many live values the name may have
	 * @param budget how many expired values may be dropped
	 * @return what became of it, and how many there are
	 */
	Addition<V> addAndCount(String name, V value, long ttl, Bound bound, PurgeBudget budget) {
		return write(name, (held, now) -> {
			Written<V> written = put(held, now, Map.of(value, now + ttl), bound, budget);
			return new Addition<>(written.outcome(), held.countLive(now), written.evicted());
		});
	}

	/**
	 * Stores values, or removes those whose expiry is not after now. That is decided
	 * before expiries are rounded up. Of more values than the name may have those that
	 * expire last are stored, and others make room for them.
	 */
	private Written<V> put(ExpiringValues<V> held, long now, Map<V, Long> expiries, Bound bound, PurgeBudget budget) {
		Map<V, Long> stored = new LinkedHashMap<>();
		expiries.forEach((value, expiresAt) -> {
			if (expiresAt > now) {
				stored.put(value, this.expiry.roundUp(expiresAt));
			}
		});
		List<V> past = expiries.keySet().stream().filter((value) -> !stored.containsKey(value)).toList();
		boolean tooMany = keepLast(stored, bound);
		long added = stored.size() - held.countLive(stored.keySet(), now);
		long excess = 0;
		if (bound.maxValues().isPresent() && !stored.isEmpty()) {
			long live = held.countLive(now) - held.countLive(past, now) + added;
			excess = live - bound.maxValues().getAsInt();
			if (bound.whenFull() == WhenFull.REFUSE && (tooMany || (excess > 0 && added > 0))) {
				this.counters.refused();
				tidy(held, now, expiries.size(), budget);
				return Written.refusal();
			}
		}
		past.forEach(held::remove);
		stored.forEach(held::put);
		List<V> evicted = (excess > 0 && bound.whenFull() == WhenFull.EVICT)
				? held.evict(now, Math.min(excess, budget.most(expiries.size())), stored.keySet()) : List.of();
		budget.spend(evicted.size());
		this.counters.evicted(evicted.size());
		this.counters.added(added);
		tidy(held, now, expiries.size(), budget);
		return new Written<>(false, added, evicted);
	}

	/**
	 * Leaves the values that expire last, of equal ones the later in the order of their
	 * bytes, if there are more than a name may have.
	 */
	private boolean keepLast(Map<V, Long> values, Bound bound) {
		int surplus = values.size() - bound.maxValues().orElse(values.size());
		if (surplus <= 0) {
			return false;
		}
		Comparator<Map.Entry<V, Long>> order = Comparator.<Map.Entry<V, Long>>comparingLong(Map.Entry::getValue)
			.thenComparing((entry) -> this.bytes.apply(entry.getKey()), Arrays::compareUnsigned);
		values.entrySet().stream().sorted(order).limit(surplus).map(Map.Entry::getKey).toList().forEach(values::remove);
		return true;
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
			boolean live = held.isLive(value, now);
			if (live) {
				put(held, now, Map.of(value, expiresAt.applyAsLong(now)), Bound.NONE, budget);
			}
			return live;
		});
	}

	/**
	 * Removes values.
	 * @param name the name
	 * @param values the values
	 * @param budget how many expired values may be dropped
	 * @return how many were live
	 */
	long remove(String name, Set<V> values, PurgeBudget budget) {
		return write(name, (held, now) -> remove(held, now, values, budget));
	}

	/**
	 * Removes a value, and counts.
	 * @param name the name
	 * @param value the value
	 * @param budget how many expired values may be dropped
	 * @return whether it was live, and how many there are
	 */
	Removal removeAndCount(String name, V value, PurgeBudget budget) {
		return write(name, (held, now) -> {
			long removed = remove(held, now, Set.of(value), budget);
			return new Removal(removed == 1, held.countLive(now));
		});
	}

	private long remove(ExpiringValues<V> held, long now, Set<V> values, PurgeBudget budget) {
		long live = held.countLive(values, now);
		int removed = (int) values.stream().filter(held::remove).count();
		if (removed > 0) {
			tidy(held, now, removed, budget);
		}
		this.counters.removed(live);
		return live;
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

	private synchronized <R> R write(String name, Write<V, R> write) {
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
	 * @param <R> the type of the result
	 */
	private interface Write<V, R> {

		R apply(ExpiringValues<V> held, long now);

	}

	/**
	 * What became of values that were to be added.
	 *
	 * @param <V> the type of the values
	 * @param refused whether nothing was written, as the name is full
	 * @param added how many were not live before and are live now
	 * @param evicted the values that had to leave, the soonest to expire first
	 */
	record Written<V>(boolean refused, long added, List<V> evicted) {

		static <V> Written<V> of(long added) {
			return new Written<>(false, added, List.of());
		}

		static <V> Written<V> refusal() {
			return new Written<>(true, 0, List.of());
		}

		/**
		 * Returns what became of a value that was written alone.
		 */
		private Outcome outcome() {
			if (this.refused) {
				return Outcome.REFUSED;
			}
			return (this.added > 0) ? Outcome.ADDED : Outcome.REFRESHED;
		}

	}

}
