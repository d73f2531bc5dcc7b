package io.multimapttl.redis;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisServer.standalone());

	private RedisMultiMapWithTTL<String> multiMap;

	@BeforeAll
	static void startServer() {
		RedisServer.standalone();
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.multiMapFactory().create("map", String.class);
	}

	@Test
	void millionOfValuesIsWrittenCountedReadAndDeleted() {
		assertThat(this.multiMap.addAll("zone", values("courier ", MILLION))).isEqualTo(MILLION);
		assertThat(this.redis.key(this.multiMap, "zone").expiresAt())
			.isAfter(this.redis.key(this.multiMap, "zone").now().plusSeconds(3500));
		assertThat(this.multiMap.size("zone")).isEqualTo(MILLION);
		assertThat(this.multiMap.get("zone")).hasSize(MILLION);
		assertThat(this.multiMap.getLatest("zone", 3)).hasSize(3);
		assertStreamedInLittleMemory();
		copy("zone", "other zone");
		assertFreedInTheBackground(() -> assertThat(this.multiMap.delete("zone")).isOne());
		assertFreedInTheBackground(this.multiMap::clear);
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
	 * Others are answered meanwhile: freed at once, a million members cost Redis 150 ms.
	 */
	private void assertFreedInTheBackground(Runnable call) {
		long deleted = calls("del");
		long unlinked = calls("unlink");
		call.run();
		assertThat(calls("del")).isEqualTo(deleted);
		assertThat(calls("unlink")).isEqualTo(unlinked + 1);
	}

	private long calls(String command) {
		Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
			.matcher(this.redis.server().consoles().get(0).info("commandstats"));
		return calls.find() ? Long.parseLong(calls.group(1)) : 0;
	}

	@Test
	void eachAddPurgesAThousandWhileManyExpiredValuesWait() throws Exception {
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
			List<Callable<Long>> writers = new ArrayList<>();
			for (int writer = 0; writer < 2; writer++) {
				String value = "writer " + writer + " ";
				writers.add(() -> IntStream.range(0, 100).filter((i) -> this.multiMap.add("zone", value + i)).count());
			}
			for (Future<Long> added : threads.invokeAll(writers)) {
				assertThat(added.get()).isEqualTo(100);
			}
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

}
