package io.multimapttl.reliability.load;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.NameDescription;
import io.multimapttl.reliability.Application;
import io.multimapttl.reliability.Patience;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.Soak;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writers and readers that go on for long, on names of which most are new: what grows
 * shows.
 */
@Timeout(1200)
class SoakTests {

	private static final int WRITERS = 8;

	private static final int READERS = 8;

	private static final int BATCH = 20;

	private static final Duration PAUSE = Duration.ofMillis(10);

	/**
	 * What is taken for flat: the last third beside the first. How much is written in
	 * some seconds depends on what else the machine does, so a short run shows nothing.
	 */
	private static final double FLAT = 1.25;

	private final LongAdder writes = new LongAdder();

	private final LongAdder values = new LongAdder();

	private final LongAdder reads = new LongAdder();

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	private final Duration longest = Soak.duration("ttl", Duration.ofSeconds(2), Duration.ofSeconds(60));

	private volatile boolean stopped;

	@Test
	void nothingGrows() throws Exception {
		Duration duration = Soak.duration("load", Duration.ofSeconds(6), Duration.ofMinutes(10));
		List<Sample> samples = new ArrayList<>();
		long gone;
		try (RedisNode redis = RedisNode.start(); Application application = Application.on(redis, redis.port())) {
			RedisCommands<String, String> console = redis.console();
			List<Thread> threads = start(application.multiMap());
			long start = System.nanoTime();
			Duration interval = duration.dividedBy(40);
			Traffic.sleep(this.longest);
			while (System.nanoTime() - start < duration.toNanos()) {
				samples.add(sample(redis));
				Traffic.sleep(interval);
			}
			long withoutTtl = keysWithoutTtl(console);
			NameDescription<String> busy = application.multiMap().describe("busy", 0);
			this.stopped = true;
			for (Thread thread : threads) {
				thread.join();
			}
			long stoppedAt = System.nanoTime();
			assertThat(withoutTtl).isZero();
			assertThat(busy.expired()).as("expired values of a name that is always written")
				.isLessThan(busy.live() + 100);
			Traffic.sleep(this.longest);
			try (Stream<String> names = application.multiMap().names()) {
				assertThat(names).isEmpty();
			}
			Patience.await().until(() -> console.dbsize() == 0);
			gone = (System.nanoTime() - stoppedAt) / 1_000_000;
		}
		Growth memory = Growth.of(samples, Sample::redisMemory);
		Growth keys = Growth.of(samples, Sample::keys);
		Growth heap = Growth.of(samples, Sample::heap);
		Report.row(
				"soak: %d writers, %d readers, ttls of 1 to %d s, %d s".formatted(WRITERS, READERS,
						this.longest.toSeconds(), duration.toSeconds()),
				"0 errors; memory, keys and heap flat; 0 keys without TTL;" + " all gone one ttl after the last write",
				"%d errors in %,d writes of %,d values and %,d reads; Redis memory %.1f to %.1f MB, keys %,.0f to %,.0f,"
						+ " heap %.1f to %.1f MB (means of the first and last third); 0 keys after %.1f s",
				this.wrong.size(), this.writes.sum(), this.values.sum(), this.reads.sum(), memory.first() / 1e6,
				memory.last() / 1e6, keys.first(), keys.last(), heap.first() / 1e6, heap.last() / 1e6, gone / 1000.0);
		assertThat(this.wrong).isEmpty();
		if (Soak.isOn()) {
			assertThat(memory.factor()).as("memory of Redis").isLessThan(FLAT);
			assertThat(keys.factor()).as("keys").isLessThan(FLAT);
			assertThat(heap.factor()).as("heap").isLessThan(FLAT);
		}
	}

	private List<Thread> start(MultiMapWithTTL<String> multiMap) {
		List<Thread> threads = new ArrayList<>();
		IntStream.range(0, WRITERS)
			.forEach((i) -> threads.add(new Thread(() -> write(multiMap, i), "test-writer-" + i)));
		IntStream.range(0, READERS)
			.forEach((i) -> threads.add(new Thread(() -> read(multiMap, i), "test-reader-" + i)));
		threads.forEach(Thread::start);
		return threads;
	}

