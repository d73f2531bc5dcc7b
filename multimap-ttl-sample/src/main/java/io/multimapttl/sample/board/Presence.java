package io.multimapttl.sample.board;

import java.time.Instant;

import io.multimapttl.ExpiringValue;

/**
 * A courier's presence in a zone.
 *
 * @param courier the courier
 * @param remainingMillis the time that remained when the zone was read, in milliseconds
 * by Redis's clock; better to count down from than the difference of two clocks
 * @param expiresAt when the courier drops off the board unless there is another ping
 */
record Presence(String courier, long remainingMillis, Instant expiresAt) {

	static Presence of(ExpiringValue<String> courier) {
		return new Presence(courier.value(), courier.timeToLive().toMillis(), courier.expiresAt());
	}

}
