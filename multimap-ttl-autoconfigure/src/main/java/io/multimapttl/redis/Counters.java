package io.multimapttl.redis;

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

	void added(long values) {
		this.added.add(values);
	}

	void read(long hits, long misses) {
		this.hits.add(hits);
		this.misses.add(misses);
	}

	void removed(long values) {
		this.removed.add(values);
	}

	void purged(long values) {
		this.purged.add(values);
	}

	MultiMapStatistics snapshot() {
		return new MultiMapStatistics(this.added.sum(), this.hits.sum(), this.misses.sum(), this.removed.sum(),
				this.purged.sum());
	}

}
