package io.multimapttl.serializer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TextValueSerializers}.
 */
class TextValueSerializersTests {

	private final ValueSerializers serializers = new TextValueSerializers();

	static Stream<Arguments> values() {
		return Stream.of(arguments("", ""), arguments("\ud83d\udeb2 \u00e4\u0000", "\ud83d\udeb2 \u00e4\u0000"),
				arguments('\u20ac', "\u20ac"), arguments(true, "true"), arguments(false, "false"),
				arguments((byte) -128, "-128"), arguments((short) 7, "7"), arguments(Integer.MIN_VALUE, "-2147483648"),
				arguments(Long.MAX_VALUE, "9223372036854775807"),
				arguments(new BigInteger("123456789012345678901234567890"), "123456789012345678901234567890"),
				arguments(new BigDecimal("1.0"), "1.0"), arguments(new BigDecimal("1.00"), "1.00"),
				arguments(new BigDecimal("1E+3"), "1E+3"), arguments(new BigDecimal("0E-7"), "0E-7"),
				arguments(0.1f, "0.1"), arguments(1.0, "1.0"), arguments(-0.0, "-0.0"), arguments(1e16, "1.0E16"),
				arguments(2e-3, "0.002"), arguments(Double.NaN, "NaN"),
				arguments(Double.NEGATIVE_INFINITY, "-Infinity"),
				arguments(UUID.fromString("00000000-0000-0001-0000-00000000ABCD"),
						"00000000-0000-0001-0000-00000000abcd"),
				arguments(TimeUnit.SECONDS, "SECONDS"),
				arguments(Instant.parse("2026-11-22T10:00:00Z"), "2026-11-22T10:00:00Z"),
				arguments(Instant.ofEpochSecond(0, 1), "1970-01-01T00:00:00.000000001Z"),
				arguments(LocalDate.of(2026, 11, 22), "2026-11-22"), arguments(LocalTime.of(10, 0), "10:00"),
				arguments(LocalDateTime.of(2026, 11, 22, 10, 0, 1), "2026-11-22T10:00:01"),
				arguments(OffsetDateTime.parse("2026-11-22T10:00:00+02:00"), "2026-11-22T10:00+02:00"),
				arguments(OffsetTime.parse("10:00:00+02:00"), "10:00+02:00"),
				arguments(ZonedDateTime.parse("2026-10-25T02:30:00+01:00[Europe/Paris]"),
						"2026-10-25T02:30+01:00[Europe/Paris]"),
				arguments(ZonedDateTime.parse("2026-11-22T10:00:00Z[UTC]"), "2026-11-22T10:00Z[UTC]"),
				arguments(Year.of(5), "5"), arguments(YearMonth.of(2026, 1), "2026-01"),
				arguments(YearMonth.of(12026, 1), "+12026-01"), arguments(MonthDay.of(2, 29), "--02-29"),
				arguments(Duration.ofMillis(-500), "PT-0.5S"), arguments(Period.of(1, 0, 14), "P1Y14D"),
				arguments(ZoneOffset.ofHours(-2), "-02:00"), arguments(ZoneOffset.UTC, "Z"));
	}

