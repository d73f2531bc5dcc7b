package io.multimapttl.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.multimapttl.benchmarks.contestant.Contestants;
import io.multimapttl.benchmarks.contestant.Entrant;
import io.multimapttl.benchmarks.report.MemoryResult;
import io.multimapttl.benchmarks.server.Control;

/**
 * Measures the memory that a value takes in Redis, with its share of the key.
 */
final class MemoryUse {

	private static final int[] VALUES_PER_NAME = { 1, 3, 10, 50, 100, 129, 1000 };

	private static final int VALUES = 100_000;

	private static final String PLAIN_SET = "plain set, no expiry";

	private static final String PLAIN_SET_PREFIX = "multimap-bench.s:";

	private final Contestants contestants;

	private final Control control;

	private final Effort effort;

	MemoryUse(Contestants contestants, Control control, Effort effort) {
		this.contestants = contestants;
		this.control = control;
		this.effort = effort;
	}

	List<MemoryResult> measure() {
		List<MemoryResult> results = new ArrayList<>();
		for (int values : VALUES_PER_NAME) {
			int names = Math.max(1, this.effort.of(VALUES) / values);
			Dataset dataset = Dataset.of(1, names, values);
			for (Entrant entrant : List.of(Entrant.MULTIMAP, Entrant.MULTIMAP_SECONDS, Entrant.REDISSON)) {
				results.add(measure(entrant, dataset, values));
			}
			results.add(measurePlainSet(dataset, values));
		}
		return results;
	}

	private MemoryResult measure(Entrant entrant, Dataset dataset, int valuesPerName) {
		Storage storage = new Storage(this.contestants.get(entrant), this.control, dataset);
		// What drivers and server allocate once is none of the values' business
		storage.fill();
		storage.remove();
		long before = usedMemory();
		storage.fill();
		long after = usedMemory();
		long keys = this.control.memoryOf(storage.keys());
		storage.remove();
		return new MemoryResult(entrant.id(), valuesPerName, (double) (after - before) / dataset.size(),
				(double) keys / dataset.size());
	}

	private long usedMemory() {
		return this.effort.isFull() ? this.control.settledMemory() : this.control.usedMemory();
	}

	private MemoryResult measurePlainSet(Dataset dataset, int valuesPerName) {
		List<String> keys = dataset.names().stream().map(PLAIN_SET_PREFIX::concat).toList();
		List<String> values = dataset.values();
		long before = usedMemory();
		keys.forEach((key) -> this.control.addToPlainSet(key, values));
		long after = usedMemory();
		long reckoned = this.control.memoryOf(keys);
		this.control.remove(keys);
		return new MemoryResult(PLAIN_SET, valuesPerName, (double) (after - before) / dataset.size(),
				(double) reckoned / dataset.size());
	}

}
