package io.multimapttl.test;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The values of one name with their expiries. Expired values stay until they are dropped.
 * Times are milliseconds since 1970. Not thread-safe.
 *
 * @param <V> the type of the values
 */
final class ExpiringValues<V> {

	private final Map<V, Held<V>> byValue = new HashMap<>();

	private final NavigableSet<Held<V>> byExpiry = new TreeSet<>(Held.ORDER);

	private final Function<? super V, byte[]> bytes;

	private long puts;

	/**
	 * Creates an empty collection.
	 * @param bytes returns the bytes by which values that expire in the same millisecond
	 * are ordered
	 */
	ExpiringValues(Function<? super V, byte[]> bytes) {
		this.bytes = bytes;
	}

	/**
	 * Stores a value. A value that is already stored gets the new expiry.
	 * @param value the value
	 * @param expiry when it expires
	 */
	void put(V value, long expiry) {
		Held<V> earlier = this.byValue.get(value);
		Held<V> held = (earlier != null) ? earlier.expiringAt(expiry)
				: new Held<>(value, expiry, this.bytes.apply(value), this.puts++);
		remove(value);
		this.byValue.put(value, held);
		this.byExpiry.add(held);
	}

	/**
	 * Removes a value.
	 * @param value the value
	 * @return whether it was stored, live or expired
	 */
	boolean remove(V value) {
		Held<V> held = this.byValue.remove(value);
		return held != null && this.byExpiry.remove(held);
	}

	boolean isLive(V value, long now) {
		return find(value, now) != null;
	}

	/**
	 * Returns a live value.
	 * @param value the value
	 * @param now the current time
	 * @return the value as it is stored, or {@code null} if it is not live
	 */
	@Nullable Held<V> find(V value, long now) {
		Held<V> held = this.byValue.get(value);
		return (held != null && held.isLive(now)) ? held : null;
	}

	int size() {
		return this.byValue.size();
	}

	long countLive(Collection<V> values, long now) {
		return values.stream().filter((value) -> isLive(value, now)).count();
	}

	long countLive(long now) {
		return latest(now).count();
	}

	boolean hasLive(long now) {
		return !isEmpty() && this.byExpiry.last().isLive(now);
	}

	boolean isEmpty() {
		return this.byExpiry.isEmpty();
	}

	/**
	 * Returns the live values, the soonest to expire first.
	 * @param now the current time
	 * @return the values
	 */
	Stream<Held<V>> live(long now) {
		return this.byExpiry.stream().dropWhile((held) -> !held.isLive(now));
	}

	/**
	 * Returns the live values, the last to expire first.
	 * @param now the current time
	 * @return the values
	 */
	Stream<Held<V>> latest(long now) {
		return this.byExpiry.descendingSet().stream().takeWhile((held) -> held.isLive(now));
	}

	/**
	 * Returns all stored values, live or expired, in no order.
	 * @return a copy
	 */
	Collection<Held<V>> all() {
		return List.copyOf(this.byValue.values());
	}

	/**
	 * Removes live values, the soonest to expire first.
	 * @param now the current time
	 * @param most how many to remove at most
	 * @param kept values that stay
	 * @return the values that were removed
	 */
	List<V> evict(long now, long most, Set<V> kept) {
		List<V> evicted = live(now).map(Held::value)
			.filter((value) -> !kept.contains(value))
			.limit(Math.max(0, most))
			.toList();
		evicted.forEach(this::remove);
		return evicted;
	}

	/**
	 * Ends a write. It drops as many expired values as the budget allows; if no live
	 * value is left it drops all, because the key in Redis would have expired.
	 * @param now the current time
	 * @param written how many values were written
	 * @param budget how many values may be dropped
	 * @return how many were dropped within the budget
	 */
	int tidy(long now, int written, PurgeBudget budget) {
		int dropped = dropExpired(now, budget.most(written));
		budget.spend(dropped);
		if (!hasLive(now)) {
			this.byValue.clear();
			this.byExpiry.clear();
		}
		return dropped;
	}

	/**
	 * Drops expired values, the oldest first.
	 * @param now the current time
	 * @param most how many to drop at most
	 * @return how many were dropped
	 */
	int dropExpired(long now, int most) {
		int dropped = 0;
		Iterator<Held<V>> soonest = this.byExpiry.iterator();
		while (dropped < most && soonest.hasNext()) {
			Held<V> held = soonest.next();
			if (held.isLive(now)) {
				break;
			}
			soonest.remove();
			this.byValue.remove(held.value());
			dropped++;
		}
		return dropped;
	}

	/**
	 * A stored value.
	 *
	 * @param <V> the type of the value
	 * @param value the value
	 * @param expiry when it expires
	 * @param bytes the value as text
	 * @param number distinguishes it from other values with the same text
	 */
	record Held<V>(V value, long expiry, byte[] bytes, long number) {

		private static final Comparator<Held<?>> ORDER = Comparator.<Held<?>>comparingLong(Held::expiry)
			.thenComparing(Held::bytes, Arrays::compareUnsigned)
			.thenComparingLong(Held::number);

		boolean isLive(long now) {
			return this.expiry > now;
		}

		private Held<V> expiringAt(long expiry) {
			return new Held<>(this.value, expiry, this.bytes, this.number);
		}

	}

}
