package io.multimapttl.sample.devices;

import java.time.Duration;

/**
 * A device on which somebody is logged in, as it is stored: a value of any type is JSON
 * in Redis, {@code {"id":"4f2a9c","kind":"PHONE"}}, and those bytes are its identity.
 * Public, as value types have to be with ahead-of-time processing.
 *
 * @param kind what it is
 * @param id tells it from others of its kind
 */
public record Device(Kind kind, String id) {

	/**
	 * Kinds of devices. How long a login lasts depends on it.
	 */
	public enum Kind {

		/**
		 * A browser, which others may sit down at.
		 */
		BROWSER(Duration.ofSeconds(30)),

		/**
		 * A phone, which nobody else has.
		 */
		PHONE(Duration.ofMinutes(5));

		private final Duration lifetime;

		Kind(Duration lifetime) {
			this.lifetime = lifetime;
		}

		/**
		 * Returns how long a login lasts when the device is not used.
		 * @return the lifetime of a login
		 */
		public Duration getLifetime() {
			return this.lifetime;
		}

	}

}
