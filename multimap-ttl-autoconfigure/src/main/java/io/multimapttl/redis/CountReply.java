package io.multimapttl.redis;

import java.util.List;
import java.util.stream.Stream;

import io.multimapttl.Addition.Outcome;

/**
 * What scripts reply that change one value and count: {@code add_and_count.lua} and
 * {@code remove_and_count.lua} say what the elements are.
 *
 * @param elements the elements
 */
record CountReply(List<?> elements) {

	private static final int VALUES = 4;

	long count() {
		return number(0);
	}

	long purged() {
		return number(1);
	}

	long evicted() {
		return number(2);
	}

	long size() {
		return number(3);
	}

	private long number(int index) {
		return (Long) this.elements.get(index);
	}

	/**
	 * Returns what became of a value that was to be added.
	 * @return what the count means there
	 */
	Outcome outcome() {
		if (count() < 0) {
			return Outcome.REFUSED;
		}
		return (count() > 0) ? Outcome.ADDED : Outcome.REFRESHED;
	}

	/**
	 * Returns the values that had to leave.
	 * @return their bytes, the soonest to expire first
	 */
	Stream<byte[]> values() {
		return this.elements.stream().skip(VALUES).map(byte[].class::cast);
	}

}
