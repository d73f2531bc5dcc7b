package io.multimapttl.redis;

import java.util.function.BiConsumer;

import io.multimapttl.MultiMapException;
import io.multimapttl.support.Limits;
import io.multimapttl.support.Shown;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;

/**
 * Turns the values of one multimap into bytes and back.
 *
 * @param <V> the type of the values
 * @param id the id of the multimap
 * @param valueType the type of the values
 * @param serializer the serializer
 * @param limits how large a value may be
 * @param unreadable what to do with values that cannot be read
 */
record ValueCodec<V>(String id, Class<V> valueType, RedisSerializer<V> serializer, Limits limits,
		Unreadable unreadable) {

	byte[] encode(V value) {
		Assert.notNull(value, "'value' must not be null");
		byte[] bytes = this.serializer.serialize(value);
		Assert.state(bytes != null, () -> "The serializer of the multimap '" + this.id + "' gave null for a value");
		this.limits.checkValueSize(bytes.length);
		return bytes;
	}

	/**
	 * Returns the value that bytes stand for.
	 * @param name the name that it is stored under
	 * @param bytes the bytes
	 * @return the value, or {@code null} if it cannot be read and is to be left out
	 * @throws MultiMapException if it cannot be read
	 */
	@Nullable V decode(String name, byte[] bytes) {
		return decode(name, bytes, this.unreadable::leaveOutOrThrow);
	}

	/**
	 * Returns the value that bytes stand for, if it can be read.
	 * @param name the name that it was stored under
	 * @param bytes the bytes
	 * @return the value, or {@code null} if it cannot be read, which is counted
	 */
	@Nullable V decodeIfReadable(String name, byte[] bytes) {
		return decode(name, bytes, (failure, cause) -> this.unreadable.leaveOut(failure));
	}

	private @Nullable V decode(String name, byte[] bytes, BiConsumer<String, RuntimeException> leaveOut) {
		try {
			V value = this.serializer.deserialize(bytes);
			Assert.state(value != null, "The serializer gave null");
			return value;
		}
		catch (RuntimeException ex) {
			leaveOut.accept("Multimap '" + this.id + "': a value of the name '" + Shown.name(name)
					+ "' cannot be read as " + this.valueType.getName(), ex);
			return null;
		}
	}

}
