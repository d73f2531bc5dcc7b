package io.multimapttl.benchmarks;

import reactor.core.publisher.Mono;

/**
 * What a participant of a case does, call by call. Only {@link #call} and {@link #start}
 * are timed.
 */
interface Load {

	/**
	 * Brings Redis into the state that a turn begins with. Called once, before the first
	 * turn.
	 */
	void prepare();

	/**
	 * Does what is measured.
	 * @param sequence counts the calls; several threads have numbers far apart
	 */
	void call(int sequence);

	/**
	 * Returns whether calls can be under way without a thread that waits for each.
	 * @return whether {@link #start} can be called
	 */
	default boolean isReactive() {
		return false;
	}

	/**
	 * Does what is measured, without waiting for it.
	 * @param sequence counts the calls, as for {@link #call}
	 * @return completes when it is done
	 */
	default Mono<?> start(int sequence) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Returns how many calls may follow each other before the state has to be restored.
	 * @return the number of calls
	 */
	int callsInRow();

	/**
	 * Checks that what should be stored is stored, so that nobody does less than the
	 * others.
	 * @param calls how many calls there were since the state was restored
	 */
	void check(int calls);

	/**
	 * Restores the state that a turn begins with.
	 * @param calls how many calls there were since the state was restored
	 */
	void restore(int calls);

	/**
	 * Makes the client stop whatever it does in the background. Called after each turn.
	 */
	void rest();

	/**
	 * Removes everything from Redis. Called once, after the last turn.
	 */
	void finish();

}
