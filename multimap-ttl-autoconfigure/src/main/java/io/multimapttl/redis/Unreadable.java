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

	/** Names no id: a multimap need not be one of those that properties describe. */
	private static final String REMEDY = "'multimap.ttl.unreadable-values=skip' leaves such values out, "
			+ "'multimap.ttl.maps.<id>.unreadable-values=skip' those of one multimap";

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
	 * @param cause why it cannot be read
	 * @throws MultiMapException the failure, unless such values are to be left out
	 */
	void leaveOutOrThrow(String failure, RuntimeException cause) {
		if (this.policy == UnreadableValues.FAIL) {
			this.counters.unreadable();
			throw new MultiMapException(failure + ". " + REMEDY, cause);
		}
		leaveOut(failure);
	}

	/**
	 * Takes a value that cannot be read, and that the caller cannot be told of any more.
	 * @param failure tells its name
	 */
	void leaveOut(String failure) {
		this.counters.unreadable();
		long now = System.nanoTime();
		long next = this.nextWarning.get();
		if (now - next >= 0 && this.nextWarning.compareAndSet(next, now + BETWEEN_WARNINGS)) {
			logger.warn("Left out, and so are others that 'multimap.unreadable' counts. " + failure);
		}
	}

}
