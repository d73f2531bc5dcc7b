package io.multimapttl.sample.devices;

import java.time.Duration;
import java.time.Instant;

import io.multimapttl.ExpiringValue;

/**
 * A login that still lasts.
 *
 * @param kind the kind of device
 * @param id distinguishes the device from others of its kind
 * @param remainingMillis the remaining time if the device is not used
 * @param lifetimeMillis the remaining time after each use
 * @param expiresAt when the login ends
 */
public record Login(Device.Kind kind, String id, long remainingMillis, long lifetimeMillis, Instant expiresAt) {

	static Login of(ExpiringValue<Device> device) {
		Device.Kind kind = device.value().kind();
		Duration remaining = device.timeToLive();
		return new Login(kind, device.value().id(), remaining.toMillis(), kind.getLifetime().toMillis(),
				device.expiresAt());
	}

}
