package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.cluster.RedisCluster;
import io.multimapttl.testsupport.AtOnce;
import io.multimapttl.testsupport.ManyNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers close all connections again and again, while batches go through them.
 */
@Timeout(300)
class KilledConnectionTests {

	private static final int TIMES = Soak.times("kills", 6, 50);

	/**
	 * A call that is forgotten lasts as long, and on a busy machine nothing else does.
	 */
	private static final Duration COMMAND_TIMEOUT = Soak.isOn() ? Duration.ofSeconds(5) : Duration.ofSeconds(20);

	private static final Duration TTL = Duration.ofMinutes(30);

	private final Map<String, List<String>> batch = ManyNames.of("name ", 600, "a", "b", "c");

	private final Map<String, Set<String>> expected = new LinkedHashMap<>();

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicInteger done = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private final AtomicLong longest = new AtomicLong();

	KilledConnectionTests() {
		this.batch.forEach((name, values) -> this.expected.put(name, Set.copyOf(values)));
	}

	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void batchesGoOnAndReadsAreRightWhileConnectionsAreKilled(boolean cluster, boolean pool) throws Exception {
		if (cluster) {
			try (RedisCluster redis = RedisCluster.start(0, Duration.ofSeconds(30))) {
				killConnections("cluster", pool, redis.nodes(), redis.property());
			}
			return;
		}
		try (RedisNode redis = RedisNode.start()) {
			killConnections("one server", pool, new RedisNode[] { redis }, "spring.data.redis.port=" + redis.port());
		}
	}

	private void killConnections(String servers, boolean pool, RedisNode[] nodes, String property) throws Exception {
		try (Application application = Application.on(nodes, property,
				"spring.data.redis.timeout=" + COMMAND_TIMEOUT.toMillis(),
				"spring.data.redis.lettuce.pool.enabled=" + pool)) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			map.addMany(this.batch, TTL);
			List<Callable<Boolean>> threads = new ArrayList<>();
			threads.add(() -> repeat(() -> assertReadsAreRight(map)));
			threads.add(() -> repeat(() -> assertReadsAreRight(map)));
			threads.add(() -> repeat(() -> assertThat(map.addMany(this.batch, TTL)).isZero()));
			threads.add(() -> killAll(nodes));
			AtOnce.call(threads);
		}
		Duration longest = Duration.ofNanos(this.longest.get());
		Report.row(
				"All connections killed while batches of 600 names go on, %s, %s".formatted(servers,
						pool ? "pool" : "no pool"),
				"reads right, no call lasts for the timeout of %d s".formatted(COMMAND_TIMEOUT.toSeconds()),
				"%d kills, %d calls done, %d failed at once, longest %d ms", TIMES, this.done.get(), this.failed.get(),
				longest.toMillis());
		Soak.assertWithin("longest call", longest, COMMAND_TIMEOUT);
	}

	private void assertReadsAreRight(RedisMultiMapWithTTL<String> map) {
		assertThat(map.getMany(this.expected.keySet())).isEqualTo(this.expected);
	}

	/**
	 * Calls again and again. A call may fail as its connection is lost, but not after a
	 * timeout.
	 */
	private boolean repeat(Runnable call) {
		while (!this.over.get()) {
			long started = System.nanoTime();
			try {
				call.run();
				this.done.incrementAndGet();
			}
			catch (DataAccessException ex) {
				assertThat(ex).isNotInstanceOf(QueryTimeoutException.class);
				this.failed.incrementAndGet();
			}
			this.longest.accumulateAndGet(System.nanoTime() - started, Math::max);
		}
		return true;
	}

	private boolean killAll(RedisNode[] nodes) {
		try {
			for (int i = 0; i < TIMES; i++) {
				int before = this.done.get();
				Patience.await().until(() -> this.over.get() || this.done.get() > before + 2);
				// The moment wanders through the calls
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20) * i / TIMES);
				for (RedisNode node : nodes) {
					node.command("CLIENT", "KILL", "TYPE", "normal");
				}
			}
			int before = this.done.get();
			Patience.await().until(() -> this.done.get() > before + 2);
		}
		finally {
			this.over.set(true);
		}
		return true;
	}

}
