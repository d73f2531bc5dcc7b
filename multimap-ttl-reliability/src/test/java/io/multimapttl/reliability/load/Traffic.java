package io.multimapttl.reliability.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.reliability.Ledger;
import io.multimapttl.reliability.Patience;

/**
 * Writers and readers that go on until they are stopped, and enter every write into a
 * ledger. Each writer has names of its own: some of them share a hash tag, and some live
 * so shortly that their values have mostly just expired.
 */
public final class Traffic implements AutoCloseable {

	private static final int NAMES = 200;

	private static final int BATCH = 10;

	private final MultiMapWithTTL<String> multiMap;

	private final Ledger ledger;

	private final Duration ttl;

	private final Duration pause;

	private final List<Thread> threads = new ArrayList<>();

	private final Map<String, Long> lastSuccesses = new ConcurrentHashMap<>();

	private final Queue<Call> notable = new ConcurrentLinkedQueue<>();

	private final LongAdder calls = new LongAdder();

	private final AtomicLong slowest = new AtomicLong();

	private final Duration slow;

	private final int writers;

	private volatile boolean stopped;

	private Traffic(MultiMapWithTTL<String> multiMap, Ledger ledger, int writers, Duration ttl, Duration pause,
			Duration slow) {
		this.writers = writers;
		this.multiMap = multiMap;
		this.ledger = ledger;
		this.ttl = ttl;
		this.pause = pause;
		this.slow = slow;
	}

	/**
	 * Starts traffic.
	 * @param multiMap the multimap
	 * @param ledger where writes are entered
	 * @param writers how many threads write
	 * @param readers how many threads read
	 * @param ttl the ttl of most values
	 * @param pause how long each thread rests after each call
	 * @param slow how long a call takes at least to be remembered
	 * @return the running traffic
	 */
	public static Traffic start(MultiMapWithTTL<String> multiMap, Ledger ledger, int writers, int readers, Duration ttl,
			Duration pause, Duration slow) {
		Traffic traffic = new Traffic(multiMap, ledger, writers, ttl, pause, slow);
		IntStream.range(0, writers).forEach((i) -> traffic.startThread("test-writer-" + i, (n) -> traffic.write(i, n)));
		IntStream.range(0, readers)
			.forEach((i) -> traffic.startThread("test-reader-" + i, (n) -> traffic.read(i, writers, n)));
		return traffic;
	}

	private void startThread(String name, java.util.function.LongFunction<@Nullable Exception> body) {
		Thread thread = new Thread(() -> {
			for (long n = 0; !this.stopped; n++) {
				long start = System.nanoTime();
				Exception failure = body.apply(n);
				long end = System.nanoTime();
				this.calls.increment();
				this.slowest.accumulateAndGet(end - start, Math::max);
				if (failure == null) {
					this.lastSuccesses.put(name, start);
				}
				if (failure != null || end - start >= this.slow.toNanos()) {
					this.notable.add(new Call(start, end, failure));
				}
				rest();
			}
		}, name);
		this.threads.add(thread);
		thread.start();
	}

