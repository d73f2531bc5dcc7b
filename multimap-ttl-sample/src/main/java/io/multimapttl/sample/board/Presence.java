package io.multimapttl.sample.board;

import java.time.Instant;

import io.multimapttl.ExpiringValue;

/**
 * A courier's presence in a zone.
 *
 * @param courier the courier
 * @param remainingMillis the time that remained when the zone was read, in milliseconds
 * by Redis's clock. The page counts down from this, because the clock of a browser may
 * differ from that of Redis
 * @param expiresAt when the courier drops off the board without another ping
 */
record Presence(String courier, long remainingMillis, Instant expiresAt) {

	static Presence of(ExpiringValue<String> courier) {
		return new Presence(courier.value(), courier.timeToLive().toMillis(), courier.expiresAt());
	}

}
