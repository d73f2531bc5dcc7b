package io.multimapttl.reliability.sentinel;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.scheduler.Schedulers;

import io.multimapttl.reliability.Application;
import io.multimapttl.reliability.Ledger;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.Soak;
import io.multimapttl.reliability.load.Traffic;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A master that is watched by Sentinels goes, under load.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SentinelTests {

	private static final Duration DOWN_AFTER = Duration.ofSeconds(1);

	private static final Duration TTL = Duration.ofMinutes(30);

	private static final Duration PAUSE = Duration.ofMillis(1);

	private static final Duration SLOW = Duration.ofMillis(500);

	private static final int REPLICAS = 2;

	private static SentinelGroup group;

	/**
	 * Reactor, with which the driver asks the Sentinels, keeps its threads for the whole
	 * JVM: they are no leftovers of an application.
	 */
	@BeforeAll
	static void start() throws InterruptedException {
		CountDownLatch started = new CountDownLatch(Schedulers.DEFAULT_POOL_SIZE);
		for (int i = 0; i < Schedulers.DEFAULT_POOL_SIZE; i++) {
			Schedulers.parallel().createWorker().schedule(started::countDown);
		}
		assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
		group = SentinelGroup.start(REPLICAS, DOWN_AFTER);
		if (!Soak.isOn()) {
			group.hurry();
		}
	}

	@AfterAll
	static void stop() {
		group.close();
	}

	private static Application startApplication() {
		return Application.on(group.servers(),
				Stream.concat(Arrays.stream(group.properties()), Stream.of("spring.data.redis.timeout=1s"))
					.toArray(String[]::new));
	}

	static Stream<Integer> minReplicasToWrite() {
		return Soak.isOn() ? Stream.of(0, REPLICAS) : Stream.of(REPLICAS);
	}

	/**
	 * Sentinels need ten seconds to make a replica of a master that is in good health, in
	 * a normal build two. It goes on acknowledging, unless all replicas are demanded, of
	 * which it has lost one at once. What that one had not received by then is lost all
	 * the same: replicas that are connected need not be in step.
	 */
	@ParameterizedTest
	@MethodSource("minReplicasToWrite")
	@Order(1)
	void forcedFailoverLosesOnlyWhatWasOnItsWayWhereAllReplicasAreDemanded(int minReplicasToWrite) {
		Ledger ledger = new Ledger();
		group.empty(minReplicasToWrite);
		try (Application application = startApplication()) {
			Traffic traffic = Traffic.start(application.multiMap(), ledger, 4, 4, TTL, PAUSE, SLOW);
			long start = System.nanoTime();
			double seconds;
			long forcedAt;
			try (traffic) {
				Traffic.sleep(Soak.duration("failover", Duration.ofSeconds(1), Duration.ofSeconds(10)));
				forcedAt = System.nanoTime();
				group.failOver();
				seconds = (System.nanoTime() - forcedAt) / 1e9;
				Traffic.sleep(Duration.ofSeconds(1));
			}
			double all = (System.nanoTime() - start) / 1e9;
			Ledger.Comparison comparison = ledger.compare(Application.KEY_PREFIX, group.master().console());
			long lost = comparison.missing().size();
			long acknowledged = lost + comparison.values();
			Report.row(
					"Sentinel: forced failover under load, %d replicas, `min-replicas-to-write %d`"
						.formatted(REPLICAS, minReplicasToWrite),
					(minReplicasToWrite == 0) ? "measured only" : "less than 5 % lost",
					"%,d of %,d acknowledged values lost (%.1f %%), %,d removals undone, in %.0f s with a failover of"
							+ " %.1f s; %,d of %,d calls failed",
					lost, acknowledged, 100.0 * lost / acknowledged, comparison.unsent().size(), all, seconds,
					traffic.failures().size(), traffic.calls());
			if (minReplicasToWrite > 0) {
				assertThat(lost).as("lost of %d", acknowledged).isLessThan(acknowledged / 20);
			}
			assertSound(comparison);
		}
	}

	@Test
	@Order(2)
	void masterThatIsKilledIsReplaced() {
		Ledger ledger = new Ledger();
		group.empty(0);
		try (Application application = startApplication()) {
			Traffic traffic = Traffic.start(application.multiMap(), ledger, 4, 4, TTL, PAUSE, SLOW);
			long killedAt;
			try (traffic) {
				traffic.await(500);
				RedisNode master = group.master();
				killedAt = System.nanoTime();
				master.kill();
				group.awaitOrder();
				traffic.awaitAllGoOn();
				traffic.awaitQuiet(Duration.ofSeconds(2), Duration.ofSeconds(10));
			}
			Duration recovery = traffic.recoveredAfter(killedAt);
			Ledger.Comparison comparison = ledger.compare(Application.KEY_PREFIX, group.master().console());
			Report.row("Sentinel: master killed under load, `down-after-milliseconds` 1 s",
					"recovery within down-after + 5 s",
					"%.1f s, %,d of %,d calls failed, %,d acknowledged values lost of %,d",
					recovery.toMillis() / 1000.0, traffic.failures().size(), traffic.calls(),
					comparison.missing().size(), comparison.values());
			assertThat(recovery).isPositive();
			Soak.assertWithin("recovery", recovery, DOWN_AFTER.plusSeconds(5));
			assertSound(comparison);
		}
	}

	private static void assertSound(Ledger.Comparison comparison) {
		assertThat(comparison.withoutTtl()).isEmpty();
		assertThat(comparison.dyingEarly()).isEmpty();
	}

}
