package io.multimapttl.redis;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Turns moments and durations into what the scripts and scores hold, and back: scores are
 * Unix time in seconds, with the milliseconds as the fraction.
 */
final class ExpiryScore {

	/** The last millisecond of the year 9999. */
	private static final long LATEST = 253_402_300_799_999L;

	/** The first millisecond of the year 1: whatever lies before is equally over. */
	private static final long EARLIEST = -62_135_596_800_000L;

	/** Above this a score, in seconds, is no {@link Instant}. */
	private static final double MAX_SECONDS = Instant.MAX.getEpochSecond();

	private static final double MIN_SECONDS = Instant.MIN.getEpochSecond();

	/** Up to this the milliseconds of a score are exact. */
	private static final double EXACT_SECONDS = 9e12;

	private static final byte[] SERVER_CLOCK = new byte[0];

	private final @Nullable Clock clock;

	private final byte[] precision;

	ExpiryScore(@Nullable Clock clock, Duration precision) {
		this.clock = clock;
		this.precision = ascii(Long.toString(precision.toMillis()));
	}

	static Duration checkTtl(Duration ttl) {
		return checkTtl(ttl, Clock.systemUTC());
	}

	private static Duration checkTtl(Duration ttl, Clock clock) {
		Assert.notNull(ttl, "'ttl' must not be null");
		Assert.isTrue(!ttl.isNegative() && !ttl.isZero(), () -> "'ttl' must be positive, it is " + ttl);
		Assert.isTrue(ttl.compareTo(Duration.ofMillis(LATEST - clock.millis())) <= 0,
				() -> "'ttl' must end before the year 10000, it is " + ttl);
		return ttl;
	}

	static Duration checkPrecision(Duration precision) {
		Assert.notNull(precision, "'precision' must not be null");
		Assert.isTrue(precision.equals(Duration.ofMillis(1)) || precision.equals(Duration.ofSeconds(1)),
				() -> "'precision' must be one millisecond or one second, it is " + precision);
		return precision;
	}

	/**
	 * Returns the moment that a script judges by.
	 * @return the clock's milliseconds, or nothing where Redis's own clock counts
	 */
	byte[] now() {
		return (this.clock != null) ? ascii(Long.toString(this.clock.millis())) : SERVER_CLOCK;
	}

	/**
	 * Returns a time to live as a script takes it.
	 * @param ttl the time to live
	 * @return milliseconds, a fraction of one rounded up
	 * @throws IllegalArgumentException if it is not positive, or ends after the year 9999
	 */
	byte[] ttl(Duration ttl) {
		checkTtl(ttl, (this.clock != null) ? this.clock : Clock.systemUTC());
		return ascii(Long.toString(ttl.plusNanos(999_999).toMillis()));
	}

	byte[] precision() {
		return this.precision;
	}

	/**
	 * Returns a moment in milliseconds, rounded down to one. The scripts round it up to
	 * the precision, if it is not over.
	 * @param expiresAt the moment
	 * @return its milliseconds since 1970
	 * @throws IllegalArgumentException if it lies after the year 9999
	 */
	static long millis(Instant expiresAt) {
		Assert.notNull(expiresAt, "'expiresAt' must not be null");
		Assert.isTrue(expiresAt.isBefore(Instant.ofEpochMilli(LATEST + 1)),
				() -> "'expiresAt' must lie before the year 10000, it is " + expiresAt);
		return expiresAt.isBefore(Instant.ofEpochMilli(EARLIEST)) ? EARLIEST : expiresAt.toEpochMilli();
	}

	/**
	 * Returns the score of a moment.
	 * @param millis milliseconds since 1970
	 * @return seconds with three decimals
	 */
	static byte[] score(long millis) {
		return ascii(BigDecimal.valueOf(millis, 3).toPlainString());
	}

	/**
	 * Returns the moment that a score stands for.
	 * @param score the score, seconds since 1970
	 * @return the moment, to the millisecond; {@link Instant#MAX} if no instant holds it
	 */
	static Instant instant(double score) {
		if (score >= MAX_SECONDS) {
			return Instant.MAX;
		}
		if (score <= MIN_SECONDS) {
			return Instant.MIN;
		}
		return (Math.abs(score) < EXACT_SECONDS) ? Instant.ofEpochMilli(Math.round(score * 1000))
				: Instant.ofEpochSecond((long) score);
	}

	/**
	 * Returns the score that a script wrote as text.
	 * @param text the text
	 * @return the score
	 */
	static double parse(byte[] text) {
		String score = new String(text, StandardCharsets.US_ASCII);
		return switch (score) {
			case "inf" -> Double.POSITIVE_INFINITY;
			case "-inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(score);
		};
	}

	/**
	 * Starts following the clock from a moment that a script replied.
	 * @param now the reply's moment
	 * @return tells the moment by now, in seconds
	 */
	DoubleSupplier ticking(byte[] now) {
		Clock clock = this.clock;
		if (clock != null) {
			return () -> clock.millis() / 1000.0;
		}
		double start = parse(now);
		long nanos = System.nanoTime();
		return () -> start + (System.nanoTime() - nanos) / 1e9;
	}

	static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
