package io.multimapttl.test;

/**
 * How many expired values a call may drop. The names that Redis writes in one script call
 * share a budget, but any name may be rid of twice the values that are written to it.
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
	 * Turns to the next name of a batch, with a full budget again if that name belongs to
	 * another script call.
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
