package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MutableClock}.
 */
class MutableClockTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private final MutableClock clock = new MutableClock(START);

	@Test
	void standsStillUntilItIsMoved() {
		assertThat(this.clock.instant()).isEqualTo(START);
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.clock.instant()).isEqualTo(START.plusNanos(1));
		this.clock.advance(Duration.ofDays(-1));
		assertThat(this.clock.instant()).isEqualTo(START.minus(Duration.ofDays(1)).plusNanos(1));
		this.clock.set(START);
		assertThat(this.clock.instant()).isEqualTo(START);
	}

	@Test
	void startsAtThePresent() {
		Instant before = Instant.now();
		assertThat(new MutableClock().instant()).isBetween(before, Instant.now());
	}

	@Test
	void movesTogetherInAllTimeZones() {
		Clock oslo = this.clock.withZone(ZoneId.of("Europe/Oslo"));
		assertThat(this.clock.getZone()).isEqualTo(ZoneOffset.UTC);
		this.clock.advance(Duration.ofMinutes(30));
		assertThat(LocalTime.now(oslo)).isEqualTo(LocalTime.of(1, 30));
		assertThat(LocalTime.now(this.clock)).isEqualTo(LocalTime.of(0, 30));
	}

	@Test
	@SuppressWarnings("NullAway")
	void nullIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MutableClock(null))
			.withMessage("'instant' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.set(null))
			.withMessage("'instant' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(null))
			.withMessage("'duration' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.withZone(null))
			.withMessage("'zone' must not be null");
	}

}
