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
 * another program wrote an expiry that is too late for an {@code Instant}
 * @param timeToLive the time that remained when the call read the clock that decides what
 * has expired (that of Redis unless configured otherwise); what the call took after that
 * is not subtracted. It saves you from comparing {@code expiresAt} with a clock that may
 * differ
 */
public record ExpiringValue<V>(V value, Instant expiresAt, Duration timeToLive) {

	/**
	 * Creates an expiring value.
	 * @param value the value
	 * @param expiresAt when the value expires
	 * @param timeToLive the remaining time
	 */
	public ExpiringValue {
		Assert.notNull(value, "'value' must not be null");
		Assert.notNull(expiresAt, "'expiresAt' must not be null");
		Assert.notNull(timeToLive, "'timeToLive' must not be null");
	}

}
