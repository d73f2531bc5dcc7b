package io.multimapttl.test;

import java.util.List;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.support.Bound;
import io.multimapttl.support.Failures;
import io.multimapttl.test.ValuesByName.Written;

/**
 * What a call about several names did. Names that are full do not keep the others from
 * being written.
 *
 * @param <V> the type of the values
 */
final class Batch<V> {

	private final String id;

	private final Bound bound;

	private final Failures full = new Failures();

	private long added;

	Batch(String id, Bound bound) {
		this.id = id;
		this.bound = bound;
	}

	/**
	 * Adds what was done with one name.
	 * @param name the name
	 * @param written what was done
	 */
	void add(String name, Written<V> written) {
		this.added += written.added();
		if (written.refused()) {
			this.full.add(name, (full) -> this.bound.full(this.id, full));
		}
	}

	/**
	 * Returns how many values were added.
	 * @return the number of values that were not live before
	 * @throws MultiMapBatchException if names were full
	 */
	long added() {
		if (!this.full.isEmpty()) {
			throw new MultiMapBatchException("Multimap '" + this.id + "': "
					+ this.bound.full(List.copyOf(this.full.keySet())) + "; all other names were written", this.full);
		}
		return this.added;
	}

}
