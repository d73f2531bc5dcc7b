package io.multimapttl.redis;

import java.time.Duration;
import java.util.OptionalInt;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.WhenFull;

/**
 * A multimap as {@link MultiMapWithTTLFactory} makes it: the contract, and what there is
 * to know about this multimap of it.
 *
 * @param <V> the type of the values
 */
public interface RedisMultiMapWithTTL<V> extends MultiMapWithTTL<V> {

	/**
	 * Returns the id, unique within the factory.
	 * @return the id
	 */
	String getId();

	/**
	 * Returns the key prefix: a name's key is the prefix, a colon, the name.
	 * @return the key prefix
	 */
	String getKeyPrefix();

	/**
	 * Returns the time to live of values that are added without one of their own.
	 * @return the default ttl
	 */
	Duration getDefaultTtl();

	/**
	 * Returns the type of the values.
	 * @return the value type
	 */
	Class<V> getValueType();

	/**
	 * Returns how many live values a name may have.
	 * @return the limit, empty if there is none
	 */
	OptionalInt getMaxValues();

	/**
	 * Returns what a write does with a name that is full.
	 * @return the policy, which means nothing without a limit
	 */
	WhenFull getWhenFull();

	/**
	 * Returns the bytes that a value is stored as. Sends nothing.
	 * @param value the value
	 * @return its bytes
	 * @throws RuntimeException what a call that writes the value would throw, if it
	 * cannot be stored
	 */
	byte[] serialize(V value);

	/**
	 * Returns what this multimap has done since it was made. Costs no round trip.
	 * @return a snapshot of the counters
	 */
	MultiMapStatistics getStatistics();

	/**
	 * Describes what is stored under a name, for tools: unlike reads of the contract it
	 * tells of expired values and of the key, and the statistics do not count it. One
	 * round trip, {@code O(log n + values)}.
	 * @param name the name
	 * @param values how many values to tell at the most, not negative
	 * @return the description, all zero if there is no such name
	 */
	NameDescription<V> describe(String name, int values);

	/**
	 * Returns this multimap in its reactive form: the same data, settings and statistics.
	 * Sends nothing.
	 * @return the reactive multimap
	 * @throws IllegalStateException if the connection factory is not reactive, as that of
	 * Jedis, or if Reactor is not there
	 */
	ReactiveMultiMapWithTTL<V> reactive();

}
