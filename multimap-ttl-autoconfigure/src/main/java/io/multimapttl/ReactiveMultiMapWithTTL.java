package io.multimapttl;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * The reactive form of a {@link MultiMapWithTTL}: the same operations on the same data,
 * by the same names, and nothing that blocks the thread of a caller. What stands there of
 * values, arguments, atomicity, cost and exceptions holds here, and what differs is this:
 * <ul>
 * <li>Nothing happens before a subscription, and each subscription is a call of its own.
 * Arguments are read then, and must not change before the call is over.</li>
 * <li>All failures are error signals. Bad arguments are one before anything is sent, and
 * so are values that cannot be written; only the elements of a {@link Publisher} are
 * checked and encoded as they come.</li>
 * <li>Cancelling, a client's {@code timeout} included, keeps what was not sent yet from
 * being sent. Of what was sent the outcome is unknown, as after an exception.</li>
 * <li>{@link #get}, {@link #getLatest} and {@link #getWithExpiry} read a name at once, as
 * their blocking forms do, and then emit it: they are as atomic, and the values of a name
 * are in memory. {@link #stream} and {@link #names} read page by page as they are asked
 * for elements, and hold nothing when they are cancelled.</li>
 * <li>Signals come on a thread of the Redis driver that serves other calls as well, those
 * of batches and large names on Reactor's parallel scheduler: neither may be blocked. Use
 * {@code publishOn} for work that takes long.</li>
 * <li>{@code addAndCount} and {@code removeAndCount} cannot know that the driver has sent
 * them a second time, after the connection was lost. They never emit a
 * {@link org.springframework.dao.RecoverableDataAccessException}; the result may be that
 * of the second execution.</li>
 * </ul>
 *
 * @param <V> the type of the values
 */
public interface ReactiveMultiMapWithTTL<V> {

	/**
	 * Adds a value with the multimap's default ttl.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was not live before
	 * @see MultiMapWithTTL#add(String, Object)
	 */
	Mono<Boolean> add(String name, V value);

	/**
	 * Adds a value that expires after the given time.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live, starting when Redis executes the call
	 * @return whether the value was not live before
	 * @see MultiMapWithTTL#add(String, Object, Duration)
	 */
	Mono<Boolean> add(String name, V value, Duration ttl);

	/**
	 * Adds a value that expires at the given moment.
	 * @param name the name
	 * @param value the value
	 * @param expiresAt when the value expires; if that is not after now, the value is
	 * removed
	 * @return whether the value was not live before and is live now
	 * @see MultiMapWithTTL#add(String, Object, Instant)
	 */
	Mono<Boolean> add(String name, V value, Instant expiresAt);

	/**
	 * Adds values with the multimap's default ttl.
	 * @param name the name
	 * @param values the values; if there are none the name is purged
	 * @return how many values were not live before
	 * @see MultiMapWithTTL#addAll(String, Collection)
	 */
	Mono<Long> addAll(String name, Collection<? extends V> values);

	/**
	 * Adds values that expire after the given time.
	 * @param name the name
	 * @param values the values; if there are none the name is purged
	 * @param ttl the values' time to live
	 * @return how many values were not live before
	 * @see MultiMapWithTTL#addAll(String, Collection, Duration)
	 */
	Mono<Long> addAll(String name, Collection<? extends V> values, Duration ttl);

	/**
	 * Adds values that expire at the given moment.
	 * @param name the name
	 * @param values the values; if there are none the name is purged
	 * @param expiresAt when the values expire; if that is not after now, they are removed
	 * @return how many values were not live before and are live now
	 * @see MultiMapWithTTL#addAll(String, Collection, Instant)
	 */
	Mono<Long> addAll(String name, Collection<? extends V> values, Instant expiresAt);

	/**
	 * Adds values under several names with the multimap's default ttl.
	 * @param valuesByName the values by name; a name without values is purged
	 * @return how many values were not live before
	 * @see MultiMapWithTTL#addMany(Map)
	 */
	Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName);

	/**
	 * Adds values under several names.
	 * @param valuesByName the values by name; a name without values is purged
	 * @param ttl the values' time to live
	 * @return how many values were not live before
	 * @see MultiMapWithTTL#addMany(Map, Duration)
	 */
	Mono<Long> addMany(Map<String, ? extends Collection<? extends V>> valuesByName, Duration ttl);

	/**
	 * Adds the entries of a publisher, for bulk imports. Entries are asked for as fast as
	 * Redis takes them, and never held in memory as a whole. When one is refused, or the
	 * publisher fails, or the subscription is cancelled, those before it may already have
	 * been written. Names may occur more than once: the last entry wins. Each
	 * subscription to the result subscribes to the publisher.
	 * @param entries names with their values; a name without values is purged
	 * @param ttl the values' time to live, starting for each chunk when Redis executes it
	 * @return how many values were not live before
	 */
	Mono<Long> addMany(Publisher<? extends Map.Entry<String, ? extends Collection<? extends V>>> entries, Duration ttl);

	/**
	 * Adds values under several names, each value with its own expiry.
	 * @param expiriesByName the values by name, each with the moment at which it expires;
	 * a value whose moment is not after now is removed
	 * @return how many values were not live before and are live now
	 * @see MultiMapWithTTL#addManyWithTtl(Map)
	 */
	Mono<Long> addManyWithTtl(Map<String, ? extends Map<? extends V, Instant>> expiriesByName);

	/**
	 * Adds a value with the multimap's default ttl unless it is live.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was added
	 * @see MultiMapWithTTL#addIfAbsent(String, Object)
	 */
	Mono<Boolean> addIfAbsent(String name, V value);

	/**
	 * Adds a value unless it is live; a live value keeps its expiry.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live
	 * @return whether the value was added
	 * @see MultiMapWithTTL#addIfAbsent(String, Object, Duration)
	 */
	Mono<Boolean> addIfAbsent(String name, V value, Duration ttl);

	/**
	 * Adds a value with the multimap's default ttl, and counts.
	 * @param name the name
	 * @param value the value
	 * @return what became of the value, and how many there are now
	 * @see MultiMapWithTTL#addAndCount(String, Object)
	 */
	Mono<Addition<V>> addAndCount(String name, V value);

	/**
	 * Adds a value that expires after the given time, and counts.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live, starting when Redis executes the call
	 * @return what became of the value, and how many there are now
	 * @see MultiMapWithTTL#addAndCount(String, Object, Duration)
	 */
	Mono<Addition<V>> addAndCount(String name, V value, Duration ttl);

	/**
	 * Adds a value that expires after the given time, and counts. A name that is full is
	 * no error here.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live, starting when Redis executes the call
	 * @param maxValues how many live values the name may have, from 1 to 1000, in place
	 * of the multimap's own limit
	 * @return what became of the value, and how many there are now; after a lost
	 * connection perhaps by a second execution, see above
	 * @see MultiMapWithTTL#addAndCount(String, Object, Duration, int)
	 */
	Mono<Addition<V>> addAndCount(String name, V value, Duration ttl, int maxValues);

	/**
	 * Gives a live value a new expiry.
	 * @param name the name
	 * @param value the value
	 * @param ttl the value's time to live from now on
	 * @return whether the value was live
	 * @see MultiMapWithTTL#expire(String, Object, Duration)
	 */
	Mono<Boolean> expire(String name, V value, Duration ttl);

	/**
	 * Gives a live value a new expiry.
	 * @param name the name
	 * @param value the value
	 * @param expiresAt when the value expires; if that is not after now, the value is
	 * removed
	 * @return whether the value was live
	 * @see MultiMapWithTTL#expireAt(String, Object, Instant)
	 */
	Mono<Boolean> expireAt(String name, V value, Instant expiresAt);

	/**
	 * Returns the live values of a name, the soonest to expire first.
	 * @param name the name
	 * @return the values, none twice
	 * @see MultiMapWithTTL#get(String)
	 */
	Flux<V> get(String name);

	/**
	 * Returns the live values of a name that expire last, the latest first.
	 * @param name the name
	 * @param limit the maximum number of values to return, not negative
	 * @return the values, none twice
	 * @see MultiMapWithTTL#getLatest(String, int)
	 */
	Flux<V> getLatest(String name, int limit);

	/**
	 * Returns the live values of several names.
	 * @param names the names; duplicates are read once
	 * @return all given names, in their order, with their values as {@link #get(String)}
	 * returns them
	 * @see MultiMapWithTTL#getMany(Collection)
	 */
	Mono<Map<String, Set<V>>> getMany(Collection<String> names);

	/**
	 * Returns the live values of several names.
	 * @param names the names
	 * @return all given names, in their order, with their values
	 * @see #getMany(Collection)
	 */
	default Mono<Map<String, Set<V>>> getMany(String... names) {
		return Mono.defer(() -> {
			Assert.notNull(names, "'names' must not be null");
			return getMany(Arrays.asList(names));
		});
	}

	/**
	 * Returns the live values of a name with their expiries, the soonest to expire first.
	 * @param name the name
	 * @return the values with their expiries
	 * @see MultiMapWithTTL#getWithExpiry(String)
	 */
	Flux<ExpiringValue<V>> getWithExpiry(String name);

	/**
	 * Returns the live values of several names with their expiries.
	 * @param names the names; duplicates are read once
	 * @return all given names, in their order, with their values as
	 * {@link #getWithExpiry(String)} returns them
	 * @see MultiMapWithTTL#getManyWithExpiry(Collection)
	 */
	Mono<Map<String, List<ExpiringValue<V>>>> getManyWithExpiry(Collection<String> names);

	/**
	 * Returns the remaining time to live of a value.
	 * @param name the name
	 * @param value the value
	 * @return the time that remained when Redis read the value, in milliseconds; empty if
	 * the value is not live
	 * @see MultiMapWithTTL#getTimeToLive(String, Object)
	 */
	Mono<Duration> getTimeToLive(String name, V value);

	/**
	 * Returns whether a value is live.
	 * @param name the name
	 * @param value the value
	 * @return whether the value is live
	 * @see MultiMapWithTTL#contains(String, Object)
	 */
	Mono<Boolean> contains(String name, V value);

	/**
	 * Returns the number of live values of a name.
	 * @param name the name
	 * @return the number of live values
	 * @see MultiMapWithTTL#size(String)
	 */
	Mono<Long> size(String name);

	/**
	 * Returns the live values of a name of any size, read page by page as they are asked
	 * for. There is no order. A value that is live during the whole time is returned at
	 * least once, possibly more than once; one that is added, removed or expires
	 * meanwhile may be missing.
	 * @param name the name
	 * @return the values
	 * @see MultiMapWithTTL#stream(String)
	 */
	Flux<V> stream(String name);

	/**
	 * Removes a value.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was live
	 * @see MultiMapWithTTL#remove(String, Object)
	 */
	Mono<Boolean> remove(String name, V value);

	/**
	 * Removes a value, and counts.
	 * @param name the name
	 * @param value the value
	 * @return whether the value was live, and how many there are now; after a lost
	 * connection perhaps by a second execution, see above
	 * @see MultiMapWithTTL#removeAndCount(String, Object)
	 */
	Mono<Removal> removeAndCount(String name, V value);

	/**
	 * Removes values.
	 * @param name the name
	 * @param values the values
	 * @return how many of the values were live
	 * @see MultiMapWithTTL#removeAll(String, Collection)
	 */
	Mono<Long> removeAll(String name, Collection<? extends V> values);

	/**
	 * Deletes names with all their values.
	 * @param names the names
	 * @return how many of the names had a live value
	 * @see #delete(Collection)
	 */
	default Mono<Long> delete(String... names) {
		return Mono.defer(() -> {
			Assert.notNull(names, "'names' must not be null");
			return delete(Arrays.asList(names));
		});
	}

	/**
	 * Deletes names with all their values.
	 * @param names the names; duplicates count once
	 * @return how many of the names had a live value
	 * @see MultiMapWithTTL#delete(Collection)
	 */
	Mono<Long> delete(Collection<String> names);

	/**
	 * Returns the names that have a live value when their page is read. It reads page by
	 * page ({@code SCAN}), as it is asked for names, and walks through all keys of the
	 * database, so it is made for tools, not for requests. There is no order, and a name
	 * may be returned more than once.
	 * @return the names
	 * @see MultiMapWithTTL#names()
	 */
	Flux<String> names();

	/**
	 * Drops all expired values of a name now, however many there are.
	 * @param name the name
	 * @return how many values were dropped
	 * @see MultiMapWithTTL#purge(String)
	 */
	Mono<Long> purge(String name);

	/**
	 * Deletes all names of this multimap. This walks through all keys of the database, so
	 * it is neither atomic nor quick. A name that is added meanwhile may stay.
	 * @return completes when it is done
	 * @see MultiMapWithTTL#clear()
	 */
	Mono<Void> clear();

}
