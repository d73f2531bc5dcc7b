package io.multimapttl.redis;

import java.util.List;

import io.lettuce.core.ScoredValue;

/**
 * How large names and values were so far, by which the next ones are judged: no plain
 * command tells beforehand.
 */
final class LettuceSizes {

	/** What Redis and Lettuce need for a name, or a value, beside its bytes. */
	private static final int OVERHEAD = 16;

	/**
	 * So many names of each server may be in flight in any case: enough to keep it busy.
	 */
	private static final int IN_FLIGHT = 400;

	/** So many times as many names may be in flight as have been seen. */
	private static final int GROWTH = 8;

	/** A large name is remembered over some hundred names. */
	private static final double FADING = 1 - 1 / 128.0;

	private double largestName;

	private int largestValue = 1;

	private int names;

	private long bytes;

	/**
	 * Takes the values of a name.
	 * @param values values, with their scores or without
	 */
	void add(List<?> values) {
		long bytes = OVERHEAD;
		for (Object value : values) {
			int size = 2 * OVERHEAD;
			if (value instanceof byte[] unscored) {
				size = OVERHEAD + unscored.length;
			}
			else if (value instanceof ScoredValue<?> scored && scored.getValue() instanceof byte[] member) {
				size += member.length;
			}
			bytes += size;
			this.largestValue = Math.max(this.largestValue, size);
		}
		this.bytes += bytes;
		addName(bytes);
	}

	/**
	 * Takes what a script replied of a name.
	 * @param reply the reply
	 */
	void add(LiveReply reply) {
		if (reply.fits()) {
			add(reply.elements());
		}
		else if (!reply.isWrongType()) {
			add(reply.weight());
		}
	}

	private void add(Weight weight) {
		this.largestValue = (int) Math.max(this.largestValue, weight.bytes() / Math.max(1, weight.values()));
		addName(Math.min(weight.bytes(), mostOfName()));
	}

	private void addName(long bytes) {
		this.names++;
		this.largestName = Math.max(bytes, this.largestName * FADING);
	}

	/**
	 * Returns how large the next name is, as far as one can tell.
	 * @return as large as the largest of late
	 */
	int nextName() {
		return (int) Math.min(this.largestName, Integer.MAX_VALUE);
	}

	/**
	 * Returns how many names may be in flight.
	 * @param servers how many servers hold them
	 * @return more, the more have been seen
	 */
	int inFlight(int servers) {
		return Math.max(servers * IN_FLIGHT, GROWTH * this.names);
	}

	/**
	 * Returns how many values a name may have to be read with others.
	 * @param most how many at the most
	 * @return so many that no name is much larger than others were
	 */
	int limit(int most) {
		long values = mostOfName() / this.largestValue;
		return (values >= most) ? most : (int) Math.max(1, Long.highestOneBit(values));
	}

	private long mostOfName() {
		return Math.max(CallPacker.MAX_BYTES, 2L * nextName());
	}

	/**
	 * Returns how much was read.
	 * @return the bytes of all names that were read
	 */
	long bytes() {
		return this.bytes;
	}

}
