package io.multimapttl;

import java.time.Duration;
import java.time.Instant;

import org.springframework.util.Assert;

/**
 * A live value together with its expiry.
 *
 * @param <V> the type of the value
 * @param value the value
 * @param expiresAt when the value expires, to the millisecond; {@link Instant#MAX} if
 * somebody else wrote an expiry that no {@code Instant} holds
 * @param timeToLive the time that remained when the value was read, by the clock that
 * judges expiry (Redis's own unless configured otherwise), so that nobody has to subtract
 * a server's instant from a client's clock
 */
public record ExpiringValue<V>(V value, Instant expiresAt, Duration timeToLive) {

	/**
	 * Creates an expiring value.
	 * @param value the value
	 * @param expiresAt when the value expires
	 * @param timeToLive the time that remains
	 */
	public ExpiringValue {
		Assert.notNull(value, "'value' must not be null");
		Assert.notNull(expiresAt, "'expiresAt' must not be null");
		Assert.notNull(timeToLive, "'timeToLive' must not be null");
	}

}
