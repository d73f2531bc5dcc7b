package io.multimapttl.sample.devices;

import java.time.Duration;

/**
 * A device on which an account is logged in. In Redis it is stored as JSON,
 * {@code {"id":"4f2a9c","kind":"PHONE"}}, and those bytes are its identity. The record is
 * public, because value types have to be public with ahead-of-time processing.
 *
 * @param kind the kind of device
 * @param id distinguishes it from other devices of its kind
 */
public record Device(Kind kind, String id) {

	/**
	 * Kinds of devices. How long a login lasts depends on it.
	 */
	public enum Kind {

		/**
		 * A browser, which other people may use, too.
		 */
		BROWSER(Duration.ofSeconds(30)),

		/**
		 * A phone, which only its owner uses.
		 */
		PHONE(Duration.ofMinutes(5));

		private final Duration lifetime;

		Kind(Duration lifetime) {
			this.lifetime = lifetime;
		}

		/**
		 * Returns how long a login lasts if the device is not used.
		 * @return the lifetime of a login
		 */
		public Duration getLifetime() {
			return this.lifetime;
		}

	}

}
