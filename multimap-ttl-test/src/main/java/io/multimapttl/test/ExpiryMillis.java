package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;

import io.multimapttl.support.Arguments;

/**
 * Turns time into the milliseconds that values are kept with.
 *
 * @param clock judges expiry
 * @param precision what expiries are rounded up to
 */
record ExpiryMillis(Clock clock, Duration precision) {

	long now() {
		return this.clock.millis();
	}

	/**
	 * Returns a time to live in milliseconds, which is checked.
	 * @param ttl the time to live
	 * @return its milliseconds, a fraction of one rounded up
	 */
	long ttl(Duration ttl) {
		return Arguments.millis(ttl, this.clock);
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
