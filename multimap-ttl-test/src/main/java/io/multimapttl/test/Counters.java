package io.multimapttl.test;

import java.util.concurrent.atomic.LongAdder;

import io.multimapttl.redis.MultiMapStatistics;

/**
 * Counts what one multimap does, as one in Redis counts it.
 */
final class Counters {

	private final LongAdder added = new LongAdder();

	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	private final LongAdder removed = new LongAdder();

	private final LongAdder purged = new LongAdder();

	private final LongAdder evicted = new LongAdder();

	private final LongAdder refused = new LongAdder();

	void added(long values) {
		this.added.add(values);
	}

	void read(boolean found) {
		(found ? this.hits : this.misses).increment();
	}

	void removed(long values) {
		this.removed.add(values);
	}

	void purged(long values) {
		this.purged.add(values);
	}

	void evicted(long values) {
		this.evicted.add(values);
	}

	void refused() {
		this.refused.increment();
	}

	MultiMapStatistics snapshot() {
		return new MultiMapStatistics(this.added.sum(), this.hits.sum(), this.misses.sum(), this.removed.sum(),
				this.purged.sum(), 0, this.evicted.sum(), this.refused.sum());
	}

}