	@ParameterizedTest
	@MethodSource("values")
	void writesTextAndReadsItBack(Object value, String text) {
		RedisSerializer<Object> serializer = serializerFor(value);
		assertThat(new String(serializer.serialize(value), StandardCharsets.UTF_8)).isEqualTo(text);
		assertThat(serializer.deserialize(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
	}

	@Test
	void writesZonesOfAllKindsAsTheirId() {
		RedisSerializer<ZoneId> serializer = this.serializers.forType(ZoneId.class);
		for (String id : List.of("Europe/Paris", "UTC", "Z", "+02:00", "GMT+2")) {
			byte[] bytes = serializer.serialize(ZoneId.of(id));
			assertThat(bytes).asString().isEqualTo(id.equals("GMT+2") ? "GMT+02:00" : id);
			assertThat(serializer.deserialize(bytes)).isEqualTo(ZoneId.of(id));
		}
	}

	static Stream<Number> numbersOfAThousandDigits() {
		BigInteger number = BigInteger.TEN.pow(999);
		return Stream.of(number, number.negate(), new BigDecimal(number), new BigDecimal(number, 500),
				new BigDecimal("1E-2000000000"), new BigDecimal("1E+2000000000"), BigInteger.TEN.pow(901));
	}

	@ParameterizedTest
	@MethodSource("numbersOfAThousandDigits")
	void writesAndReadsNumbersOfAThousandDigits(Number number) {
		RedisSerializer<Object> serializer = serializerFor(number);
		assertThat(serializer.deserialize(serializer.serialize(number))).isEqualTo(number);
	}

	static Stream<Number> numbersOfMoreDigits() {
		BigInteger number = BigInteger.TEN.pow(1000);
		return Stream.of(number, number.negate(), BigInteger.TEN.pow(1001), BigInteger.TWO.pow(3_000_000),
				new BigDecimal(number), new BigDecimal(number, 500), new BigDecimal(BigInteger.TEN.pow(999), 999_999));
	}

	@ParameterizedTest
	@MethodSource("numbersOfMoreDigits")
	void refusesToWriteNumbersOfMoreDigits(Number number) {
		assertThatIllegalArgumentException().isThrownBy(() -> serializerFor(number).serialize(number))
			.withMessage("'value' must not have more than 1000 digits");
	}

	@ParameterizedTest
	@ValueSource(classes = { BigInteger.class, BigDecimal.class })
	@Timeout(5)
	void refusesToReadNumbersOfMoreDigits(Class<?> valueType) {
		for (int digits : new int[] { 1001, 10_000_000 }) {
			assertThatExceptionOfType(SerializationException.class)
				.isThrownBy(() -> this.serializers.forType(valueType)
					.deserialize("-".concat("1".repeat(digits)).getBytes(StandardCharsets.US_ASCII)))
				.withMessageStartingWith("The stored text cannot be read as " + valueType.getName());
		}
	}

	static Stream<Arguments> textOfOthers() {
		return Stream.of(arguments(true, "True"), arguments(false, "False"), arguments(1e16, "1e+16"),
				arguments(1e-5f, "1e-05"), arguments(Double.NaN, "nan"), arguments(Double.POSITIVE_INFINITY, "inf"),
				arguments(Float.NEGATIVE_INFINITY, "-inf"), arguments(new BigDecimal("1E+3"), "1E+3"),
				arguments(Instant.parse("2026-11-22T10:00:00.5Z"), "2026-11-22T10:00:00.500000+00:00"),
				arguments(LocalDateTime.of(2026, 11, 22, 10, 0), "2026-11-22T10:00:00"));
	}

	@ParameterizedTest
	@MethodSource("textOfOthers")
	void readsWhatPythonWrites(Object value, String text) {
		assertThat(serializerFor(value).deserialize(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
	}

	@Test
	void writesEnumByNameEvenIfConstantsHaveBodies() {
		RedisSerializer<Vehicle> serializer = this.serializers.forType(Vehicle.class);
		for (Vehicle vehicle : Vehicle.values()) {
			byte[] bytes = serializer.serialize(vehicle);
			assertThat(bytes).asString().isEqualTo(vehicle.name());
			assertThat(serializer.deserialize(bytes)).isSameAs(vehicle);
		}
		assertThat(serializer.canSerialize(Vehicle.BIKE.getClass())).isTrue();
	}

	static Stream<Arguments> unreadable() {
		return Stream.of(arguments(Long.class, "s3cret"), arguments(Long.class, ""), arguments(Long.class, " 5"),
				arguments(Byte.class, "333"), arguments(BigInteger.class, "s3cret"),
				arguments(BigDecimal.class, "s3cret"), arguments(Double.class, "s3cret"),
				arguments(Boolean.class, "TRUE"), arguments(Character.class, "s3cret"),
				arguments(UUID.class, "1-3-3-3-3"), arguments(Vehicle.class, "s3cret"),
				arguments(Instant.class, "s3cret"), arguments(Year.class, "2147483647"),
				arguments(YearMonth.class, "2026-13"), arguments(Duration.class, "PT333333333333333333333H"));
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void refusesUnreadableTextWithoutTellingIt(Class<?> valueType, String text) {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> this.serializers.forType(valueType).deserialize(text.getBytes(StandardCharsets.UTF_8)))
			.withMessageStartingWith("The stored text cannot be read as " + valueType.getName() + " (")
			.withMessageNotContaining("3cret")
			.withMessageNotContaining("333")
			.withNoCause();
	}

	@Test
	void refusesBytesThatAreNotUtf8() {
		RedisSerializer<String> serializer = this.serializers.forType(String.class);
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> serializer.deserialize(new byte[] { 's', (byte) 0xff }))
			.withMessage("The stored bytes are not UTF-8");
	}

	@Test
	void refusesUnpairedSurrogates() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.serializers.forType(String.class).serialize("\ud83d"))
			.withMessageStartingWith("'value' ");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.serializers.forType(Character.class).serialize('\ud83d'))
			.withMessageStartingWith("'value' ");
	}

	@Test
	void refusesNullInsteadOfWritingItAsEmpty() {
		RedisSerializer<String> serializer = this.serializers.forType(String.class);
		assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(null))
			.withMessageContaining("'value'");
		assertThatIllegalArgumentException().isThrownBy(() -> serializer.deserialize(null))
			.withMessageContaining("'bytes'");
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void refusesValueOfAnotherTypeThatRawCodeSlipsIn() {
		RedisSerializer serializer = this.serializers.forType(Long.class);
		assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(5))
			.withMessageContaining("java.lang.Long")
			.withMessageContaining("java.lang.Integer");
	}

	@Test
	void canSerializeItsOwnTypeOnly() {
		RedisSerializer<Long> serializer = this.serializers.forType(Long.class);
		assertThat(serializer.canSerialize(Long.class)).isTrue();
		assertThat(serializer.canSerialize(Integer.class)).isFalse();
		assertThat(serializer.canSerialize(Number.class)).isFalse();
		assertThat(serializer.canSerialize(Object.class)).isFalse();
	}

	@Test
	void refusesOtherTypesSayingWhatToDo() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.serializers.forType(StringBuilder.class))
			.withMessageContaining("java.lang.StringBuilder")
			.withMessageContaining("JsonValueSerializers.create()");
	}

	@Test
	void asksOthersForTypesThatAreNotText() {
		List<Class<?>> asked = new ArrayList<>();
		ValueSerializers withOthers = new TextValueSerializers(new ValueSerializers() {

			@Override
			public <V> RedisSerializer<V> forType(Class<V> valueType) {
				asked.add(valueType);
				return new TextValueSerializer<>(valueType, Object::toString, (text) -> null);
			}

		});
		withOthers.forType(String.class);
		withOthers.forType(Vehicle.class);
		withOthers.forType(StringBuilder.class);
		assertThat(asked).containsExactly(StringBuilder.class);
	}

	@SuppressWarnings("unchecked")
	private RedisSerializer<Object> serializerFor(Object value) {
		return (RedisSerializer<Object>) this.serializers.forType(value.getClass());
	}

	enum Vehicle {

		BIKE {

			@Override
			int wheels() {
				return 2;
			}

		},

		VAN;

		int wheels() {
			return 4;
		}

		@Override
		public String toString() {
			return name().toLowerCase();
		}

	}

}
