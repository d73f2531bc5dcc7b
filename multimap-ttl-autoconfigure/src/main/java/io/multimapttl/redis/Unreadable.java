package io.multimapttl.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.multimapttl.MultiMapException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts the values of one multimap that cannot be read, and decides whether a read fails
 * for them.
 */
final class Unreadable {

	private static final Log logger = LogFactory.getLog(Unreadable.class);

	private static final long BETWEEN_WARNINGS = Duration.ofHours(1).toNanos();

	private final UnreadableValues policy;

	private final Counters counters;

	/** By {@link System#nanoTime()}. */
	private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	Unreadable(UnreadableValues policy, Counters counters) {
		this.policy = policy;
		this.counters = counters;
	}

	/**
	 * Takes a value that cannot be read.
	 * @param failure tells its name
	 * @throws MultiMapException the failure, unless such values are to be left out
	 */
	void leaveOutOrThrow(MultiMapException failure) {
		this.counters.unreadable();
		if (this.policy == UnreadableValues.FAIL) {
			throw failure;
		}
		long now = System.nanoTime();
		long next = this.nextWarning.get();
		if (now - next >= 0 && this.nextWarning.compareAndSet(next, now + BETWEEN_WARNINGS)) {
			logger.warn("Left out, and so are others that 'multimap.unreadable' counts. " + failure.getMessage());
		}
	}

}
