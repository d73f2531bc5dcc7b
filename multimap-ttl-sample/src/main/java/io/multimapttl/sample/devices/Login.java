package io.multimapttl.sample.devices;

import java.time.Duration;
import java.time.Instant;

import io.multimapttl.ExpiringValue;

/**
 * A login that is not over.
 *
 * @param kind what kind of device it is
 * @param id tells the device from others of its kind
 * @param remainingMillis the time that remains when the device is not used
 * @param lifetimeMillis the time that remains after each use
 * @param expiresAt when the login is over
 */
public record Login(Device.Kind kind, String id, long remainingMillis, long lifetimeMillis, Instant expiresAt) {

	static Login of(ExpiringValue<Device> device) {
		Device.Kind kind = device.value().kind();
		Duration remaining = device.timeToLive();
		return new Login(kind, device.value().id(), remaining.toMillis(), kind.getLifetime().toMillis(),
				device.expiresAt());
	}

}
