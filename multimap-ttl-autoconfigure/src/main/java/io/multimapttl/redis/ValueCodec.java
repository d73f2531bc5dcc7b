package io.multimapttl.redis;

import io.multimapttl.MultiMapException;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;

/**
 * Turns the values of one multimap into bytes and back.
 *
 * @param <V> the type of the values
 * @param id the id of the multimap
 * @param valueType the type of the values
 * @param serializer the serializer
 */
record ValueCodec<V>(String id, Class<V> valueType, RedisSerializer<V> serializer) {

	byte[] encode(V value) {
		Assert.notNull(value, "'value' must not be null");
		byte[] bytes = this.serializer.serialize(value);
		Assert.state(bytes != null, () -> "The serializer of the multimap '" + this.id + "' gave null for a value");
		return bytes;
	}

	V decode(String name, byte[] bytes) {
		try {
			V value = this.serializer.deserialize(bytes);
			Assert.state(value != null, "The serializer gave null");
			return value;
		}
		catch (RuntimeException ex) {
			throw new MultiMapException("Multimap '" + this.id + "': a value of the name '" + FailedNames.shown(name)
					+ "' cannot be read as " + this.valueType.getName(), ex);
		}
	}

}
