package io.multimapttl.benchmarks.jmh;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Operations on one name of ten values, each on the next of a thousand names. The
 * subclasses say how many threads call at once; throughput is that of all of them.
 * <p>
 * With {@code -prof gc} the allocation per operation shows as {@code gc.alloc.rate.norm}.
 */
@BenchmarkMode({ Mode.Throughput, Mode.SampleTime })
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public abstract class SingleOperations {

	/**
	 * Adds a value that is there.
	 * @param stored what is stored
	 * @param caller the thread
	 */
	@Benchmark
	public void add(Stored stored, Caller caller) {
		stored.contestant().add(caller.nextName(), caller.value());
	}

	/**
	 * Asks to add a value that is there.
	 * @param stored what is stored
	 * @param caller the thread
	 * @return whether it was added
	 */
	@Benchmark
	public boolean addIfAbsent(Stored stored, Caller caller) {
		return stored.contestant().addIfAbsent(caller.nextName(), caller.value());
	}

	/**
	 * Reads a name.
	 * @param stored what is stored
	 * @param caller the thread
	 * @return how many values it has
	 */
	@Benchmark
	public long get(Stored stored, Caller caller) {
		return stored.contestant().get(caller.nextName());
	}

	/**
	 * Reads a name with expiries.
	 * @param stored what is stored
	 * @param caller the thread
	 * @return how many values it has
	 */
	@Benchmark
	public long getWithExpiry(StoredWithExpiry stored, Caller caller) {
		return stored.contestant().getWithExpiry(caller.nextName());
	}

	/**
	 * Asks for a value that is there.
	 * @param stored what is stored
	 * @param caller the thread
	 * @return whether it is there
	 */
	@Benchmark
	public boolean contains(Stored stored, Caller caller) {
		return stored.contestant().contains(caller.nextName(), caller.value());
	}

	/**
	 * Counts the values of a name.
	 * @param stored what is stored
	 * @param caller the thread
	 * @return how many values it has
	 */
	@Benchmark
	public long size(Stored stored, Caller caller) {
		return stored.contestant().size(caller.nextName());
	}

	/**
	 * Reads in four of five calls and adds in the fifth.
	 * @param stored what is stored
	 * @param caller the thread
	 * @return how many values the name has, where it was read
	 */
	@Benchmark
	public long mixed(Stored stored, Caller caller) {
		String name = caller.nextName();
		if (caller.isFifthCall()) {
			stored.contestant().add(name, caller.value());
			return 0;
		}
		return stored.contestant().get(name);
	}

}
