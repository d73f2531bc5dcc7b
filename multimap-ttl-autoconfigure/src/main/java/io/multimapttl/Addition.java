package io.multimapttl;

import java.util.List;

import org.springframework.util.Assert;

/**
 * What {@link MultiMapWithTTL#addAndCount(String, Object) addAndCount} did, and how many
 * values the name has now.
 *
 * @param <V> the type of the values
 * @param outcome what became of the value
 * @param size the number of live values afterwards
 * @param evicted the live values that had to leave in this call, the soonest to expire
 * first, without those that cannot be read; empty unless the number of values is limited
 * @param evictions the number of live values that had to leave, also of those that cannot
 * be read
 */
public record Addition<V>(Outcome outcome, long size, List<V> evicted, long evictions) {

	/**
	 * Creates an addition.
	 * @param outcome what became of the value
	 * @param size the number of live values afterwards
	 * @param evicted the live values that had to leave and can be read
	 * @param evictions the number of all live values that had to leave
	 */
	public Addition {
		Assert.notNull(outcome, "'outcome' must not be null");
		Assert.notNull(evicted, "'evicted' must not be null");
		evicted = List.copyOf(evicted);
		Assert.isTrue(evictions >= evicted.size(), "'evictions' must not be less than 'evicted' has values");
	}

	/**
	 * Creates an addition where all values that had to leave can be read.
	 * @param outcome what became of the value
	 * @param size the number of live values afterwards
	 * @param evicted the live values that had to leave
	 */
	public Addition(Outcome outcome, long size, List<V> evicted) {
		this(outcome, size, evicted, evicted.size());
	}

	/**
	 * Returns whether the value came first: it was added, it is alone now, and nobody had
	 * to leave for it.
	 * @return whether it is the first
	 */
	public boolean isFirst() {
		return this.outcome == Outcome.ADDED && this.size == 1 && this.evictions == 0;
	}

	/**
	 * What became of a value that was to be added.
	 */
	public enum Outcome {

		/** It was not live before, and is live now. */
		ADDED,

		/** It was live before, and has a new expiry now. */
		REFRESHED,

		/**
		 * It was not live before, and is not live now: the name was full. Nothing was
		 * written.
		 */
		REFUSED

	}

}
