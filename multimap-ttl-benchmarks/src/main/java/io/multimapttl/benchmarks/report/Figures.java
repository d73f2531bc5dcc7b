package io.multimapttl.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What one participant reached.
 *
 * @param perSecond operations per second
 * @param p50Micros what half of the calls took at the most, in microseconds
 * @param p99Micros what 99 of 100 calls took at the most, in microseconds
 * @param clientCpuMicros CPU time of the client per operation, in microseconds
 * @param masterCpuMicros CPU time of each master per operation, in microseconds
 * @param executionMicros time that Redis spent in commands per operation, in microseconds
 * @param allocatedBytes what the client allocated per operation
 */
public record Figures(double perSecond, double p50Micros, double p99Micros, double clientCpuMicros,
		List<Double> masterCpuMicros, double executionMicros, double allocatedBytes) {

	/**
	 * Returns the medians.
	 * @param turns what was reached turn by turn
	 * @return the median of each figure
	 */
	public static Figures median(List<Figures> turns) {
		return new Figures(median(turns, Figures::perSecond), median(turns, Figures::p50Micros),
				median(turns, Figures::p99Micros), median(turns, Figures::clientCpuMicros), medianOfMasters(turns),
				median(turns, Figures::executionMicros), median(turns, Figures::allocatedBytes));
	}

	private static List<Double> medianOfMasters(List<Figures> turns) {
		return IntStream.range(0, turns.get(0).masterCpuMicros.size())
			.mapToObj((master) -> median(turns, (turn) -> turn.masterCpuMicros.get(master)))
			.toList();
	}

	/**
	 * Returns the CPU time of all masters.
	 * @return microseconds per operation
	 */
	public double serverCpuMicros() {
		return this.masterCpuMicros.stream().mapToDouble(Double::doubleValue).sum();
	}

	/**
	 * Returns the CPU time of client and server.
	 * @return microseconds per operation
	 */
	public double cpuMicros() {
		return this.clientCpuMicros + serverCpuMicros();
	}

	private static double median(List<Figures> turns, ToDoubleFunction<Figures> figure) {
		double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
		return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElseThrow();
	}

}