	private void write(MultiMapWithTTL<String> multiMap, int writer) {
		SplittableRandom random = new SplittableRandom(writer);
		for (long n = 0; !this.stopped; n++) {
			Duration ttl = Duration.ofMillis(random.nextLong(1000, this.longest.toMillis() + 1));
			String name = "zone-" + writer + "-" + n / 10;
			String value = "courier-" + n;
			try {
				switch ((int) (n % 6)) {
					case 0 -> {
						long start = System.nanoTime();
						check(multiMap.add(name, value, ttl), "a new value was there");
						boolean there = multiMap.contains(name, value);
						check(there || System.nanoTime() - start > ttl.toNanos(), "a value is gone before its ttl");
						this.values.increment();
					}
					case 1 ->
						this.values.add(multiMap.addAll(name, List.of(value + "a", value + "b", value + "c"), ttl));
					case 2 -> this.values.add(multiMap.addMany(batch(writer, n), ttl));
					case 3 -> {
						check(multiMap.addIfAbsent(name, value, ttl), "an absent value was there");
						this.values.increment();
					}
					case 4 -> {
						// All know this name: values come for ever, so only purging keeps
						// it small
						multiMap.add("busy", value + "-" + writer, ttl);
						this.values.increment();
					}
					default -> {
						multiMap.remove(name, "courier-" + (n - 2));
						multiMap.delete("zone-" + writer + "-" + (n / 10 - 20));
					}
				}
				this.writes.increment();
			}
			catch (RuntimeException ex) {
				this.wrong.add(ex.toString());
			}
			Traffic.sleep(PAUSE);
		}
	}

	private static Map<String, Collection<String>> batch(int writer, long n) {
		Map<String, Collection<String>> batch = new LinkedHashMap<>();
		for (int i = 0; i < BATCH; i++) {
			batch.put("batch-" + writer + "-" + n + "-" + i, List.of("a", "b"));
		}
		return batch;
	}

	private void read(MultiMapWithTTL<String> multiMap, int reader) {
		SplittableRandom random = new SplittableRandom(reader);
		for (long n = 0; !this.stopped; n++) {
			int writer = random.nextInt(WRITERS);
			long recent = Math.max(0, this.writes.sum() / WRITERS - random.nextInt(500));
			String name = "zone-" + writer + "-" + recent / 10;
			try {
				switch ((int) (n % 5)) {
					case 0 -> multiMap.get(name);
					case 1 -> multiMap.getMany(batch(writer, recent - recent % 6 + 2).keySet());
					case 2 -> {
						for (ExpiringValue<String> value : multiMap.getWithExpiry("busy")) {
							check(value.timeToLive().toMillis() > 0, "an expired value was returned");
						}
					}
					case 3 -> check(multiMap.size("busy") >= 0, "a negative size");
					default -> multiMap.purge(name);
				}
				this.reads.increment();
			}
			catch (RuntimeException ex) {
				this.wrong.add(ex.toString());
			}
			Traffic.sleep(PAUSE);
		}
	}

	private void check(boolean right, String otherwise) {
		if (!right) {
			this.wrong.add(otherwise);
		}
	}

	private static Sample sample(RedisNode redis) {
		System.gc();
		long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		return new Sample(redis.info("used_memory"), redis.console().dbsize(), heap);
	}

	private static long keysWithoutTtl(RedisCommands<String, String> console) {
		long withoutTtl = 0;
		ScanCursor cursor = ScanCursor.INITIAL;
		while (!cursor.isFinished()) {
			KeyScanCursor<String> page = console.scan(cursor, ScanArgs.Builder.limit(1000));
			withoutTtl += page.getKeys().stream().filter((key) -> console.pttl(key) == -1).count();
			cursor = page;
		}
		return withoutTtl;
	}

	private record Sample(double redisMemory, double keys, double heap) {
	}

	private record Growth(double first, double last) {

		static Growth of(List<Sample> samples, ToDoubleFunction<Sample> figure) {
			int third = samples.size() / 3;
			return new Growth(mean(samples.subList(0, third), figure),
					mean(samples.subList(samples.size() - third, samples.size()), figure));
		}

		private static double mean(List<Sample> samples, ToDoubleFunction<Sample> figure) {
			return samples.stream().mapToDouble(figure).average().orElseThrow();
		}

		double factor() {
			return this.last / this.first;
		}

	}

}
