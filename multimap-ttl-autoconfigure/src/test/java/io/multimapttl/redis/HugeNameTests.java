package io.multimapttl.redis;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.core.RedisCallback;

import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A name with a million live values, on a single server: a name lies on one node anyway.
 */
class HugeNameTests {

	private static final int MILLION = 1_000_000;

	/** A million sorted set members cost Redis so much when they are freed at once. */
	private static final Duration BLOCKED = Duration.ofMillis(150);

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisServer.standalone());

	private RedisMultiMapWithTTL<String> multiMap;

	@BeforeAll
	static void startServer() {
		RedisServer.standalone();
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.disposeAfterwards(this.redis.multiMaps().build()).create("map", String.class);
	}

	@Test
	void millionOfValuesIsWrittenCountedReadAndDeleted() {
		assertThat(this.multiMap.addAll("zone", values("courier ", MILLION))).isEqualTo(MILLION);
		assertThat(this.redis.key(this.multiMap, "zone").expiresAt())
			.isAfter(this.redis.key(this.multiMap, "zone").now().plusSeconds(3500));
		assertThat(medianMillis(30, () -> this.multiMap.size("zone"))).isLessThan(20);
		assertThat(this.multiMap.size("zone")).isEqualTo(MILLION);
		assertThat(this.multiMap.get("zone")).hasSize(MILLION);
		assertThat(this.multiMap.getLatest("zone", 3)).hasSize(3);
		assertStreamedInLittleMemory();
		copy("zone", "other zone");
		assertServerAnswersDuring(() -> assertThat(this.multiMap.delete("zone")).isOne());
		assertServerAnswersDuring(this.multiMap::clear);
		assertThat(this.redis.keys()).isEmpty();
	}

	private void assertStreamedInLittleMemory() {
		long before = usedHeap();
		AtomicInteger streamed = new AtomicInteger();
		List<Long> used = new ArrayList<>();
		try (Stream<String> values = this.multiMap.stream("zone")) {
			values.forEach((value) -> {
				if (streamed.incrementAndGet() % 300_000 == 0) {
					used.add(usedHeap());
				}
			});
		}
		assertThat(streamed).hasValueGreaterThanOrEqualTo(MILLION);
		assertThat(used).hasSizeGreaterThanOrEqualTo(3)
			.allSatisfy((bytes) -> assertThat(bytes - before).isLessThan(64L * 1024 * 1024));
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private void copy(String from, String to) {
		byte[] source = this.redis.key(this.multiMap, from).key().getBytes();
		byte[] target = this.redis.key(this.multiMap, to).key().getBytes();
		this.redis.template()
			.execute((RedisCallback<Object>) (connection) -> connection.keyCommands().copy(source, target, false));
	}

	/**
	 * Others are answered meanwhile, without a pause as long as DEL makes.
	 */
	private void assertServerAnswersDuring(Runnable call) {
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<Long> slowest = executor.submit(() -> {
				long most = 0;
				do {
					long start = System.nanoTime();
					this.redis.template().hasKey("ping");
					most = Math.max(most, System.nanoTime() - start);
				}
				while (!ended.get());
				return most;
			});
			call.run();
			ended.set(true);
			assertThat(Duration.ofNanos(slowest.get())).isLessThan(BLOCKED);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		finally {
			ended.set(true);
			executor.shutdownNow();
		}
	}

	@Test
	void addsAreQuickWhileManyExpiredValuesWaitToBePurged() throws Exception {
		RawKey key = this.redis.key(this.multiMap, "zone");
		for (int i = 0; i < 500; i++) {
			key.putAll("expired " + i + " ", 1000, key.now().minusSeconds(9000 + i));
		}
		this.multiMap.add("zone", "keeper");
		this.multiMap.addAll("other zone", values("courier ", 10));
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (int reader = 0; reader < 2; reader++) {
				threads.execute(() -> {
					while (!ended.get()) {
						this.multiMap.get("other zone");
					}
				});
			}
			List<Callable<double[]>> writers = new ArrayList<>();
			for (int writer = 0; writer < 2; writer++) {
				String value = "writer " + writer + " ";
				writers.add(() -> IntStream.range(0, 100)
					.mapToDouble((i) -> millis(() -> this.multiMap.add("zone", value + i)))
					.toArray());
			}
			List<double[]> times = new ArrayList<>();
			for (Future<double[]> future : threads.invokeAll(writers)) {
				times.add(future.get());
			}
			double[] sorted = times.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
			assertThat(sorted[sorted.length / 2]).as("median in milliseconds").isLessThan(5);
		}
		finally {
			ended.set(true);
			threads.shutdownNow();
		}
		assertThat(this.multiMap.getStatistics().purged()).as("a thousand with each add").isEqualTo(201_000);
		assertThat(key.members() - this.multiMap.size("zone")).as("expired values that still wait").isEqualTo(299_000);
	}

	@Test
	void streamReturnsEveryValueThatWasLiveAllTheTime() throws Exception {
		List<String> lasting = values("lasting ", 50_000);
		this.multiMap.addAll("zone", lasting);
		this.multiMap.addAll("zone", values("changing ", 20_000));
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<Integer> changes = executor.submit(() -> {
				int count = 0;
				while (!ended.get()) {
					String changing = "changing " + count % 20_000;
					this.multiMap.remove("zone", changing);
					this.multiMap.addAll("zone", List.of("new " + count, "newer " + count));
					this.multiMap.expire("zone", "lasting " + count % 50_000, Duration.ofMinutes(5 + count % 90));
					count++;
				}
				return count;
			});
			Set<String> seen = ConcurrentHashMap.newKeySet();
			for (int i = 0; i < 3; i++) {
				seen.clear();
				try (Stream<String> values = this.multiMap.stream("zone")) {
					values.forEach(seen::add);
				}
				assertThat(seen.containsAll(lasting)).as("every lasting value").isTrue();
			}
			ended.set(true);
			assertThat(changes.get()).isPositive();
		}
		finally {
			ended.set(true);
			executor.shutdownNow();
		}
	}

	private static List<String> values(String prefix, int count) {
		return IntStream.range(0, count).mapToObj((i) -> prefix + i).toList();
	}

	private static double medianMillis(int times, Runnable call) {
		double[] sorted = IntStream.range(0, times).mapToDouble((i) -> millis(call)).sorted().toArray();
		return sorted[times / 2];
	}

	private static double millis(Runnable call) {
		long start = System.nanoTime();
		call.run();
		return (System.nanoTime() - start) / 1e6;
	}

}