	private void rest() {
		if (!this.pause.isZero()) {
			try {
				TimeUnit.NANOSECONDS.sleep(this.pause.toNanos());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private @Nullable Exception write(int writer, long n) {
		SplittableRandom random = new SplittableRandom(31 * n + writer);
		String name = name(writer, random.nextInt(NAMES));
		String value = "value-" + writer + "-" + n;
		return (switch ((int) (n % 8)) {
			case 0, 1 ->
				this.ledger.add(name, List.of(value), this.ttl, () -> this.multiMap.add(name, value, this.ttl));
			case 2 -> {
				List<String> values = List.of(value, value + "b", value + "c");
				yield this.ledger.add(name, values, this.ttl, () -> this.multiMap.addAll(name, values, this.ttl));
			}
			case 3, 4 -> {
				Map<String, Collection<String>> batch = batch(writer, random, value);
				yield this.ledger.add(batch, this.ttl, () -> this.multiMap.addMany(batch, this.ttl));
			}
			case 5 -> {
				// Written before, in the first or third call of some round
				String earlier = "value-" + writer + "-" + (n - 5);
				String earlierName = name(writer, new SplittableRandom(31 * (n - 5) + writer).nextInt(NAMES));
				yield this.ledger.remove(earlierName, List.of(earlier),
						() -> this.multiMap.remove(earlierName, earlier));
			}
			case 6 -> {
				String fleeting = fleeting(writer, random.nextInt(NAMES));
				Duration soon = Duration.ofMillis(random.nextInt(1, 200));
				yield this.ledger.add(fleeting, List.of(value), soon, () -> this.multiMap.add(fleeting, value, soon));
			}
			default -> {
				List<String> fleeting = Stream.generate(() -> fleeting(writer, random.nextInt(NAMES)))
					.limit(BATCH)
					.distinct()
					.toList();
				yield (n % 16 == 7) ? this.ledger.delete(fleeting, () -> this.multiMap.delete(fleeting))
						: this.ledger.delete(fleeting.subList(0, 1), () -> this.multiMap.delete(fleeting.get(0)));
			}
		}).failure();
	}

	private static Map<String, Collection<String>> batch(int writer, SplittableRandom random, String value) {
		Map<String, Collection<String>> batch = new LinkedHashMap<>();
		for (int i = 0; i < BATCH; i++) {
			batch.put(name(writer, random.nextInt(NAMES)), List.of(value + "-" + i));
		}
		return batch;
	}

	private @Nullable Exception read(int reader, int writers, long n) {
		SplittableRandom random = new SplittableRandom(37 * n + reader);
		int writer = random.nextInt(writers);
		String name = name(writer, random.nextInt(NAMES));
		List<String> names = Stream.generate(() -> random.nextBoolean() ? name(writer, random.nextInt(NAMES))
				: fleeting(writer, random.nextInt(NAMES)))
			.limit(2 * BATCH)
			.distinct()
			.toList();
		try {
			switch ((int) (n % 6)) {
				case 0 -> this.multiMap.get(name);
				case 1, 2 -> this.multiMap.getMany(names);
				case 3 -> this.multiMap.size(fleeting(writer, random.nextInt(NAMES)));
				case 4 -> this.multiMap.getWithExpiry(name);
				default -> this.multiMap.purge(fleeting(writer, random.nextInt(NAMES)));
			}
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
	}

	private static String name(int writer, int i) {
		return ((i % 4 == 0) ? "{tag-" + writer + "-" + i / 20 + "}" : "name-" + writer) + "-" + i;
	}

	private static String fleeting(int writer, int i) {
		return ((i % 4 == 0) ? "{tag-" + writer + "-" + i / 20 + "}" : "name-" + writer) + "-fleeting-" + i;
	}

	/**
	 * Returns the names, those that are fleeting first.
	 * @return all names
	 */
	public List<String> names() {
		List<String> names = new ArrayList<>();
		IntStream.range(0, this.writers)
			.forEach((writer) -> IntStream.range(0, NAMES).forEach((i) -> names.add(fleeting(writer, i))));
		IntStream.range(0, this.writers)
			.forEach((writer) -> IntStream.range(0, NAMES).forEach((i) -> names.add(name(writer, i))));
		return names;
	}

	/**
	 * Waits until so many calls more have returned or failed.
	 * @param more how many
	 */
	public void await(long more) {
		long until = this.calls.sum() + more;
		while (this.calls.sum() < until) {
			sleep(Duration.ofMillis(5));
		}
	}

	/**
	 * Waits until something has gone wrong, and then nothing any more for a while.
	 * @param quiet for how long
	 * @param atMost how long to wait for it
	 */
	public void awaitQuiet(Duration quiet, Duration atMost) {
		long deadline = System.nanoTime() + atMost.toNanos();
		while (System.nanoTime() < deadline) {
			long last = this.notable.stream().mapToLong(Call::end).max().orElse(Long.MAX_VALUE);
			if (System.nanoTime() - quiet.toNanos() > last) {
				return;
			}
			sleep(Duration.ofMillis(50));
		}
	}

	/**
	 * Waits until every thread has had a call that began after now and did not fail.
	 */
	public void awaitAllGoOn() {
		long now = System.nanoTime();
		Patience.await()
			.until(() -> this.lastSuccesses.values().stream().filter((start) -> start >= now).count() == this.threads
				.size());
	}

	/**
	 * Goes on for a while.
	 * @param duration how long
	 */
	public static void sleep(Duration duration) {
		try {
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lets every thread finish its call.
	 */
	public void stop() {
		this.stopped = true;
		for (Thread thread : this.threads) {
			try {
				thread.join(TimeUnit.MINUTES.toMillis(2));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (thread.isAlive()) {
				throw new IllegalStateException(
						thread.getName() + " hangs: " + Arrays.toString(thread.getStackTrace()));
			}
		}
	}

	/**
	 * Returns the failures.
	 * @return what the causes of calls' exceptions said
	 */
	public List<String> failures() {
		return this.notable.stream()
			.map(Call::failure)
			.filter(Objects::nonNull)
			.map(NestedExceptionUtils::getMostSpecificCause)
			.map(Throwable::toString)
			.toList();
	}

	/**
	 * Returns how long it took from a moment on until calls neither failed nor were slow
	 * any more.
	 * @param nanos the moment
	 * @return how long it took to recover
	 */
	public Duration recoveredAfter(long nanos) {
		return Duration.ofNanos(this.notable.stream().mapToLong((call) -> call.end() - nanos).max().orElse(0));
	}

	/**
	 * Returns how many calls there were.
	 * @return the number of calls
	 */
	public long calls() {
		return this.calls.sum();
	}

	/**
	 * Returns how long the slowest call took.
	 * @return the longest time
	 */
	public Duration slowest() {
		return Duration.ofNanos(this.slowest.get());
	}

	@Override
	public void close() {
		stop();
	}

	private record Call(long start, long end, @Nullable Exception failure) {
	}

}
