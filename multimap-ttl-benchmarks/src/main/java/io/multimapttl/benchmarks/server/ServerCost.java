package io.multimapttl.benchmarks.server;

import java.util.function.DoubleUnaryOperator;

/**
 * What Redis spent.
 *
 * @param cpuMicros CPU time of the servers' processes, everything included, in
 * microseconds
 * @param scriptMicros time in scripts, what they call included, in microseconds
 * @param commandMicros time in other commands, also those that scripts call, in
 * microseconds
 */
public record ServerCost(double cpuMicros, double scriptMicros, double commandMicros) {

	/** Nothing. */
	public static final ServerCost NONE = new ServerCost(0, 0, 0);

	ServerCost plus(ServerCost other) {
		return new ServerCost(this.cpuMicros + other.cpuMicros, this.scriptMicros + other.scriptMicros,
				this.commandMicros + other.commandMicros);
	}

	/**
	 * Adds what was spent since an earlier moment.
	 * @param before what had been spent by then
	 * @param now what has been spent by now
	 * @return the sum
	 */
	public ServerCost plusSince(ServerCost before, ServerCost now) {
		return plus(now).plus(before.map((value) -> -value));
	}

	private ServerCost map(DoubleUnaryOperator operator) {
		return new ServerCost(operator.applyAsDouble(this.cpuMicros), operator.applyAsDouble(this.scriptMicros),
				operator.applyAsDouble(this.commandMicros));
	}

	/**
	 * Returns the time in commands. Redis counts what a script calls twice, with the
	 * script and as a command, so the greater of both sums is what was spent; where
	 * scripts and plain commands mix it is a little less.
	 * @return microseconds
	 */
	public double executionMicros() {
		return Math.max(this.scriptMicros, this.commandMicros);
	}

}
