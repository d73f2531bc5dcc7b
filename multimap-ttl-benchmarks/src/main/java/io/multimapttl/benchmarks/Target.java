package io.multimapttl.benchmarks;

import java.util.Collection;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.Figures;
import io.multimapttl.benchmarks.report.TargetResult;

/**
 * What is to be reached.
 *
 * @param subject whose figure it is about
 * @param against what it is compared with
 * @param measure the figure
 * @param bound the least or the most that the ratio of both may be
 */
record Target(Place subject, Place against, Measure measure, double bound) {

	/**
	 * A target within one case.
	 * @param caseId the case
	 * @param subject whose figure it is about
	 * @param measure the figure
	 * @param bound the least or the most that the ratio may be
	 * @param against what it is compared with
	 * @return the target
	 */
	static Target in(String caseId, String subject, Measure measure, double bound, String against) {
		return new Target(new Place(caseId, subject), new Place(caseId, against), measure, bound);
	}

	/**
	 * Compares what was measured with the target.
	 * @param results what was measured
	 * @return the outcome, if both were measured
	 */
	Optional<TargetResult> judge(Collection<CaseResult> results) {
		return this.subject.find(results)
			.flatMap((mine) -> this.against.find(results)
				.map((other) -> judge(this.measure.figure.applyAsDouble(mine),
						this.measure.figure.applyAsDouble(other))));
	}

	private TargetResult judge(double mine, double other) {
		double ratio = mine / other;
		boolean met = this.measure.atLeast ? ratio >= this.bound : ratio <= this.bound;
		return new TargetResult(this.subject.caseId(), this.subject.participant(), nameOfOther(), this.measure.text,
				this.measure.atLeast, this.bound, ratio, mine, other, met);
	}

	private String nameOfOther() {
		boolean sameCase = this.subject.caseId().equals(this.against.caseId());
		return this.against.participant() + (sameCase ? "" : " in " + this.against.caseId());
	}

	/**
	 * What may be compared.
	 */
	enum Measure {

		/** Operations per second. */
		THROUGHPUT("per second", true, Figures::perSecond),

		/** The time of a call. */
		TIME("p50 (us)", false, Figures::p50Micros),

		/** The time of the slowest calls. */
		P99("p99 (us)", false, Figures::p99Micros),

		/** The time that Redis spends in commands. */
		SERVER_TIME("server (us)", false, Figures::executionMicros),

		/** The CPU time of Redis. */
		SERVER_CPU("server cpu (us)", false, Figures::serverCpuMicros),

		/** The CPU time of client and Redis. */
		CPU("cpu (us)", false, Figures::cpuMicros);

		private final String text;

		private final boolean atLeast;

		private final ToDoubleFunction<Figures> figure;

		Measure(String text, boolean atLeast, ToDoubleFunction<Figures> figure) {
			this.text = text;
			this.atLeast = atLeast;
			this.figure = figure;
		}

	}

	/**
	 * Where a figure is found.
	 *
	 * @param caseId the case
	 * @param participant the participant
	 */
	record Place(String caseId, String participant) {

		Optional<Figures> find(Collection<CaseResult> results) {
			return results.stream()
				.filter((result) -> result.id().equals(this.caseId))
				.findFirst()
				.flatMap((result) -> result.of(this.participant))
				.map((standing) -> standing.median());
		}

	}

}
