package io.multimapttl.benchmarks.server;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What Redis spent.
 *
 * @param cpuMicros CPU time of each master's process, everything included, in
 * microseconds
 * @param scriptMicros time in scripts, what they call included, in microseconds
 * @param commandMicros time in other commands, also those that scripts call, in
 * microseconds
 */
public record ServerCost(List<Double> cpuMicros, double scriptMicros, double commandMicros) {

	/**
	 * Subtracts what had been spent earlier.
	 * @param before what had been spent by then
	 * @return what was spent since
	 */
	ServerCost minus(ServerCost before) {
		return plus(before, -1);
	}

	/**
	 * Adds what was spent at another time.
	 * @param other what was spent then
	 * @return the sum
	 */
	public ServerCost plus(ServerCost other) {
		return plus(other, 1);
	}

	private ServerCost plus(ServerCost other, int sign) {
		List<Double> cpu = IntStream.range(0, this.cpuMicros.size())
			.mapToObj((master) -> this.cpuMicros.get(master) + sign * other.cpuMicros.get(master))
			.toList();
		return new ServerCost(cpu, this.scriptMicros + sign * other.scriptMicros,
				this.commandMicros + sign * other.commandMicros);
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
