package io.multimapttl.redis;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.util.Assert;

/**
 * Writes a value as its text in UTF-8.
 *
 * @param <V> the type of the values
 */
final class TextValueSerializer<V> implements RedisSerializer<V> {

	private final Class<V> valueType;

	private final Function<? super V, String> writer;

	private final Function<String, ? extends V> reader;

	/**
	 * Creates a serializer.
	 * @param valueType the type of the values
	 * @param writer writes a value
	 * @param reader reads a value, and throws any runtime exception if the text is none
	 */
	TextValueSerializer(Class<V> valueType, Function<? super V, String> writer, Function<String, ? extends V> reader) {
		this.valueType = valueType;
		this.writer = writer;
		this.reader = reader;
	}

	@Override
	public byte[] serialize(@Nullable V value) {
		Assert.notNull(value, "'value' must not be null");
		Assert.isTrue(this.valueType.isInstance(value),
				() -> "'value' must be of type " + this.valueType.getName() + ", not " + value.getClass().getName());
		return Utf8.encode(this.writer.apply(value), "value");
	}

	@Override
	public V deserialize(byte @Nullable [] bytes) {
		Assert.notNull(bytes, "'bytes' must not be null");
		String text = Utf8.decode(bytes);
		try {
			return this.reader.apply(text);
		}
		catch (RuntimeException ex) {
			// Not as the cause: the messages of most parsers quote the text
			throw new SerializationException("The stored text is not of type " + this.valueType.getName());
		}
	}

	@Override
	public Class<?> getTargetType() {
		return this.valueType;
	}

}
