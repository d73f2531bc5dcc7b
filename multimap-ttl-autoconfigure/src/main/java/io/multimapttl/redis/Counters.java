package io.multimapttl.redis;

import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what one multimap does.
 */
final class Counters {

	private final LongAdder added = new LongAdder();

	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	private final LongAdder removed = new LongAdder();

	private final LongAdder purged = new LongAdder();

	private final LongAdder unreadable = new LongAdder();

	private final LongAdder evicted = new LongAdder();

	private final LongAdder refused = new LongAdder();

	void added(long values) {
		this.added.add(values);
	}

	/**
	 * Counts names that were read.
	 * @param results what was read of each name
	 */
	void read(Collection<? extends Collection<?>> results) {
		long found = results.stream().filter((values) -> !values.isEmpty()).count();
		this.hits.add(found);
		this.misses.add(results.size() - found);
	}

	void removed(long values) {
		this.removed.add(values);
	}

	void purged(long values) {
		this.purged.add(values);
	}

	void unreadable() {
		this.unreadable.increment();
	}

	void evicted(long values) {
		this.evicted.add(values);
	}

	void refused(long names) {
		this.refused.add(names);
	}

	MultiMapStatistics snapshot() {
		return new MultiMapStatistics(this.added.sum(), this.hits.sum(), this.misses.sum(), this.removed.sum(),
				this.purged.sum(), this.unreadable.sum(), this.evicted.sum(), this.refused.sum());
	}

}
