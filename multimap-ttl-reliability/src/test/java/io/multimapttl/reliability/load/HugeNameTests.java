package io.multimapttl.reliability.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.ScoredValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.Application;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.Soak;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How quick a name with a million values is. That it works is tested where the multimap
 * is.
 */
@Timeout(300)
class HugeNameTests {

	private static final int VALUES = Soak.times("huge-name", 20_000, 1_000_000);

	/** A million sorted set members cost Redis so much when they are freed at once. */
	private static final Duration BLOCKED = Duration.ofMillis(150);

	@Test
	void millionOfValuesIsCountedAtOnceAndDeletedInTheBackground() {
		try (RedisNode redis = RedisNode.start(); Application application = Application.on(redis, redis.port())) {
			RedisMultiMapWithTTL<String> multiMap = application.multiMap();
			multiMap.addAll("zone", IntStream.range(0, VALUES).mapToObj((i) -> "courier " + i).toList());
			Duration size = median(30, () -> multiMap.size("zone"));
			CompletableFuture<Void> deleting = CompletableFuture
				.runAsync(() -> assertThat(multiMap.delete("zone")).isOne());
			Duration slowest = Duration.ZERO;
			while (!deleting.isDone()) {
				Duration ping = took(redis.console()::ping);
				slowest = (ping.compareTo(slowest) > 0) ? ping : slowest;
			}
			deleting.join();
			Report.row("a name of %,d values".formatted(VALUES),
					"size within 20 ms, no pause of 150 ms when it is deleted", "size %.1f ms, longest pause %.1f ms",
					size.toNanos() / 1e6, slowest.toNanos() / 1e6);
			Soak.assertWithin("size", size, Duration.ofMillis(20));
			Soak.assertWithin("pause", slowest, BLOCKED);
		}
	}

	@Test
	void addsAreQuickWhileManyExpiredValuesWaitToBePurged() {
		try (RedisNode redis = RedisNode.start(); Application application = Application.on(redis, redis.port())) {
			RedisMultiMapWithTTL<String> multiMap = application.multiMap();
			for (int i = 0; i < VALUES / 2000; i++) {
				int thousand = i;
				redis.console()
					.zadd(multiMap.getKeyPrefix() + ":zone",
							IntStream.range(0, 1000)
								.mapToObj((n) -> ScoredValue.just(1000, "expired " + thousand + " " + n))
								.toArray(ScoredValue[]::new));
			}
			Duration add = median(200, () -> multiMap.add("zone", "courier"));
			Report.row("add to a name of which %,d values have expired".formatted(VALUES / 2), "median within 5 ms",
					"median %.1f ms", add.toNanos() / 1e6);
			Soak.assertWithin("add", add, Duration.ofMillis(5));
		}
	}

	private static Duration median(int times, Runnable call) {
		List<Duration> sorted = Stream.generate(() -> took(call)).limit(times).sorted().toList();
		return sorted.get(times / 2);
	}

	private static Duration took(Runnable call) {
		long start = System.nanoTime();
		call.run();
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
