package io.multimapttl.serializer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A value with a property of every kind, and the bytes that it is stored as. They are
 * what users have in Redis: if a change makes a test fail that compares with them, it is
 * the change that is wrong.
 */
public record GoldenValue(String text, String URL, Courier courier, Shape shape, boolean yes, char letter, byte number,
		float small, double large, double undefined, BigDecimal amount, BigDecimal thousand, BigInteger huge,
		Optional<String> present, Optional<String> absent, OptionalLong count, UUID uuid, Locale locale,
		Vehicle vehicle, Set<Vehicle> vehicles, Map<Vehicle, Integer> visits, Map<Long, String> names,
		Map<Instant, Integer> moments, Set<String> tags, List<Courier> couriers, List<String> one, List<String> none,
		Date date, java.sql.Date sqlDate, Instant instant, LocalDate localDate, LocalTime localTime,
		LocalDateTime localDateTime, OffsetDateTime offset, ZonedDateTime zoned, Duration duration, Year year,
		YearMonth yearMonth, MonthDay monthDay, Month month, DayOfWeek day, OffsetTime offsetTime, Period period) {

	public static final String JSON = "{\"URL\":\"http://example.org/a?b=<c>&d='e'\",\"amount\":1.50,\"count\":7,"
			+ "\"courier\":{\"name\":\"J\u00f6rg \ud83d\udeb2\"},\"couriers\":[{\"name\":\"b\",\"rating\":1},{\"name\":\"a\"}],\"date\":\"2026-11-22T10:00:00.005Z\","
			+ "\"day\":\"FRIDAY\",\"duration\":\"PT1M30.5S\",\"huge\":123456789012345678901234567890,"
			+ "\"instant\":\"2026-11-22T10:00:00.123456789Z\",\"large\":1.0E20,\"letter\":\"c\","
			+ "\"localDate\":\"2026-11-22\",\"localDateTime\":\"2026-11-22T10:00:00\",\"localTime\":\"10:00:00\","
			+ "\"locale\":\"de-DE\",\"moments\":{\"1970-01-01T00:00:00Z\":1},\"month\":\"MARCH\",\"monthDay\":\"--02-29\","
			+ "\"names\":{\"10\":\"ten\",\"9\":\"nine\"},\"none\":[],\"number\":-3,"
			+ "\"offset\":\"2026-11-22T10:00:00.5+02:00\",\"offsetTime\":\"10:00+02:00\",\"one\":[\"x\"],\"period\":\"P1M2D\",\"present\":\"here\","
			+ "\"shape\":{\"kind\":\"circle\",\"radius\":1.0},\"small\":0.1,\"sqlDate\":\"2026-11-22T10:00:00.005Z\","
			+ "\"tags\":[\"cold, heavy\",\"fast\"],\"text\":\"a/b \\u0001\\u001F\\n\\\"\\\\ \u2028\u007f\",\"thousand\":1E+3,\"undefined\":\"NaN\","
			+ "\"uuid\":\"00000000-0000-0001-0000-000000000002\",\"vehicle\":\"BIKE\","
			+ "\"vehicles\":[\"BIKE\",\"VAN\"],\"visits\":{\"BIKE\":2,\"VAN\":1},\"year\":2026,"
			+ "\"yearMonth\":\"2026-01\",\"yes\":true,\"zoned\":\"2026-11-22T10:00:00+01:00[Europe/Paris]\"}";

	public static GoldenValue create() {
		long time = Instant.parse("2026-11-22T10:00:00.005Z").toEpochMilli();
		return new GoldenValue("a/b \u0001\u001f\n\"\\ \u2028\u007f", "http://example.org/a?b=<c>&d='e'",
				new Courier("J\u00f6rg \ud83d\udeb2", null), new Shape.Circle(1), true, 'c', (byte) -3, 0.1f, 1e20,
				Double.NaN, new BigDecimal("1.50"), new BigDecimal("1E+3"),
				new BigInteger("123456789012345678901234567890"), Optional.of("here"), Optional.empty(),
				OptionalLong.of(7), new UUID(1, 2), Locale.GERMANY, Vehicle.BIKE, EnumSet.allOf(Vehicle.class),
				Map.of(Vehicle.VAN, 1, Vehicle.BIKE, 2), Map.of(9L, "nine", 10L, "ten"), Map.of(Instant.EPOCH, 1),
				Set.of("fast", "cold, heavy"), List.of(new Courier("b", 1), new Courier("a", null)), List.of("x"),
				List.of(), new Date(time), new java.sql.Date(time), Instant.parse("2026-11-22T10:00:00.123456789Z"),
				LocalDate.of(2026, 11, 22), LocalTime.of(10, 0), LocalDateTime.of(2026, 11, 22, 10, 0),
				OffsetDateTime.parse("2026-11-22T10:00:00.5+02:00"),
				ZonedDateTime.parse("2026-11-22T10:00:00+01:00[Europe/Paris]"), Duration.ofMillis(90_500),
				Year.of(2026), YearMonth.of(2026, 1), MonthDay.of(2, 29), Month.MARCH, DayOfWeek.FRIDAY,
				OffsetTime.parse("10:00:00+02:00"), Period.of(0, 1, 2));
	}

	public record Courier(String name, Integer rating) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Shape.Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Shape.Square.class, name = "square"),
			@JsonSubTypes.Type(value = Shape.None.class, name = "none") })
	public sealed interface Shape {

		record Circle(double radius) implements Shape {

		}

		record Square(int side, int bottom) implements Shape {

		}

		record None() implements Shape {

		}

	}

	public enum Vehicle {

		VAN,

		BIKE {

			@Override
			public String toString() {
				return "a bike";
			}

		}

	}

	/**
	 * A class whose accessors have names that need a rule.
	 */
	public static class Bean {

		static final String JSON = "{\"URL\":\"u\",\"XAxis\":1,\"bytes\":\"+/8=\",\"chars\":\"ab\",\"field\":3,\"iPhone\":5,"
				+ "\"items\":[],\"name\":\"n\",\"open\":true}";

		public int field = 3;

		public byte[] bytes = { (byte) 0xfb, (byte) 0xff };

		public char[] chars = { 'a', 'b' };

		public transient int transientField = 4;

		protected int hidden = 5;

		private int iPhone = 5;

		public String getURL() {
			return "u";
		}

		public int getXAxis() {
			return 1;
		}

		public boolean isOpen() {
			return true;
		}

		public Boolean getBoxed() {
			return null;
		}

		public String isolated() {
			return "no property";
		}

		public boolean issued() {
			return true;
		}

		public String getaway() {
			return "no property";
		}

		public void getNothing() {
		}

		public int getIPhone() {
			return this.iPhone;
		}

		public void setIPhone(int iPhone) {
			this.iPhone = iPhone;
		}

		public List<String> getItems() {
			return List.of();
		}

		public String getName() {
			return "n";
		}

		String getInvisible() {
			return "";
		}

	}

}
