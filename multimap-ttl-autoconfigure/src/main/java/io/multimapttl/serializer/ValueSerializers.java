package io.multimapttl.serializer;

import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Finds the serializer for the values of a multimap that was not given one.
 */
public interface ValueSerializers {

	/**
	 * Returns the serializer for values of a type. The bytes that it writes are the
	 * identity of a value, so equal values must give equal bytes.
	 * @param <V> the type of the values
	 * @param valueType the type of the values
	 * @return the serializer
	 * @throws IllegalArgumentException if there is none for the type, saying what to do
	 */
	<V> RedisSerializer<V> forType(Class<V> valueType);

}
