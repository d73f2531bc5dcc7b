package io.multimapttl.benchmarks.report;

import java.util.Collections;
import java.util.List;

/**
 * How a participant came off in a case.
 *
 * @param participant what it is called
 * @param median the medians of all rounds
 * @param perSecond operations per second, round by round
 * @param cpuMicros CPU time of client and server per operation, round by round
 * @param serverCpuMicros that of the server alone
 */
public record Standing(String participant, Figures median, List<Double> perSecond, List<Double> cpuMicros,
		List<Double> serverCpuMicros) {

	/**
	 * Sums up rounds.
	 * @param participant what the participant is called
	 * @param rounds what it reached in each round
	 * @return its standing
	 */
	public static Standing of(String participant, List<Figures> rounds) {
		return new Standing(participant, Figures.median(rounds), rounds.stream().map(Figures::perSecond).toList(),
				rounds.stream().map(Figures::cpuMicros).toList(),
				rounds.stream().map(Figures::serverCpuMicros).toList());
	}

	double lowestPerSecond() {
		return Collections.min(this.perSecond);
	}

	double highestPerSecond() {
		return Collections.max(this.perSecond);
	}

	Ratio ratioTo(Standing other) {
		return Ratio.ofRounds(this.perSecond, other.perSecond);
	}

	Ratio cpuRatioTo(Standing other) {
		return Ratio.ofRounds(other.cpuMicros, this.cpuMicros);
	}

	Ratio serverCpuRatioTo(Standing other) {
		return Ratio.ofRounds(other.serverCpuMicros, this.serverCpuMicros);
	}

}
