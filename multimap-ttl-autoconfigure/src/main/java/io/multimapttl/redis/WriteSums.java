package io.multimapttl.redis;

import java.util.Arrays;
import java.util.List;

import io.multimapttl.support.Bound;

/**
 * The sums of what scripts that write reply: {@code write.lua} says what the numbers are.
 */
final class WriteSums {

	private static final int COUNT = 0;

	private static final int PURGED = 1;

	private static final int EVICTED = 2;

	private static final int FAILED = 3;

	/** The error of a name that is full. */
	private static final byte[] FULL = Ascii.bytes("FULL");

	private long count;

	private long purged;

	private final FailedNames failedNames;

	private final Counters counters;

	WriteSums(String id, Bound bound, Counters counters) {
		this.failedNames = new FailedNames(id, bound);
		this.counters = counters;
	}

	/**
	 * Adds a reply, and counts at once what was purged, had to leave or was refused: a
	 * call that follows may fail.
	 * @param call the call
	 * @param reply its reply
	 */
	void add(RedisCall.ScriptCall call, Object reply) {
		List<?> numbers = (List<?>) reply;
		this.count += number(numbers, COUNT);
		this.purged += number(numbers, PURGED);
		this.counters.purged(number(numbers, PURGED));
		if (call.script() == Script.DELETE) {
			this.counters.removed(number(numbers, EVICTED));
		}
		else {
			this.counters.evicted(number(numbers, EVICTED));
		}
		for (int i = FAILED; i < numbers.size(); i += 2) {
			String name = call.names().get((int) number(numbers, i) - 1);
			if (Arrays.equals(FULL, (byte[]) numbers.get(i + 1))) {
				this.counters.refused(1);
				this.failedNames.addFull(name);
			}
			else {
				this.failedNames.add(name);
			}
		}
	}

	private static long number(List<?> reply, int index) {
		return (Long) reply.get(index);
	}

	/**
	 * Returns what the script counts: the first comment of each script says what that is.
	 * @return the number
	 */
	long count() {
		return this.count;
	}

	/**
	 * Returns how many expired values were purged.
	 * @return the number of values
	 */
	long purged() {
		return this.purged;
	}

	FailedNames failedNames() {
		return this.failedNames;
	}

}
