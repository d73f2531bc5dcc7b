package io.multimapttl.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many times as fast one participant is as another, by what both reached in each
 * round.
 *
 * @param median the median of the rounds' ratios
 * @param low where its 95 % confidence interval begins
 * @param high where that ends
 */
public record Ratio(double median, double low, double high) {

	static Ratio ofRounds(List<Double> mine, List<Double> others) {
		double[] sorted = IntStream.range(0, mine.size())
			.mapToDouble((round) -> mine.get(round) / others.get(round))
			.sorted()
			.toArray();
		int last = sorted.length - 1;
		int margin = (int) Math.round(0.98 * Math.sqrt(sorted.length));
		int middle = last / 2;
		return new Ratio((sorted[middle] + sorted[last - middle]) / 2, sorted[Math.max(0, middle - margin)],
				sorted[Math.min(last, last - middle + margin)]);
	}

}
