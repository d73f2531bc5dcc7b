package io.multimapttl.benchmarks.report;

import java.util.List;

/**
 * How a participant came off in a case.
 *
 * @param participant what it is called
 * @param median the medians of all rounds
 * @param lowestPerSecond operations per second in the worst round
 * @param highestPerSecond operations per second in the best round
 */
public record Standing(String participant, Figures median, double lowestPerSecond, double highestPerSecond) {

	/**
	 * Sums up rounds.
	 * @param participant what the participant is called
	 * @param rounds what it reached in each round
	 * @return its standing
	 */
	public static Standing of(String participant, List<Figures> rounds) {
		return new Standing(participant, Figures.median(rounds),
				rounds.stream().mapToDouble(Figures::perSecond).min().orElseThrow(),
				rounds.stream().mapToDouble(Figures::perSecond).max().orElseThrow());
	}

}
