package io.multimapttl;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.util.Assert;

/**
 * A multimap, name to set of values, in which <strong>every value has its own
 * expiry</strong>. It is shared by all who use the same Redis and key prefix.
 * <p>
 * A value is <em>live</em> while its expiry is after now, both in whole milliseconds. An
 * expired value is never part of an answer. It leaves Redis when somebody writes to its
 * name, and the whole key goes away by itself with its longest-living value. "Now" is the
 * Redis server's clock unless the multimap was given a {@link java.time.Clock}.
 * <p>
 * Two values are the same when they are stored as the same bytes. Adding a value again
 * gives it a new expiry, also an earlier one: the last write wins.
 * <h2>Arguments</h2>
 * <ul>
 * <li>No argument, and nothing in one, may be {@code null}.</li>
 * <li>A ttl is positive; less than a millisecond counts as one. An expiry lies before the
 * year 10000.</li>
 * <li>An {@link Instant} counts to the millisecond, rounded down. One that is not after
 * now is allowed: the value is then not live afterwards.</li>
 * <li>Any other argument is refused with an {@link IllegalArgumentException} before
 * anything is sent; only a {@link Stream} is judged as it is read.</li>
 * </ul>
 * <h2>Promises</h2>
 * <ul>
 * <li>Up to 1000 values (256 KB) of one name in one call are written atomically; a batch
 * over several names, or of more values, is not.</li>
 * <li>A normal return means that the Redis master has it. An exception after sending
 * means unknown; repeating the call is safe for the data.</li>
 * <li>The answers "was new", "was live" are exact unless a connection broke: commands
 * that got no answer are then sent again, and the repeated command answers for its second
 * run. {@link #addIfAbsent} is therefore no lock.</li>
 * <li>Calls never take part in a transaction or a pipeline of the application.</li>
 * <li>Results are unmodifiable and never {@code null}.</li>
 * </ul>
 * Every method that talks to Redis throws Spring's
 * {@link org.springframework.dao.DataAccessException}: {@link MultiMapException} if the
 * name's key holds another Redis type or an unreadable value,
 * {@link MultiMapBatchException} if that happened to some names of a batch.
 *
 * @param <V> the type of the values
 */
public interface MultiMapWithTTL<V> {

	/**
	 * Adds a value with the multimap's default ttl. One round trip, {@code O(log n)}.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was not live before
	 */
	boolean add(String name, V value);

	/**
	 * Adds a value that expires after the given time. One round trip, {@code O(log n)}.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live, starting when Redis executes the call
	 * @return whether the value was not live before
	 */
	boolean add(String name, V value, Duration ttl);

	/**
	 * Adds a value that expires at the given moment. One round trip, {@code O(log n)}.
	 * @param name the name
	 * @param value the value
	 * @param expiresAt when the value expires; if that is not after now the value is
	 * taken out
	 * @return whether the value was not live before and is now
	 */
	boolean add(String name, V value, Instant expiresAt);

	/**
	 * Adds values with the multimap's default ttl.
	 * @param name the name
	 * @param values the values; if there are none the name is purged
	 * @return how many values were not live before
	 * @see #addAll(String, Collection, Duration)
	 */
	long addAll(String name, Collection<? extends V> values);

	/**
	 * Adds values that expire after the given time. {@code O(m log n)} for {@code m}
	 * values, one round trip for up to 1000 values; more are sent in slices of 1000.
	 * @param name the name
	 * @param values the values; if there are none the name is purged
	 * @param ttl the values' time to live
	 * @return how many values were not live before
	 */
	long addAll(String name, Collection<? extends V> values, Duration ttl);

	/**
	 * Adds values that expire at the given moment.
	 * @param name the name
	 * @param values the values; if there are none the name is purged
	 * @param expiresAt when the values expire; if that is not after now they are taken
	 * out
	 * @return how many values were not live before and are now
	 * @see #addAll(String, Collection, Duration)
	 */
	long addAll(String name, Collection<? extends V> values, Instant expiresAt);

	/**
	 * Adds values under several names with the multimap's default ttl.
	 * @param valuesByName the values by name; a name without values is purged
	 * @return how many values were not live before
	 * @see #addMany(Map, Duration)
	 */
	long addMany(Map<String, ? extends Collection<? extends V>> valuesByName);

