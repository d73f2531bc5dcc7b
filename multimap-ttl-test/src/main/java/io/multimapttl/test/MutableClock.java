package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.springframework.util.Assert;

/**
 * A clock that stands still until it is moved, forwards or backwards. Thread-safe.
 */
public final class MutableClock extends Clock {

	private final AtomicReference<Instant> instant;

	private final ZoneId zone;

	/**
	 * Creates a clock that stands at the current moment.
	 */
	public MutableClock() {
		this(Instant.now());
	}

	/**
	 * Creates a clock that stands at a moment.
	 * @param instant the moment
	 */
	public MutableClock(Instant instant) {
		this(new AtomicReference<>(checkInstant(instant)), ZoneOffset.UTC);
	}

	private MutableClock(AtomicReference<Instant> instant, ZoneId zone) {
		this.instant = instant;
		this.zone = zone;
	}

	/**
	 * Moves the clock to a moment, a later or an earlier one.
	 * @param instant the moment
	 */
	public void set(Instant instant) {
		this.instant.set(checkInstant(instant));
	}

	/**
	 * Moves the clock forwards, or backwards if the duration is negative.
	 * @param duration how far to move it
	 */
	public void advance(Duration duration) {
		Assert.notNull(duration, "'duration' must not be null");
		this.instant.updateAndGet((instant) -> instant.plus(duration));
	}

	@Override
	public Instant instant() {
		return Objects.requireNonNull(this.instant.get());
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	/**
	 * Returns this clock in another time zone. Moving one of the two moves the other.
	 * @param zone the time zone
	 * @return the clock in that time zone
	 */
	@Override
	public Clock withZone(ZoneId zone) {
		Assert.notNull(zone, "'zone' must not be null");
		return new MutableClock(this.instant, zone);
	}

	@Override
	public String toString() {
		return "MutableClock at " + instant();
	}

	private static Instant checkInstant(Instant instant) {
		Assert.notNull(instant, "'instant' must not be null");
		return instant;
	}

}
