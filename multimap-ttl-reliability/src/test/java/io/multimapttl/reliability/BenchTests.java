package io.multimapttl.reliability;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.multimapttl.reliability.FaultyProxy.Direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The bench finds what it is there to find.
 */
@Timeout(60)
class BenchTests {

	private static final Duration TTL = Duration.ofMinutes(1);

	@AutoClose
	private static final RedisNode redis = RedisNode.builder().appendOnlyFile().start();

	private final Ledger ledger = new Ledger();

	@Test
	void ledgerFindsWhatIsMissingUnsentRemovedAndWithoutTtl() {
		redis.console().flushall();
		try (Application application = Application.on(redis, redis.port())) {
			var map = application.multiMap();
			this.ledger.add(Map.of("zone", List.of("a", "b"), "other", List.of("c")), TTL,
					() -> map.addMany(Map.of("zone", List.of("a", "b"), "other", List.of("c")), TTL));
			this.ledger.remove("zone", List.of("b"), () -> map.remove("zone", "b"));
			assertThat(this.ledger.assertAgrees(map.getKeyPrefix(), redis.console()).values()).isEqualTo(2);
			redis.console().zrem(map.getKeyPrefix() + ":zone", "a");
			redis.console().zadd(map.getKeyPrefix() + ":zone", 9e9, "b");
			redis.console().zadd(map.getKeyPrefix() + ":zone", 9e9, "d");
			redis.console().zadd(map.getKeyPrefix() + ":other", 9e9, "c");
			Ledger.Comparison comparison = this.ledger.compare(map.getKeyPrefix(), redis.console());
			assertThat(comparison.missing()).containsExactly("zone -> a");
			assertThat(comparison.unsent()).containsExactlyInAnyOrder("zone -> b", "zone -> d");
			assertThat(comparison.withoutTtl()).containsExactly(map.getKeyPrefix() + ":zone");
			assertThat(comparison.dyingEarly()).containsExactly(map.getKeyPrefix() + ":other");
		}
	}

	@Test
	void ledgerForgivesWhatExpiredAndWhatNobodyKnows() throws Exception {
		this.ledger.add("zone", List.of("short"), Duration.ofMillis(1), () -> true);
		this.ledger.add("zone", List.of("unknown"), TTL, () -> {
			throw new IllegalStateException("timeout");
		});
		Thread.sleep(2);
		redis.console().flushall();
		this.ledger.assertAgrees("any", redis.console());
		redis.console().zadd("any:zone", 9e9, "unknown");
		redis.console().pexpireat("any:zone", 9_000_000_000_000L);
		this.ledger.assertAgrees("any", redis.console());
		assertThat(this.ledger.unknown()).isOne();
	}

	@Test
	void applicationThatLeavesAThreadOrAConnectionIsFound() {
		Leftovers leftovers = Leftovers.before("console", redis);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(leftovers::assertNoneNow)
			.withMessageContaining("connections");
	}

	@Test
	void killedServerFindsItsFilesAgain() {
		redis.console().set("key", "value");
		redis.kill();
		assertThat(redis.isAlive()).isFalse();
		redis.restart();
		assertThat(redis.console().get("key")).isEqualTo("value");
	}

	@Test
	void proxyCutsAfterTheByteAndForwardsAgain() {
		try (FaultyProxy proxy = FaultyProxy.to(redis.port());
				Application application = Application.on(redis, proxy.port(), "spring.data.redis.timeout=3s")) {
			Patience.await().until(() -> application.multiMap().addAll("zone", List.of("a")) >= 0);
			long before = proxy.forwarded(Direction.REQUESTS);
			proxy.cutAfter(Direction.REQUESTS, 10);
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> application.multiMap().add("zone", "b"));
			assertThat(proxy.isRefusing()).isTrue();
			assertThat(proxy.forwarded(Direction.REQUESTS) - before).isEqualTo(10);
			proxy.resume();
			Patience.await().untilAsserted(() -> assertThat(application.multiMap().get("zone")).containsExactly("a"));
		}
	}

	@Test
	void proxyDelaysThrottlesAndGoesSilent() {
		try (FaultyProxy proxy = FaultyProxy.to(redis.port());
				Application application = Application.on(redis, proxy.port(), "spring.data.redis.timeout=3s")) {
			var map = application.multiMap();
			Patience.await().until(() -> {
				map.delete("zone");
				return map.add("zone", "a");
			});
			proxy.delay(Duration.ofMillis(50), Duration.ZERO);
			assertThat(seconds(() -> map.get("zone"))).isGreaterThan(0.1);
			proxy.resume();
			proxy.throttle(20_000);
			assertThat(seconds(() -> map.add("zone", "x".repeat(5000)))).isGreaterThan(0.24);
			proxy.resume();
			proxy.goSilent();
			assertThat(seconds(
					() -> assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> map.add("zone", "late"))))
				.isGreaterThan(2.9);
			proxy.resume();
			assertThat(map.size("zone")).isEqualTo(3);
		}
	}

	private static double seconds(Runnable call) {
		long start = System.nanoTime();
		call.run();
		return (System.nanoTime() - start) / 1e9;
	}

}