	/**
	 * Adds values under several names. The names are sent in chunks, pipelined; each is
	 * written atomically up to 1000 values, the batch is not. The map is gone through
	 * twice, to check it and to send it, and never copied.
	 * @param valuesByName the values by name; a name without values is purged
	 * @param ttl the values' time to live
	 * @return how many values were not live before
	 */
	long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl);

	/**
	 * Adds what a stream delivers, for bulk imports. The stream is read once and never
	 * held whole, so entries before one that is refused may have been written. Names may
	 * repeat. The stream is closed.
	 * @param entries names with their values; a name without values is purged
	 * @param ttl the values' time to live, starting for each chunk when Redis executes it
	 * @return how many values were not live before
	 */
	long addMany(Stream<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl);

	/**
	 * Adds values under several names, each value with an expiry of its own.
	 * @param expiriesByName by name, the values with the moments at which they expire; a
	 * value whose moment is not after now is taken out
	 * @return how many values were not live before and are now
	 * @see #addMany(Map, Duration)
	 */
	long addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName);

	/**
	 * Adds a value with the multimap's default ttl unless it is live.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was added
	 * @see #addIfAbsent(String, Object, Duration)
	 */
	boolean addIfAbsent(String name, V value);

	/**
	 * Adds a value unless it is live; a live value keeps its expiry. One round trip,
	 * {@code O(log n)}. Not a lock, see the promises above.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live
	 * @return whether the value was added
	 */
	boolean addIfAbsent(String name, V value, Duration ttl);

	/**
	 * Gives a live value a new expiry. One round trip, {@code O(log n)}.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live from now on
	 * @return whether the value was live
	 */
	boolean expire(String name, V value, Duration ttl);

	/**
	 * Gives a live value a new expiry. One round trip, {@code O(log n)}.
	 * @param name the name
	 * @param value the value
	 * @param expiresAt when the value expires; if that is not after now the value is
	 * taken out
	 * @return whether the value was live
	 */
	boolean expireAt(String name, V value, Instant expiresAt);

	/**
	 * Returns the live values of a name, the soonest to expire first.
	 * {@code O(log n + m)} for {@code m} live values, one round trip; a second one for
	 * names of more than 1000.
	 * @param name the name
	 * @return the values, empty if there are none
	 */
	Set<V> get(String name);

	/**
	 * Returns the live values of a name that expire last, the latest first.
	 * {@code O(log n + limit)}, one round trip; a second one for a limit above 1000.
	 * @param name the name
	 * @param limit how many values to return at the most, not negative
	 * @return the values, empty if there are none
	 */
	Set<V> getLatest(String name, int limit);

	/**
	 * Returns the live values of several names. Names are asked for in chunks, pipelined.
	 * @param names the names; one that repeats is asked for once
	 * @return every name asked for, in that order, with its values as
	 * {@link #get(String)} returns them
	 */
	Map<String, Set<V>> getMany(Collection<String> names);

	/**
	 * Returns the live values of several names.
	 * @param names the names
	 * @return every name asked for, in that order
	 * @see #getMany(Collection)
	 */
	default Map<String, Set<V>> getMany(String... names) {
		Assert.notNull(names, "'names' must not be null");
		return getMany(Arrays.asList(names));
	}

	/**
	 * Returns the live values of a name with their expiries, the soonest to expire first.
	 * Costs as {@link #get(String)}.
	 * @param name the name
	 * @return the values with their expiries, empty if there are none
	 */
	List<ExpiringValue<V>> getWithExpiry(String name);

	/**
	 * Returns the live values of several names with their expiries.
	 * @param names the names; one that repeats is asked for once
	 * @return every name asked for, in that order, with its values as
	 * {@link #getWithExpiry(String)} returns them
	 */
	Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names);

	/**
	 * Returns the time that remains to a value. One round trip, {@code O(1)}.
	 * @param name the name
	 * @param value the value
	 * @return the remaining time, in milliseconds; empty if the value is not live
	 */
	Optional<Duration> getTimeToLive(String name, V value);

	/**
	 * Tells whether a value is live. One round trip, {@code O(1)}.
	 * @param name the name
	 * @param value the value
	 * @return whether the value is live
	 */
	boolean contains(String name, V value);

	/**
	 * Returns the number of live values of a name. One round trip, {@code O(log n)}.
	 * @param name the name
	 * @return the number of live values
	 */
	long size(String name);

	/**
	 * Goes through the live values of a name of any size, page by page ({@code ZSCAN}),
	 * without holding them all. There is no order. A value that is live all the time is
	 * returned at least once, possibly more than once; one that is added or goes away
	 * meanwhile may be missing. To be closed by the caller, as it may hold a connection.
	 * @param name the name
	 * @return the values
	 */
	Stream<V> stream(String name);

	/**
	 * Removes a value. One round trip, {@code O(log n)}.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was live
	 */
	boolean remove(String name, V value);

	/**
	 * Removes values. {@code O(m log n)} for {@code m} values, one round trip for up to
	 * 1000 values; more are sent in slices of 1000.
	 * @param name the name
	 * @param values the values
	 * @return how many of the values were live
	 */
	long removeAll(String name, Collection<? extends V> values);

	/**
	 * Deletes names with all their values.
	 * @param names the names
	 * @return how many of the names had a live value
	 * @see #delete(Collection)
	 */
	default long delete(String... names) {
		Assert.notNull(names, "'names' must not be null");
		return delete(Arrays.asList(names));
	}

	/**
	 * Deletes names with all their values, in chunks, pipelined. The memory is freed in
	 * the background ({@code UNLINK}), so a huge name does not block the server.
	 * @param names the names; one that repeats counts once
	 * @return how many of the names had a live value
	 */
	long delete(Collection<String> names);

	/**
	 * Goes through the names that have a live value, page by page ({@code SCAN}). There
	 * is no order, a name may repeat, and one that comes or goes meanwhile may be
	 * missing. Walks the whole key space of the database: for tools, not for requests. To
	 * be closed by the caller, as it may hold a connection.
	 * @return the names
	 */
	Stream<String> names();

	/**
	 * Drops all expired values of a name now, however many. Not needed for right answers,
	 * it only gives the memory back before the next write would.
	 * @param name the name
	 * @return how many values were dropped
	 */
	long purge(String name);

	/**
	 * Deletes every name of this multimap. Walks the whole key space of the database
	 * ({@code SCAN}) and deletes in batches ({@code UNLINK}), so it is neither atomic nor
	 * quick; a name that is added meanwhile may stay.
	 */
	void clear();

}
