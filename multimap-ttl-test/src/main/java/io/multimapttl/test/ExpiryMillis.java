package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;

import io.multimapttl.support.Arguments;

/**
 * Converts times to the milliseconds that values are stored with.
 *
 * @param clock the clock that decides what has expired
 * @param precision the unit that expiries are rounded up to
 */
record ExpiryMillis(Clock clock, Duration precision) {

	long now() {
		return Arguments.millis(this.clock);
	}

	/**
	 * Returns a time to live in milliseconds, after checking it.
	 * @param ttl the time to live
	 * @return its milliseconds, a fraction of one rounded up
	 */
	long ttl(Duration ttl) {
		return Arguments.millis(ttl, this.clock);
	}

	/**
	 * Returns an expiry rounded up to the precision, but not beyond the last moment that
	 * a value can expire at.
	 * @param millis milliseconds since 1970
	 * @return milliseconds since 1970
	 */
	long roundUp(long millis) {
		long unit = this.precision.toMillis();
		return Math.min(Arguments.LATEST, -Math.floorDiv(-millis, unit) * unit);
	}

}
