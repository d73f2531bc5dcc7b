package io.multimapttl;

/**
 * What a write does with a name that would have more live values than it may have.
 */
public enum WhenFull {

	/**
	 * The values that expire soonest leave, of equal ones the first in byte order, until
	 * those of the call fit.
	 */
	EVICT,

	/**
	 * The call fails with a {@link MultiMapFullException}, and writes nothing of that
	 * name.
	 */
	REFUSE

}
