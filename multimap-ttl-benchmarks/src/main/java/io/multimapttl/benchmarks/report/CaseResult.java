package io.multimapttl.benchmarks.report;

import java.util.List;
import java.util.Optional;

/**
 * The result of a case.
 *
 * @param id the case
 * @param threads how many threads called at once
 * @param unit what is counted
 * @param standings the participants, the first of which all are compared with
 */
public record CaseResult(String id, int threads, String unit, List<Standing> standings) {

	/**
	 * Finds a participant.
	 * @param participant what it is called
	 * @return its standing, if it took part
	 */
	public Optional<Standing> of(String participant) {
		return this.standings.stream().filter((standing) -> standing.participant().equals(participant)).findFirst();
	}

	/**
	 * Returns how many times as fast as a participant the first one is.
	 * @param other the participant
	 * @return the ratio
	 */
	public Ratio ratioTo(Standing other) {
		return this.standings.get(0).ratioTo(other);
	}

}
