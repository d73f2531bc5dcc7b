package io.multimapttl.redis;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import io.multimapttl.support.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * Turns moments and durations into what the scripts and scores hold, and back: scores are
 * Unix time in seconds, with the milliseconds as the fraction.
 */
final class ExpiryScore {

	/** Above this a score, in seconds, is no {@link Instant}. */
	private static final double MAX_SECONDS = Instant.MAX.getEpochSecond();

	private static final double MIN_SECONDS = Instant.MIN.getEpochSecond();

	/** Up to this the milliseconds of a score are exact. */
	private static final double EXACT_SECONDS = 9e12;

	private final @Nullable Clock clock;

	private final long precision;

	private final byte[] precisionText;

	ExpiryScore(@Nullable Clock clock, Duration precision) {
		this.clock = clock;
		this.precision = precision.toMillis();
		this.precisionText = Ascii.number(this.precision);
	}

	/**
	 * Checks a default time to live, before there is a clock to judge by.
	 * @param ttl the time to live
	 * @return the time to live
	 */
	static Duration checkedTtl(Duration ttl) {
		return Arguments.checkedTtl(ttl, Clock.systemUTC());
	}

	/**
	 * Returns the moment that a script judges by.
	 * @return the clock's milliseconds, or nothing where Redis's own clock counts
	 */
	byte[] now() {
		return (this.clock != null) ? Ascii.number(Arguments.millis(this.clock)) : Ascii.NOTHING;
	}

	/**
	 * Returns a time to live as a script takes it.
	 * @param ttl the time to live
	 * @return milliseconds, a fraction of one rounded up
	 * @throws IllegalArgumentException if it is not positive, or ends after the year 9999
	 */
	byte[] ttl(Duration ttl) {
		return Ascii.number(Arguments.millis(ttl, (this.clock != null) ? this.clock : Clock.systemUTC()));
	}

	byte[] precision() {
		return this.precisionText;
	}

	/**
	 * Returns when a value expires, as scripts store it.
	 * @param millis milliseconds since 1970
	 * @return the same, rounded up to the precision
	 */
	long roundedUp(long millis) {
		return -Math.floorDiv(-millis, this.precision) * this.precision;
	}

	/**
	 * Returns the score of a moment.
	 * @param millis milliseconds since 1970
	 * @return seconds with three decimals
	 */
	static byte[] score(long millis) {
		return Ascii.bytes(BigDecimal.valueOf(millis, 3).toPlainString());
	}

	/**
	 * Returns a moment as plain commands take it.
	 * @param now the moment as scripts take it
	 * @return seconds with three decimals, or nothing where Redis's own clock counts
	 */
	static byte[] seconds(byte[] now) {
		return (now.length > 0) ? score(Long.parseLong(new String(now, StandardCharsets.US_ASCII))) : now;
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
	 * Returns the score of a reply.
	 * @param reply text, as scripts reply it, or a number, as some drivers read it
	 * @return the score
	 */
	static double of(Object reply) {
		return (reply instanceof Double score) ? score : parse((byte[]) reply);
	}

	private static double parse(byte[] text) {
		String score = new String(text, StandardCharsets.US_ASCII);
		return switch (score) {
			case "inf" -> Double.POSITIVE_INFINITY;
			case "-inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(score);
		};
	}

	/**
	 * Returns a clock that goes on from a moment that a script replied. It is never
	 * behind the server's: it counts from before the script was sent, and in full what is
	 * cut off the moment.
	 * @param now the reply's moment
	 * @param sentAt when the script had not been sent yet, as {@link System#nanoTime()}
	 * tells it
	 * @return tells the moment by now, in seconds
	 */
	DoubleSupplier ticking(byte[] now, long sentAt) {
		Clock clock = this.clock;
		if (clock != null) {
			return () -> Arguments.millis(clock) / 1000.0;
		}
		double start = of(now) + 0.001;
		return () -> start + (System.nanoTime() - sentAt) / 1e9;
	}

}
