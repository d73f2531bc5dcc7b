package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.springframework.util.Assert;

/**
 * Turns time into the milliseconds that values are kept with, and refuses, in the same
 * words as a multimap in Redis, what cannot be kept there.
 *
 * @param clock judges expiry
 * @param precision what expiries are rounded up to
 */
record ExpiryMillis(Clock clock, Duration precision) {

	/** The last millisecond of the year 9999. */
	private static final long LATEST = 253_402_300_799_999L;

	/** The first millisecond of the year 1: whatever lies before is equally over. */
	private static final long EARLIEST = -62_135_596_800_000L;

	static Duration checkTtl(Duration ttl, Clock clock) {
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

	long now() {
		return this.clock.millis();
	}

	/**
	 * Returns a time to live in milliseconds, a fraction of one rounded up.
	 * @param ttl the time to live
	 * @return its milliseconds
	 * @throws IllegalArgumentException if it is not positive, or ends after the year 9999
	 */
	long ttl(Duration ttl) {
		return checkTtl(ttl, this.clock).plusNanos(999_999).toMillis();
	}

	/**
	 * Returns a moment in milliseconds, rounded down to one.
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
	 * Rounds an expiry up to the precision.
	 * @param millis milliseconds since 1970
	 * @return milliseconds since 1970
	 */
	long roundUp(long millis) {
		long unit = this.precision.toMillis();
		return -Math.floorDiv(-millis, unit) * unit;
	}

}
