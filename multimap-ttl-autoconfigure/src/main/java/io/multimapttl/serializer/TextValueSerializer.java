package io.multimapttl.serializer;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
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

	private final Consumer<? super V> check;

	private final Function<? super V, String> writer;

	private final Function<String, ? extends V> reader;

	/**
	 * Creates a serializer.
	 * @param valueType the type of the values
	 * @param writer writes a value, or throws any runtime exception
	 * @param reader reads a value, or throws any runtime exception
	 */
	TextValueSerializer(Class<V> valueType, Function<? super V, String> writer, Function<String, ? extends V> reader) {
		this(valueType, (value) -> {
		}, writer, reader);
	}

	/**
	 * Creates a serializer of values that are checked before they are written.
	 * @param valueType the type of the values
	 * @param check throws an {@link IllegalArgumentException} for a bad value
	 * @param writer writes a value, or throws any runtime exception
	 * @param reader reads a value, or throws any runtime exception
	 */
	TextValueSerializer(Class<V> valueType, Consumer<? super V> check, Function<? super V, String> writer,
			Function<String, ? extends V> reader) {
		this.valueType = valueType;
		this.check = check;
		this.writer = writer;
		this.reader = reader;
	}

	@Override
	public byte[] serialize(@Nullable V value) {
		Assert.notNull(value, "'value' must not be null");
		Assert.isTrue(this.valueType.isInstance(value),
				() -> "'value' must be of type " + this.valueType.getName() + ", not " + value.getClass().getName());
		this.check.accept(value);
		return Utf8.encode(write(value), "value");
	}

	private String write(V value) {
		try {
			return this.writer.apply(value);
		}
		catch (RuntimeException ex) {
			throw new SerializationException("A value of type " + this.valueType.getName() + " cannot be written", ex);
		}
	}

	@Override
	public V deserialize(byte @Nullable [] bytes) {
		Assert.notNull(bytes, "'bytes' must not be null");
		String text = Utf8.decode(bytes);
		try {
			V value = this.reader.apply(text);
			Assert.notNull(value, "Null");
			return value;
		}
		catch (RuntimeException ex) {
			// Not as the cause: the messages of most parsers quote the text
			Throwable reason = NestedExceptionUtils.getMostSpecificCause(ex);
			throw new SerializationException("The stored text cannot be read as " + this.valueType.getName() + " ("
					+ reason.getClass().getSimpleName() + ")");
		}
	}

	@Override
	public Class<?> getTargetType() {
		return this.valueType;
	}

}
