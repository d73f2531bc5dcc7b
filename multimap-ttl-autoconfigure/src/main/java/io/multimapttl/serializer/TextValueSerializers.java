package io.multimapttl.serializer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.multimapttl.support.Digits;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;

/**
 * The value types that are written as plain text, so that any other program can read and
 * write them too:
 * <ul>
 * <li>{@link String}, {@link Character}</li>
 * <li>{@link Byte}, {@link Short}, {@link Integer}, {@link Long}, {@link BigInteger} in
 * decimal digits, at most 1000</li>
 * <li>{@link BigDecimal} as its {@code toString}, at most 1000 digits; so {@code 1.0} and
 * {@code 1.00} are two values, as {@code equals} has it</li>
 * <li>{@link Double}, {@link Float} as Java writes them, {@code 1.0E16} for example,
 * where Python writes {@code 1e+16}; both are read. Java 17 and 18 write a few numbers
 * with other digits than Java 19 and newer
 * (<a href="https://bugs.openjdk.org/browse/JDK-4511638">JDK-4511638</a>)</li>
 * <li>{@link Boolean} as {@code true} and {@code false}; Python's {@code True} and
 * {@code False} are read</li>
 * <li>{@link UUID} in lower case</li>
 * <li>enums by the name of the constant</li>
 * <li>the types of {@code java.time} in their ISO 8601 text, {@link ZoneId} and
 * {@link ZoneOffset} as their id</li>
 * </ul>
 * The text is the value's identity: a text that reads as a value but that this class
 * would write differently, such as {@code 007}, is returned by reads, but is another
 * value to {@code contains} and {@code remove}.
 */
public final class TextValueSerializers implements ValueSerializers {

	// YearMonth.toString() writes years after 9999 without the sign that parse() asks for
	private static final DateTimeFormatter YEAR_MONTH = new DateTimeFormatterBuilder()
		.appendValue(ChronoField.YEAR, 4, 10, SignStyle.EXCEEDS_PAD)
		.appendLiteral('-')
		.appendValue(ChronoField.MONTH_OF_YEAR, 2)
		.toFormatter();

	private static final Map<Class<?>, TextValueSerializer<?>> SERIALIZERS = Stream
		.of(text(String.class, Function.identity()), text(Character.class, TextValueSerializers::readCharacter),
				text(Boolean.class, TextValueSerializers::readBoolean), text(Byte.class, Byte::valueOf),
				text(Short.class, Short::valueOf), text(Integer.class, Integer::valueOf),
				text(Long.class, Long::valueOf), number(BigInteger.class, BigInteger::new),
				number(BigDecimal.class, BigDecimal::new),
				text(Float.class, (text) -> Float.valueOf(asJavaWritesIt(text))),
				text(Double.class, (text) -> Double.valueOf(asJavaWritesIt(text))),
				text(UUID.class, TextValueSerializers::readUuid), text(Instant.class, Instant::parse),
				text(LocalDate.class, LocalDate::parse), text(LocalTime.class, LocalTime::parse),
				text(LocalDateTime.class, LocalDateTime::parse), text(OffsetDateTime.class, OffsetDateTime::parse),
				text(OffsetTime.class, OffsetTime::parse), text(ZonedDateTime.class, ZonedDateTime::parse),
				text(Year.class, (text) -> Year.of(Integer.parseInt(text))),
				new TextValueSerializer<>(YearMonth.class, YEAR_MONTH::format,
						(text) -> YearMonth.parse(text, YEAR_MONTH)),
				text(MonthDay.class, MonthDay::parse), text(Duration.class, Duration::parse),
				text(Period.class, Period::parse), text(ZoneId.class, ZoneId::of),
				text(ZoneOffset.class, ZoneOffset::of))
		.collect(Collectors.toUnmodifiableMap(TextValueSerializer::getTargetType, Function.identity()));

	private final @Nullable ValueSerializers others;

	/**
	 * Creates serializers for the types that are written as text, and for no others.
	 */
	public TextValueSerializers() {
		this.others = null;
	}

	/**
	 * Creates serializers for the types that are written as text.
	 * @param others finds the serializers for all other types
	 */
	public TextValueSerializers(ValueSerializers others) {
		Assert.notNull(others, "'others' must not be null");
		this.others = others;
	}

	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public <V> RedisSerializer<V> forType(Class<V> valueType) {
		Assert.notNull(valueType, "'valueType' must not be null");
		TextValueSerializer<?> serializer = SERIALIZERS.get(valueType);
		if (serializer != null) {
			return (RedisSerializer<V>) serializer;
		}
		if (valueType.isEnum()) {
			return new TextValueSerializer<>(valueType, (value) -> ((Enum<?>) value).name(),
					(text) -> (V) Enum.valueOf((Class) valueType, text));
		}
		if (this.others == null) {
			throw new IllegalArgumentException("Values of type " + valueType.getName()
					+ " are not written as text: set a serializer on the multimap's builder, or "
					+ "'JsonValueSerializers.create()' as the factory's serializers");
		}
		return this.others.forType(valueType);
	}

	private static <V> TextValueSerializer<V> text(Class<V> valueType, Function<String, V> reader) {
		return new TextValueSerializer<>(valueType, Object::toString, reader);
	}

	private static <V extends Number> TextValueSerializer<V> number(Class<V> valueType, Function<String, V> reader) {
		return new TextValueSerializer<>(valueType, Digits::check, Object::toString, (text) -> {
			Assert.isTrue(Digits.isShort(text), "Too many digits");
			return reader.apply(text);
		});
	}

	private static Character readCharacter(String text) {
		Assert.isTrue(text.length() == 1, "Not a character");
		return text.charAt(0);
	}

	private static Boolean readBoolean(String text) {
		return switch (text) {
			case "true", "True" -> true;
			case "false", "False" -> false;
			default -> throw new IllegalArgumentException("Not a boolean");
		};
	}

	private static String asJavaWritesIt(String number) {
		return switch (number) {
			case "nan" -> "NaN";
			case "inf" -> "Infinity";
			case "-inf" -> "-Infinity";
			default -> number;
		};
	}

	private static UUID readUuid(String text) {
		// UUID.fromString() also takes groups that are too short
		Assert.isTrue(text.length() == 36, "Not a UUID");
		return UUID.fromString(text);
	}

}
