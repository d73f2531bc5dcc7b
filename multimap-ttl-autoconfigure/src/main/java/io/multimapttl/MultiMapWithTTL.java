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
 * A multimap that maps a name to a set of values, and in which <strong>every value has
 * its own expiry</strong>. All applications that use the same Redis and key prefix share
 * it.
 * <p>
 * A value is <em>live</em> while its expiry is after now, both in whole milliseconds. No
 * method ever returns an expired value. Expired values leave Redis with a later write to
 * their name, and the whole key expires together with its longest-living value. "Now" is
 * the time of the Redis server, unless the multimap was given a {@link java.time.Clock}.
 * <p>
 * Two values are the same if they are stored as the same bytes. Adding a value again
 * gives it a new expiry, even if that is an earlier one: the last write wins.
 * <h2>Names with a limit</h2> A multimap can be configured to have no more than so many
 * live values under a name. The write itself counts them, by the same clock; expired ones
 * count for nothing. A live value that is added again needs no room. If new values do not
 * fit, then either the values that expire soonest leave, of equal ones the first in byte
 * order, but none of the call ({@link WhenFull#EVICT}), or the call writes nothing of
 * that name, no new expiry either ({@link WhenFull#REFUSE}). Of more values in one call
 * than a name may have those stay that expire last, of equal ones the later in byte
 * order, or all are refused.
 * <p>
 * Such a name is written by one call to Redis: more than 1000 different values, or 256
 * KB, are refused as a bad argument. A write drops no more live values than twice those
 * that it brings, or the purge limit if that is more. So after the limit was lowered, or
 * where somebody writes who knows none, several writes are needed until it holds.
 * <h2>Arguments</h2>
 * <ul>
 * <li>No argument, and no element of one, may be {@code null}.</li>
 * <li>A ttl must be positive; less than a millisecond counts as one millisecond. An
 * expiry must be before the year 10000.</li>
 * <li>An {@link Instant} is rounded down to a millisecond. It need not be after now; if
 * it is not, the value is not live afterwards.</li>
 * <li>A name may have 8 KB and a value 64 MB, as they are stored, unless configured
 * otherwise. A number with more than 1000 digits is refused.</li>
 * <li>A bad argument is refused with an {@link IllegalArgumentException} before anything
 * is sent. So is a value that its serializer cannot write, with that serializer's
 * exception: a call encodes all of its values before it sends the first. Only the
 * elements of a {@link Stream} are checked and encoded while it is read.</li>
 * </ul>
 * <h2>Promises</h2>
 * <ul>
 * <li>Up to 1000 values (256 KB) of one name in one call are written atomically; a batch
 * over several names, or with more values, is not.</li>
 * <li>After a normal return the Redis master has the data. After an exception the call
 * may or may not have been executed; repeating it is safe for the data.</li>
 * <li>Results such as "was new" and "was live" are exact unless a connection broke.
 * Commands without a reply are then sent again, and the result is that of the second
 * execution. Therefore {@link #addIfAbsent} is not a lock. {@code addAndCount} and
 * {@code removeAndCount} throw a
 * {@link org.springframework.dao.RecoverableDataAccessException} in place of such a
 * result.</li>
 * <li>Calls never take part in a transaction or a pipeline of the application.</li>
 * <li>Results are unmodifiable and never {@code null}.</li>
 * </ul>
 * Every method that talks to Redis throws Spring's
 * {@link org.springframework.dao.DataAccessException}: {@link MultiMapException} if the
 * key of the name holds another Redis type or a value that cannot be read,
 * {@link MultiMapBatchException} if that is so for some names of a batch,
 * {@link org.springframework.dao.PermissionDeniedDataAccessException} if Redis does not
 * let the application run a command or use the multimap's keys, which it names. A
 * multimap can be configured to leave out values that cannot be read.
 * <p>
 * {@code add}, {@code addAll} and {@code addIfAbsent} throw a
 * {@link MultiMapFullException}, which is no {@code DataAccessException}, if the name
 * refuses a value; in a batch it is one of the reasons of the
 * {@link MultiMapBatchException}.
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
	 * @param expiresAt when the value expires; if that is not after now, the value is
	 * removed
	 * @return whether the value was not live before and is live now
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
	 * values, one round trip for up to 1000 values; more are sent in slices of 1000. What
	 * is larger than 8 MB is iterated and encoded twice, to check it and to send it, and
	 * must not change meanwhile. Only an interrupt ends the check of a collection that
	 * has no end.
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
	 * @param expiresAt when the values expire; if that is not after now, they are removed
	 * @return how many values were not live before and are live now
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
	 * Adds values under several names. The names are sent in chunks, pipelined. Each name
	 * is written atomically up to 1000 values, but the batch as a whole is not. The map
	 * is not copied: the bytes of up to 8 MB are held. What is larger is iterated and
	 * encoded twice, to check it and to send it, and must not change meanwhile. That
	 * takes a tenth longer for values that are JSON, and a hundredth for text.
	 * @param valuesByName the values by name; a name without values is purged
	 * @param ttl the values' time to live
	 * @return how many values were not live before
	 */
	long addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl);

	/**
	 * Adds the entries of a stream, for bulk imports. The stream is read once and never
	 * held in memory as a whole. So when an entry is refused, the entries before it may
	 * already have been written. Names may occur more than once. This method closes the
	 * stream.
	 * @param entries names with their values; a name without values is purged
	 * @param ttl the values' time to live, starting for each chunk when Redis executes it
	 * @return how many values were not live before
	 */
	long addMany(Stream<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl);

	/**
	 * Adds values under several names, each value with its own expiry.
	 * @param expiriesByName the values by name, each with the moment at which it expires;
	 * a value whose moment is not after now is removed
	 * @return how many values were not live before and are live now
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
	 * {@code O(log n)}. This is not a lock, see the promises above.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live
	 * @return whether the value was added
	 */
	boolean addIfAbsent(String name, V value, Duration ttl);

	/**
	 * Adds a value with the multimap's default ttl, and counts. The multimap's own limit
	 * holds, if it has one.
	 * @param name the name
	 * @param value the value
	 * @return what became of the value, and how many there are now
	 * @see #addAndCount(String, Object, Duration, int)
	 */
	Addition<V> addAndCount(String name, V value);

	/**
	 * Adds a value that expires after the given time, and counts. The multimap's own
	 * limit holds, if it has one.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live, starting when Redis executes the call
	 * @return what became of the value, and how many there are now
	 * @see #addAndCount(String, Object, Duration, int)
	 */
	Addition<V> addAndCount(String name, V value, Duration ttl);

	/**
	 * Adds a value that expires after the given time, and counts: atomically, in one
	 * round trip, {@code O(log n)}. A name that is full is no exception here. What had to
	 * leave is in the result, some 256 KB of it and one value more at the most: after
	 * that nothing more leaves in this call. A value that cannot be read is left out, but
	 * is one of {@link Addition#evictions() evictions}.
	 * <p>
	 * If the connection is lost within the call, Lettuce sends it again, and what it is
	 * answered then may be wrong: a value that was added would be refreshed, and what had
	 * to leave would be missing. So a
	 * {@link org.springframework.dao.RecoverableDataAccessException} is thrown in its
	 * place. Read again: if the value is there, and nobody else adds it, this call added
	 * it, or an earlier one. Call again with a value of one's own, such as a random
	 * token: {@link Addition.Outcome#REFRESHED} then means that it was added. Jedis sends
	 * nothing again, so the call fails. Of other drivers this cannot be known.
	 * <p>
	 * Do not leave this exception to a general retry of what is recoverable. The second
	 * call finds the value there: it is refreshed, nobody had to leave, and it is not the
	 * first.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live, starting when Redis executes the call
	 * @param maxValues how many live values the name may have, from 1 to 1000, in place
	 * of the multimap's own limit; what happens when it is full is the multimap's to
	 * tell, {@link WhenFull#EVICT} unless configured otherwise
	 * @return what became of the value, and how many there are now
	 * @throws org.springframework.dao.RecoverableDataAccessException if the driver has
	 * sent the call a second time, so that its answer might be wrong
	 */
	Addition<V> addAndCount(String name, V value, Duration ttl, int maxValues);

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
	 * @param expiresAt when the value expires; if that is not after now, the value is
	 * removed
	 * @return whether the value was live
	 */
	boolean expireAt(String name, V value, Instant expiresAt);

	/**
	 * Returns the live values of a name, the soonest to expire first.
	 * {@code O(log n + m)} for {@code m} live values, one round trip; two for names with
	 * more than 1000 values, or more than 256 KB. This is atomic up to some 16 MB. A
	 * larger name is read page by page ({@code ZSCAN}): the values are live when the call
	 * ends, each is returned once, but one that is added or removed meanwhile may be
	 * missing or not.
	 * @param name the name
	 * @return the values, empty if there are none
	 */
	Set<V> get(String name);

	/**
	 * Returns the live values of a name that expire last, the latest first.
	 * {@code O(log n + limit)}, one round trip; two if these are more than 1000 values,
	 * or more than 256 KB. If they are more than some 16 MB, all of the name is read page
	 * by page, as by {@link #get(String)}. Values that cannot be read count towards the
	 * limit, also where they are left out.
	 * @param name the name
	 * @param limit the maximum number of values to return, not negative
	 * @return the values, empty if there are none
	 */
	Set<V> getLatest(String name, int limit);

	/**
	 * Returns the live values of several names. Each value was live at a moment during
	 * the call, by the clock that judges expiry; what is returned of several names is no
	 * snapshot, nor is a name of more than some 16 MB, see {@link #get(String)}.
	 * {@code O(log n + m)} for each name with {@code m} live values, all of them
	 * pipelined: one round trip for some ten names, some four for many small ones, and
	 * one more for some 4 MB, as no more is in flight at once.
	 * @param names the names; duplicates are read once
	 * @return all given names, in their order, with their values as {@link #get(String)}
	 * returns them
	 */
	Map<String, Set<V>> getMany(Collection<String> names);

	/**
	 * Returns the live values of several names.
	 * @param names the names
	 * @return all given names, in their order, with their values
	 * @see #getMany(Collection)
	 */
	default Map<String, Set<V>> getMany(String... names) {
		Assert.notNull(names, "'names' must not be null");
		return getMany(Arrays.asList(names));
	}

	/**
	 * Returns the live values of a name with their expiries, the soonest to expire first.
	 * Costs the same as {@link #get(String)}.
	 * @param name the name
	 * @return the values with their expiries, empty if there are none
	 */
	List<ExpiringValue<V>> getWithExpiry(String name);

	/**
	 * Returns the live values of several names with their expiries, as
	 * {@link #getMany(Collection)} does, at the same cost and what scores add to it.
	 * @param names the names; duplicates are read once
	 * @return all given names, in their order, with their values as
	 * {@link #getWithExpiry(String)} returns them
	 */
	Map<String, List<ExpiringValue<V>>> getManyWithExpiry(Collection<String> names);

	/**
	 * Returns the remaining time to live of a value. One round trip, {@code O(1)}.
	 * @param name the name
	 * @param value the value
	 * @return the time that remained when Redis read the value, in milliseconds; what the
	 * reply takes is not subtracted. Empty if the value is not live
	 */
	Optional<Duration> getTimeToLive(String name, V value);

	/**
	 * Returns whether a value is live. One round trip, {@code O(1)}.
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
	 * Returns a stream of the live values of a name of any size. It reads page by page
	 * ({@code ZSCAN}), some 256 KB or 1000 values at a time, and never holds all values.
	 * There is no order. A value that is live during the whole time is returned at least
	 * once, possibly more than once. A value that is added, removed or expires meanwhile
	 * may be missing; so may one that expires in the next moment, within the time of a
	 * round trip. The caller has to close the stream, because it may hold a connection.
	 * @param name the name
	 * @return a stream of the values
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
	 * Removes a value, and counts: atomically, in one round trip, {@code O(log n)}. Do
	 * not leave its exception to a general retry of what is recoverable: the second call
	 * finds the value gone, so it is never the last.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was live, and how many there are now
	 * @throws org.springframework.dao.RecoverableDataAccessException if the driver has
	 * sent the call a second time, see
	 * {@link #addAndCount(String, Object, Duration, int)}: the value is gone, but whether
	 * it was live before is not known
	 */
	Removal removeAndCount(String name, V value);

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
	 * @param names the names; duplicates count once
	 * @return how many of the names had a live value
	 */
	long delete(Collection<String> names);

	/**
	 * Returns a stream of the names that have a live value when their page is read. It
	 * reads page by page ({@code SCAN}) and walks through all keys of the database, so it
	 * is made for tools, not for requests. There is no order. A name may be returned more
	 * than once, and one that is added or deleted meanwhile may be missing. The caller
	 * has to close the stream, because it may hold a connection.
	 * @return a stream of the names
	 */
	Stream<String> names();

	/**
	 * Drops all expired values of a name now, however many there are. Results are right
	 * without this; it only frees the memory earlier than the next write would.
	 * @param name the name
	 * @return how many values were dropped
	 */
	long purge(String name);

	/**
	 * Deletes all names of this multimap. This walks through all keys of the database
	 * ({@code SCAN}) and deletes in batches ({@code UNLINK}), so it is neither atomic nor
	 * quick. A name that is added meanwhile may stay.
	 */
	void clear();

}
