package io.multimapttl.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class ExpiryScoreTests {

	private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

	@Test
	void ttlMayEndWithTheYear9999() {
		Instant now = Instant.parse("2026-11-22T10:15:30Z");
		ExpiryScore expiry = new ExpiryScore(Clock.fixed(now, ZoneOffset.UTC), Duration.ofMillis(1));
		Duration longest = Duration.between(now, LAST);
		assertThat(expiry.ttl(longest)).asString().isEqualTo(Long.toString(longest.toMillis()));
		assertThatIllegalArgumentException().isThrownBy(() -> expiry.ttl(longest.plusMillis(1)))
			.withMessageStartingWith("'ttl' must end before the year 10000");
	}

	@Test
	void scoreThatIsNoInstantIsTheNearest() {
		double first = Instant.MIN.getEpochSecond();
		double last = Instant.MAX.getEpochSecond();
		assertThat(ExpiryScore.instant(Double.NEGATIVE_INFINITY)).isEqualTo(Instant.MIN);
		assertThat(ExpiryScore.instant(first)).isEqualTo(Instant.MIN);
		assertThat(ExpiryScore.instant(first + 8)).isEqualTo(Instant.ofEpochSecond((long) (first + 8)));
		assertThat(ExpiryScore.instant(last - 8)).isEqualTo(Instant.ofEpochSecond((long) (last - 8)));
		assertThat(ExpiryScore.instant(last)).isEqualTo(Instant.MAX);
		assertThat(ExpiryScore.instant(Double.POSITIVE_INFINITY)).isEqualTo(Instant.MAX);
	}

	@Test
	void millisecondsAreToldAsFarAsTheyAreExact() {
		assertThat(ExpiryScore.instant(1.001)).isEqualTo(Instant.ofEpochMilli(1001));
		assertThat(ExpiryScore.instant(-1.001)).isEqualTo(Instant.ofEpochMilli(-1001));
		assertThat(ExpiryScore.instant(9e12 + 0.5)).isEqualTo(Instant.ofEpochSecond(9_000_000_000_000L));
	}

	@Test
	void momentOfAReplyGoesOn() {
		ExpiryScore expiry = new ExpiryScore(null, Duration.ofMillis(1));
		long nanos = System.nanoTime();
		DoubleSupplier ticking = expiry.ticking(Ascii.bytes("1000.250"), nanos);
		await().until(() -> ticking.getAsDouble() >= 1000.270);
		assertThat(ticking.getAsDouble()).isLessThanOrEqualTo(1000.251 + (System.nanoTime() - nanos) / 1e9);
	}

	@Test
	void momentOfAReplyIsNotBehindWhileItWasUnderWay() {
		ExpiryScore expiry = new ExpiryScore(null, Duration.ofMillis(1));
		DoubleSupplier ticking = expiry.ticking(Ascii.bytes("1000.250"),
				System.nanoTime() - Duration.ofSeconds(5).toNanos());
		assertThat(ticking.getAsDouble()).isGreaterThanOrEqualTo(1005.251);
	}

}
