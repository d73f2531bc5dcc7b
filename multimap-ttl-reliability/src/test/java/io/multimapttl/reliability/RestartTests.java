package io.multimapttl.reliability;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.resource.Delay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis goes away under load and comes back.
 */
@Timeout(120)
class RestartTests {

	private static final int WRITERS = 4;

	private static final int BATCH = 600;

	private final Ledger ledger = new Ledger();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void loadGoesOnAfterARestart(boolean appendOnlyFile) throws Exception {
		RedisNode.Builder builder = RedisNode.builder();
		if (appendOnlyFile) {
			builder.appendOnlyFile();
		}
		try (RedisNode redis = builder.start();
				Application application = Application.on(redis, redis.port(),
						"spring.data.redis.timeout=" + Soak.outOfReach("500ms"))) {
			long gone;
			long gapEnds;
			long back;
			long wellAgain;
			Duration recovered;
			Writers writers = Writers.start(application.multiMap(), this.ledger, WRITERS, BATCH);
			try (writers) {
				writers.awaitAllGoOn();
				gone = System.nanoTime();
				redis.kill();
				Thread.sleep(400);
				gapEnds = System.nanoTime();
				redis.restart();
				back = System.nanoTime();
				if (!appendOnlyFile) {
					this.ledger.everythingIsLost();
				}
				recovered = writers.awaitAllGoOnAfter(back);
				wellAgain = Soak.isOn() ? back + Duration.ofSeconds(1).toNanos() : System.nanoTime();
				writers.awaitAllGoOnAfter(wellAgain);
			}
			List<Writers.Call> outside = writers.failures()
				.stream()
				.filter((call) -> call.end() < gone || call.start() > wellAgain)
				.toList();
			long missing = this.ledger.compare(application.multiMap().getKeyPrefix(), redis.console()).missing().size();
			Report.row(
					"Redis killed under load, back %s after 0.4 s".formatted(appendOnlyFile ? "with its AOF" : "empty"),
					"errors only in the gap, all writers go on within 1 s of its being back, ledger agrees",
					"%d calls, %d failed, %d of them outside the gap; last writer went on %d ms after; %s; %d missing",
					writers.calls().size(), writers.failures().size(), outside.size(), recovered.toMillis(),
					this.ledger, missing);
			assertThat(outside).isEmpty();
			assertThat(writers.calls()).as("calls that met the gap")
				.anyMatch((call) -> call.start() < gapEnds && call.end() > gone
						&& (call.failure() != null || call.end() > gapEnds));
			Soak.assertWithin("recovery", recovered, Duration.ofSeconds(1));
			this.ledger.assertAgrees(application.multiMap().getKeyPrefix(), redis.console());
		}
	}

	/**
	 * The driver waits twice as long before each attempt to reconnect, up to 30 s, so
	 * after a long outage only a bound on that lets an application go on within a second.
	 * Its timer rounds each delay up to 100 ms: attempts are some 2.9 and 5 s after the
	 * connection was lost, and the server comes back between them.
	 */
	@ParameterizedTest
	@MethodSource("reconnectDelays")
	void longOutageIsOverSoonWhereTheReconnectDelayIsBounded(boolean bounded) throws Exception {
		Class<?>[] configuration = bounded ? new Class<?>[] { BoundedReconnectDelay.class } : new Class<?>[0];
		try (RedisNode redis = RedisNode.start();
				Application application = Application.with(configuration, redis, redis.port(),
						"spring.data.redis.timeout=300ms")) {
			var map = application.multiMap();
			Patience.await().until(() -> map.addAll("zone", List.of("value")) >= 0);
			redis.kill();
			Thread.sleep(Soak.duration("outage", Duration.ofMillis(3200), Duration.ofSeconds(20)).toMillis());
			redis.restart();
			long back = System.nanoTime();
			Patience.await().until(() -> map.addAll("zone", List.of("value")) >= 0);
			Duration recovered = Duration.ofNanos(System.nanoTime() - back);
			Report.row("Redis gone for some seconds, "
					+ (bounded ? "reconnectDelay of the driver bounded to 200 ms" : "driver as Boot sets it up"),
					bounded ? "recovery within 1 s" : "none: its delay between attempts grows up to 30 s",
					"recovered after %d ms", recovered.toMillis());
			if (bounded) {
				Soak.assertWithin("recovery", recovered, Duration.ofSeconds(1));
			}
		}
	}

	/**
	 * Without a bound nothing is promised, only measured.
	 */
	static Stream<Boolean> reconnectDelays() {
		return Soak.isOn() ? Stream.of(false, true) : Stream.of(true);
	}

	@Configuration(proxyBeanMethods = false)
	static class BoundedReconnectDelay {

		@Bean
		ClientResourcesBuilderCustomizer boundedReconnectDelay() {
			return (builder) -> builder.reconnectDelay(
					Delay.exponential(Duration.ofMillis(1), Duration.ofMillis(200), 2, TimeUnit.MILLISECONDS));
		}

	}

	@Test
	void nobodySeesThatScriptsAreFlushed() throws Exception {
		try (RedisNode redis = RedisNode.start();
				Application application = Application.on(redis, redis.port(),
						"spring.data.redis.timeout=" + Soak.outOfReach("5s"))) {
			int flushes = 0;
			Writers writers = Writers.start(application.multiMap(), this.ledger, WRITERS, BATCH);
			try (writers) {
				long end = System.nanoTime()
						+ Soak.duration("script-flush", Duration.ofSeconds(1), Duration.ofSeconds(30)).toNanos();
				while (System.nanoTime() < end) {
					redis.console().scriptFlush();
					flushes++;
					Thread.sleep(3);
				}
				writers.awaitAllGoOn();
			}
			Report.row("SCRIPT FLUSH %d times under load".formatted(flushes), "no error, ledger agrees",
					"%,d calls, %d failed; %s", writers.calls().size(), writers.failures().size(), this.ledger);
			assertThat(writers.failures()).isEmpty();
			assertThat(this.ledger.acknowledged()).isPositive();
			this.ledger.assertAgrees(application.multiMap().getKeyPrefix(), redis.console());
		}
	}

}
