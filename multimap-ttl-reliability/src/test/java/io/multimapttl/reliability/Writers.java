package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.reliability.Ledger.Outcome;

/**
 * Load: threads that add, remove and delete on names of their own, one by one and in
 * batches, and read them, until they are closed.
 */
final class Writers implements AutoCloseable {

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final long NEVER = Long.MAX_VALUE;

	private final MultiMapWithTTL<String> multiMap;

	private final Ledger ledger;

	private final int batch;

	private final List<Thread> threads = new ArrayList<>();

	private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

	private volatile boolean stopped;

	private Writers(MultiMapWithTTL<String> multiMap, Ledger ledger, int batch) {
		this.multiMap = multiMap;
		this.ledger = ledger;
		this.batch = batch;
	}

	/**
	 * Starts threads.
	 * @param multiMap what they write to
	 * @param ledger what they tell of it to
	 * @param threads how many
	 * @param batch how many names a batch has
	 * @return the threads, to be closed
	 */
	static Writers start(MultiMapWithTTL<String> multiMap, Ledger ledger, int threads, int batch) {
		Writers writers = new Writers(multiMap, ledger, batch);
		for (int i = 0; i < threads; i++) {
			int writer = i;
			Thread thread = new Thread(() -> writers.run(writer), "test-writer-" + writer);
			writers.threads.add(thread);
			thread.start();
		}
		return writers;
	}

	private void run(int writer) {
		Random random = new Random(writer);
		for (int round = 0; !this.stopped; round++) {
			boolean batch = random.nextInt(10) == 0;
			long start = System.nanoTime();
			Outcome<?> outcome = batch ? callBatch(writer, random) : callOne(writer, random, round);
			this.calls.add(new Call(writer, batch, start, System.nanoTime(), outcome.failure()));
			// The load matters here, not the most that is possible
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
		}
	}

	private Outcome<?> callOne(int writer, Random random, int round) {
		String name = "writer %d single %d".formatted(writer, random.nextInt(20));
		List<String> value = List.of("value " + random.nextInt(50));
		return switch (round % 5) {
			case 0 -> this.ledger.remove(name, value, () -> this.multiMap.remove(name, value.get(0)));
			case 1 -> Outcome.of(() -> this.multiMap.get(name));
			default -> this.ledger.add(name, value, TTL, () -> this.multiMap.add(name, value.get(0), TTL));
		};
	}

	private Outcome<?> callBatch(int writer, Random random) {
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		for (int i = 0; i < this.batch; i++) {
			valuesByName.put("writer %d batch %d".formatted(writer, i), List.of("value " + random.nextInt(3)));
		}
		return switch (random.nextInt(5)) {
			case 0 -> this.ledger.delete(valuesByName.keySet(), () -> this.multiMap.delete(valuesByName.keySet()));
			case 1 -> Outcome.of(() -> this.multiMap.getMany(valuesByName.keySet()));
			default -> this.ledger.add(valuesByName, TTL, () -> this.multiMap.addMany(valuesByName, TTL));
		};
	}

	/**
	 * Returns all calls so far.
	 * @return the calls
	 */
	List<Call> calls() {
		return List.copyOf(this.calls);
	}

	/**
	 * Returns the calls so far that threw.
	 * @return the calls
	 */
	List<Call> failures() {
		return this.calls.stream().filter((call) -> call.failure() != null).toList();
	}

	/**
	 * Returns how long the longest call took.
	 * @return the time
	 */
	Duration longest() {
		return this.calls.stream().map(Call::took).max(Comparator.naturalOrder()).orElseThrow();
	}

	/**
	 * Waits until every writer has had a call of each kind, of one name and of many, that
	 * began after now and returned.
	 */
	void awaitAllGoOn() {
		awaitAllGoOnAfter(System.nanoTime());
	}

	/**
	 * Waits until every writer has had a call of each kind, of one name and of many, that
	 * ended after a moment and returned.
	 * @param nanos the moment
	 * @return the time that passed until the last of them had it
	 */
	Duration awaitAllGoOnAfter(long nanos) {
		return Duration.ofNanos(Patience.await().until(() -> lastFirstReturn(nanos), (last) -> last < NEVER) - nanos);
	}

	private long lastFirstReturn(long nanos) {
		long last = nanos;
		for (int i = 0; i < this.threads.size(); i++) {
			for (boolean batch : new boolean[] { false, true }) {
				int writer = i;
				last = Math.max(last, this.calls.stream()
					.filter((call) -> call.writer() == writer && call.batch() == batch && call.failure() == null)
					.mapToLong(Call::end)
					.filter((end) -> end >= nanos)
					.min()
					.orElse(NEVER));
			}
		}
		return last;
	}

	/**
	 * Lets all threads finish their call and end.
	 */
	@Override
	public void close() {
		this.stopped = true;
		for (Thread thread : this.threads) {
			try {
				thread.join(30_000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (thread.isAlive()) {
				AssertionError hangs = new AssertionError(thread + " hangs");
				hangs.setStackTrace(thread.getStackTrace());
				throw hangs;
			}
		}
	}

	/**
	 * One call.
	 *
	 * @param writer the thread
	 * @param batch whether it was about many names
	 * @param start when it began
	 * @param end when it ended
	 * @param failure what it threw, or {@code null}
	 */
	record Call(int writer, boolean batch, long start, long end, @Nullable Exception failure) {

		Duration took() {
			return Duration.ofNanos(this.end - this.start);
		}

		boolean isUnderWayAt(long nanos) {
			return this.start <= nanos && this.end > nanos;
		}

	}

}
