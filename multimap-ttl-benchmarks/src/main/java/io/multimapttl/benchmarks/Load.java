package io.multimapttl.benchmarks;

/**
 * What a participant of a case does, call by call. Only {@link #call} is timed.
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
