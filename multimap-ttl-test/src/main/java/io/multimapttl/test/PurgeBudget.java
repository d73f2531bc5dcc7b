package io.multimapttl.test;

/**
 * How many expired values a call may drop. The names that Redis writes in one script call
 * share a budget, but for each name twice the number of values that are written to it may
 * be dropped.
 */
final class PurgeBudget {

	private final int limit;

	private final int namesPerScriptCall;

	private int left;

	private int names;

	PurgeBudget(int limit, int namesPerScriptCall) {
		this.limit = limit;
		this.namesPerScriptCall = namesPerScriptCall;
		this.left = limit;
	}

	/**
	 * Goes on to the next name of a batch. If that name belongs to the next script call,
	 * the budget is full again.
	 * @return this budget
	 */
	PurgeBudget nextName() {
		if (this.names == this.namesPerScriptCall) {
			this.names = 0;
			this.left = this.limit;
		}
		this.names++;
		return this;
	}

	int most(int written) {
		return Math.max(this.left, 2 * written);
	}

	void spend(int dropped) {
		this.left -= dropped;
	}

}
