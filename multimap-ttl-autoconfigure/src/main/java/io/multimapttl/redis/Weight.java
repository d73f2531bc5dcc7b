package io.multimapttl.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How much is stored under a name, as scripts estimate it by a few of its values.
 *
 * @param moment the moment that values are judged by, in seconds
 * @param values how many live values there are
 * @param bytes about how many bytes these are in a reply
 */
record Weight(byte[] moment, long values, long bytes) {

	/** A name that is larger is read in pages. */
	static final int MOST_AT_ONCE = 16 * 1024 * 1024;

	private static final int MAX_VALUES_OF_PAGE = 1000;

	/**
	 * Returns what a script replied in place of values.
	 * @param reply the reply
	 * @return the weight, or {@code null} if the reply is values
	 */
	static @Nullable Weight of(List<?> reply) {
		return (!reply.isEmpty() && reply.get(0) instanceof Long)
				? new Weight((byte[]) reply.get(1), (Long) reply.get(2), (Long) reply.get(3)) : null;
	}

	/**
	 * Returns what some of the values weigh.
	 * @param most how many values at the most
	 * @return the weight of so many
	 */
	Weight of(int most) {
		return (most < this.values) ? new Weight(this.moment, most, most * (1 + this.bytes / this.values)) : this;
	}

	boolean isTooMuchAtOnce() {
		return this.bytes > MOST_AT_ONCE;
	}

	int bytesOfReply() {
		return (int) Math.min(Math.max(1, this.bytes), MOST_AT_ONCE);
	}

	/**
	 * Returns how many values to read at a time.
	 * @return at least one
	 */
	int valuesOfPage() {
		long bytesOfValue = 1 + this.bytes / Math.max(1, this.values);
		return (int) Math.max(1, Math.min(MAX_VALUES_OF_PAGE, CallPacker.MAX_BYTES / bytesOfValue));
	}

}
