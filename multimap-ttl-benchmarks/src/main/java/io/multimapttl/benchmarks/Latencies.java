package io.multimapttl.benchmarks;

import java.util.Arrays;

/**
 * How long calls took. Not for several threads at once.
 */
final class Latencies {

	private long[] nanos = new long[1024];

	private int count;

	void add(long nanos) {
		if (this.count == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, 2 * this.count);
		}
		this.nanos[this.count++] = nanos;
	}

	void addAll(Latencies others) {
		for (int i = 0; i < others.count; i++) {
			add(others.nanos[i]);
		}
	}

	int count() {
		return this.count;
	}

	long sumNanos() {
		return Arrays.stream(this.nanos, 0, this.count).sum();
	}

	/**
	 * Returns what a part of the calls took at the most.
	 * @param part the part, above 0 and up to 1
	 * @return microseconds
	 */
	double percentileMicros(double part) {
		long[] sorted = Arrays.copyOf(this.nanos, this.count);
		Arrays.sort(sorted);
		return sorted[Math.max(0, (int) Math.ceil(part * this.count) - 1)] / 1000.0;
	}

}
