package io.multimapttl.benchmarks;

import java.time.Duration;

/**
 * How much is done to be sure.
 *
 * @param warmUpRounds rounds before those that count
 * @param rounds rounds that count
 * @param turn how long a participant's turn is at least
 * @param part one of how many names, or values, is used
 */
record Effort(int warmUpRounds, int rounds, Duration turn, int part) {

	/**
	 * Returns what figures need.
	 * @return the effort
	 */
	static Effort full() {
		return new Effort(3, 10, Duration.ofMillis(300), 1);
	}

	/**
	 * Returns what small differences need: the shorter the turns, the more alike is what
	 * disturbs those who take them.
	 * @return the effort
	 */
	static Effort fine() {
		return new Effort(50, 400, Duration.ofMillis(20), 1);
	}

	/**
	 * Returns what shows that everything works.
	 * @return the effort
	 */
	static Effort smoke() {
		return new Effort(0, 1, Duration.ofMillis(1), 20);
	}

	Effort withRounds(int rounds) {
		return new Effort(this.warmUpRounds, rounds, this.turn, this.part);
	}

	/**
	 * Tells whether figures can be trusted.
	 * @return {@code false} if this is only to see that everything works
	 */
	boolean isFull() {
		return this.part == 1;
	}

	/**
	 * Returns how many names, or values, to use.
	 * @param count how many figures need
	 * @return as many, or a part of them
	 */
	int of(int count) {
		return Math.max(1, count / this.part);
	}

}
