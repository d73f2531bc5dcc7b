package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.Ledger.Outcome;
import io.multimapttl.testsupport.AtOnce;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.ResourcelessTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What callers do to themselves and to each other: none hangs.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallerTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	@AutoClose
	private static final RedisNode redis = RedisNode.start();

	private final Ledger ledger = new Ledger();

	@BeforeEach
	void empty() {
		redis.console().flushall();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 600 })
	void interruptedCallerGoesOnAtOnce(int names) throws Exception {
		try (Application application = application("spring.data.redis.timeout=100s")) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			this.ledger.add(batch(names), TTL, () -> map.addMany(batch(names), TTL));
			AtomicBoolean stillInterrupted = new AtomicBoolean();
			List<Outcome<Long>> outcome = new ArrayList<>();
			Thread caller = new Thread(() -> {
				outcome.add(this.ledger.add(batch(names), TTL, () -> map.addMany(batch(names), TTL)));
				stillInterrupted.set(Thread.currentThread().isInterrupted());
			}, "test-caller");
			Duration took;
			redis.freeze();
			try {
				caller.start();
				Thread.sleep(100);
				long start = System.nanoTime();
				caller.interrupt();
				caller.join(50_000);
				took = Duration.ofNanos(System.nanoTime() - start);
			}
			finally {
				redis.thaw();
			}
			assertThat(caller.isAlive()).as("caller that waits 50 s after it was interrupted").isFalse();
			assertThat(outcome.get(0).failure()).isNotNull();
			Report.row("Caller interrupted in a call of %d name(s) to a frozen Redis".formatted(names),
					"ends at once, stays interrupted, next call works", "%d ms, %s", took.toMillis(),
					outcome.get(0).failure().getClass().getSimpleName());
			Soak.assertWithin("interrupted call", took, Duration.ofSeconds(1));
			assertThat(stillInterrupted).isTrue();
			this.ledger.add(batch(names), TTL, () -> map.addMany(batch(names), TTL));
			assertThat(map.getMany(batch(names).keySet())).hasSize(names);
			this.ledger.assertAgrees(map.getKeyPrefix(), redis.console());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 600 })
	void callersThatAreInterruptedWhileConnectingOpenNoMoreConnections(int names) throws Exception {
		try (FaultyProxy proxy = FaultyProxy.to(redis.port());
				Application application = Application.on(redis, proxy.port(), "spring.data.redis.timeout=100s",
						"multimap.ttl.connections=2")) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			if (names > 1) {
				// The shared connection is open, and what is asked before a batch is
				// known
				map.addMany(ManyNames.of("zone ", 2, "value"), TTL);
			}
			proxy.goSilent();
			List<Throwable> failures = new CopyOnWriteArrayList<>();
			for (int i = 0; i < 20; i++) {
				Thread caller = new Thread(() -> failures.add(catchThrowable(() -> map.addMany(batch(names), TTL))),
						"test-caller");
				caller.start();
				Patience.await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
				caller.interrupt();
				caller.join(50_000);
			}
			int expected = (names > 1) ? 1 + 2 : 1;
			Patience.await().until(() -> proxy.accepted() >= expected);
			assertThat(failures).hasSize(20).hasOnlyElementsOfType(RedisSystemException.class);
			proxy.resume();
			assertThat(map.addMany(batch(names), TTL)).isEqualTo(2L * names);
			Report.row("20 callers of %d name(s) interrupted while they connect, 2 + 1 connections".formatted(names),
					"no connection beyond those is opened, the next call uses them", "%d opened", proxy.accepted());
			assertThat(proxy.accepted()).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void contextThatClosesUnderLoadLeavesNothing(boolean pool) throws Exception {
		Application application = application("spring.data.redis.timeout=" + (Soak.isOn() ? "2s" : "10s"),
				"spring.data.redis.lettuce.pool.enabled=" + pool);
		Writers writers = Writers.start(application.multiMap(), this.ledger, 8, 600);
		writers.awaitAllGoOn();
		assertThat(writers.failures()).isEmpty();
		String keyPrefix = application.multiMap().getKeyPrefix();
		long start = System.nanoTime();
		application.context().close();
		Duration closed = Duration.ofNanos(System.nanoTime() - start);
		Patience.await().until(() -> !writers.failures().isEmpty());
		writers.close();
		application.close();
		Duration longest = writers.longest();
		Report.row("Application context closed under the load of 8 writers, " + (pool ? "pool" : "no pool"),
				"no call outlasts the timeout of 2 s, no thread or connection left over, ledger agrees",
				"closed in %d ms, longest call %d ms; %s", closed.toMillis(), longest.toMillis(), this.ledger);
		Soak.assertWithin("close", closed, Duration.ofSeconds(5));
		Soak.assertWithin("longest call", longest, Duration.ofMillis(2200));
		this.ledger.assertAgrees(keyPrefix, redis.console());
	}

	@Test
	void exhaustedPoolIsToldWithinItsMaxWait() {
		try (Application application = application("spring.data.redis.timeout=" + Soak.outOfReach("2s"),
				"spring.data.redis.lettuce.pool.enabled=true", "spring.data.redis.lettuce.pool.max-active=3",
				"spring.data.redis.lettuce.pool.max-wait=300ms")) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			map.add("zone", "value", TTL);
			List<RedisConnection> taken = new ArrayList<>();
			Outcome<Long> batch;
			Outcome<?> single;
			try {
				// The third is the one that the application shares
				for (int i = 0; i < 2; i++) {
					RedisConnection connection = application.connectionFactory().getConnection();
					connection.openPipeline();
					taken.add(connection);
				}
				batch = Outcome.of(() -> map.addMany(batch(600), TTL));
				single = Outcome.of(() -> map.add("zone", "other", TTL));
			}
			finally {
				taken.forEach(RedisConnection::close);
			}
			Report.row("The application holds all 3 connections of its pool, max-wait 300 ms",
					"batch fails within max-wait, one name works, batch works when one is free",
					"batch %s after %d ms, one name %s", batch.failure(), batch.took().toMillis(),
					single.isAcknowledged() ? "added" : "failed");
			assertThat(batch.isAcknowledged()).isFalse();
			assertThat(batch.took()).isGreaterThan(Duration.ofMillis(290));
			Soak.assertWithin("batch", batch.took(), Duration.ofSeconds(1));
			assertThat(single.isAcknowledged()).isTrue();
			assertThat(map.addMany(batch(600), TTL)).isEqualTo(1200);
		}
	}

	@Test
	void poolOfOneConnectionServesEightThreads() throws Exception {
		try (Application application = application("spring.data.redis.timeout=" + Soak.outOfReach("5s"),
				"spring.data.redis.lettuce.pool.enabled=true", "spring.data.redis.lettuce.pool.max-active=1")) {
			Writers writers = Writers.start(application.multiMap(), this.ledger, 8, 600);
			try (writers) {
				writers.awaitAllGoOn();
			}
			Report.row("Pool of one connection, 8 writers", "no error, none hangs, ledger agrees",
					"%,d calls, %d failed; %s", writers.calls().size(), writers.failures().size(), this.ledger);
			assertThat(writers.failures()).isEmpty();
			assertThat(writers.calls()).anyMatch(Writers.Call::batch);
			this.ledger.assertAgrees(application.multiMap().getKeyPrefix(), redis.console());
		}
	}

	@Test
	void threadsThatHoldAllConnectionsInTransactionsDoNotWaitForEachOther() throws Exception {
		try (Application application = application("spring.data.redis.timeout=" + Soak.outOfReach("5s"),
				"spring.data.redis.lettuce.pool.enabled=true")) {
			StringRedisTemplate template = new StringRedisTemplate(application.connectionFactory());
			template.setEnableTransactionSupport(true);
			TransactionTemplate transaction = new TransactionTemplate(new ResourcelessTransactionManager());
			RedisMultiMapWithTTL<String> map = application.multiMap();
			// The eighth is the one that all share: one transaction has to wait for
			// another
			CountDownLatch allAreTaken = new CountDownLatch(7);
			double millis = eightThreads((thread) -> transaction.execute((status) -> {
				template.opsForValue().set("application:" + thread, "value");
				allAreTaken.countDown();
				await(allAreTaken);
				return map.addMany(batch(600), TTL);
			}));
			Report.row("8 threads in the application's transactions on its pool of 8, each adding 600 names",
					"none hangs, none fails", "all done after %.0f ms", millis);
			assertThat(redis.console().keys("application:*")).hasSize(8);
			assertThat(map.getMany(batch(600).keySet())).hasSize(600);
		}
	}

	private static double eightThreads(Task task) throws Exception {
		List<Callable<Object>> tasks = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int thread = i;
			tasks.add(() -> task.run(thread));
		}
		long start = System.nanoTime();
		AtOnce.call(tasks);
		return (System.nanoTime() - start) / 1e6;
	}

	private interface Task {

		Object run(int thread);

	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Application application(String... properties) {
		return Application.on(redis, redis.port(), properties);
	}

	private static Map<String, List<String>> batch(int names) {
		return ManyNames.of("name ", names, "a", "b");
	}

}
