package io.multimapttl.reliability;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.Ledger.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads at once: the number of connections stays what is documented, which is
 * {@code multimap.ttl.connections} and the one that the application shares.
 */
@Timeout(180)
class ManyThreadsTests {

	private static final int BOUND = 8 + 1;

	private static final int BATCH = 500;

	private static final Duration TTL = Duration.ofMinutes(5);

	@Test
	void twoHundredPlatformThreads() throws Exception {
		many(Executors.newFixedThreadPool(200), "platform", 200, 1, Soak.times("calls-of-200", 2, 40));
	}

	@Test
	void twoThousandVirtualThreads() throws Exception {
		ExecutorService virtual = virtualThreads();
		if (virtual != null) {
			many(virtual, "virtual", 2000, Soak.times("batches-of-2000", 8, 1), Soak.times("calls-of-2000", 1, 3));
			return;
		}
		ThreadFactory small = (task) -> new Thread(null, task, "test-small", 64 * 1024);
		many(Executors.newFixedThreadPool(2000, small), "platform", 2000, Soak.times("batches-of-2000", 8, 1),
				Soak.times("calls-of-2000", 1, 3));
	}

	/**
	 * Each thread does single operations and batches by turns, half of them begin with
	 * one, half with the other; shortened, only some do batches.
	 */
	private void many(ExecutorService executor, String kind, int threads, int withBatches, int rounds)
			throws Exception {
		Ledger ledger = new Ledger();
		try (RedisNode redis = RedisNode.start(); Application application = Application.on(redis, redis.port())) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			Queue<Exception> failures = new ConcurrentLinkedQueue<>();
			AtomicLong calls = new AtomicLong();
			AtomicLong longest = new AtomicLong();
			CountDownLatch start = new CountDownLatch(1);
			CountDownLatch done = new CountDownLatch(threads);
			for (int i = 0; i < threads; i++) {
				int thread = i;
				executor.execute(() -> {
					await(start);
					for (int round = 0; round < 2 * rounds; round++) {
						boolean batch = (thread + round) % 2 == 0 && (thread / 2) % withBatches == 0;
						Outcome<?> outcome = batch ? batch(map, thread % 20, round)
								: single(ledger, map, thread, round);
						calls.incrementAndGet();
						longest.accumulateAndGet(outcome.nanos(), Math::max);
						if (outcome.failure() != null) {
							failures.add(outcome.failure());
						}
					}
					done.countDown();
				});
			}
			long before = redis.info("total_connections_received");
			long most = 0;
			long begin = System.nanoTime();
			start.countDown();
			while (!done.await(5, TimeUnit.MILLISECONDS)) {
				most = Math.max(most, redis.connectionsOf(application.clientName()));
				assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(150).toNanos());
			}
			double seconds = (System.nanoTime() - begin) / 1e9;
			long opened = redis.info("total_connections_received") - before;
			Report.row("%,d %s threads, single operations and batches of %d names".formatted(threads, kind, BATCH),
					"at most %d connections (multimap.ttl.connections + 1), no error".formatted(BOUND),
					"at most %d connections at once, %d opened in all; %,d calls in %.1f s, %d failed, longest %.1f s",
					most, opened, calls.get(), seconds, failures.size(), longest.get() / 1e9);
			assertThat(failures).isEmpty();
			assertThat(most).isBetween(1L, (long) BOUND);
			assertThat(opened).isLessThanOrEqualTo(BOUND);
			redis.console().unlink(batchKeys(map));
			ledger.assertAgrees(map.getKeyPrefix(), redis.console());
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Threads share the names of batches, and values: too many for the ledger otherwise.
	 */
	private static Outcome<?> batch(RedisMultiMapWithTTL<String> map, int thread, int round) {
		Map<String, List<String>> batch = new LinkedHashMap<>();
		for (int i = 0; i < BATCH; i++) {
			batch.put("batch " + i, List.of("value " + thread));
		}
		return Outcome.of(() -> ((round / 2) % 2 == 0) ? map.addMany(batch, TTL) : map.getMany(batch.keySet()).size());
	}

	private static String[] batchKeys(RedisMultiMapWithTTL<String> map) {
		return IntStream.range(0, BATCH).mapToObj((i) -> map.getKeyPrefix() + ":batch " + i).toArray(String[]::new);
	}

	private static Outcome<?> single(Ledger ledger, RedisMultiMapWithTTL<String> map, int thread, int round) {
		String name = "thread " + thread;
		Outcome<?> outcome = ledger.add(name, List.of("value " + round), TTL,
				() -> map.add(name, "value " + round, TTL));
		return outcome.isAcknowledged() ? Outcome.of(() -> map.get(name)) : outcome;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** By its name, since this compiles on Java 17. */
	private static @Nullable ExecutorService virtualThreads() throws Exception {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

}
