package io.multimapttl.benchmarks;

import java.util.List;

import io.multimapttl.benchmarks.Target.Measure;
import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.Figures;
import io.multimapttl.benchmarks.report.Standing;
import io.multimapttl.benchmarks.report.TargetResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TargetTests {

	private final List<CaseResult> results = List.of(new CaseResult("add", 1, "adds",
			List.of(standing("own", 300, 10), standing("other", 200, 20), standing("third", 400, 2))));

	@Test
	void moreThanTheLeastIsMet() {
		TargetResult result = judge(Target.in("add", "own", Measure.THROUGHPUT, 1.5, "other"));
		assertThat(result.ratio()).isEqualTo(1.5);
		assertThat(result.met()).isTrue();
	}

	@Test
	void lessThanTheLeastIsMissed() {
		assertThat(judge(Target.in("add", "own", Measure.THROUGHPUT, 1.5, "third")).met()).isFalse();
	}

	@Test
	void lessThanTheMostIsMet() {
		TargetResult result = judge(Target.in("add", "own", Measure.TIME, 0.6, "other"));
		assertThat(result.ratio()).isEqualTo(0.5);
		assertThat(result.met()).isTrue();
	}

	@Test
	void moreThanTheMostIsMissed() {
		assertThat(judge(Target.in("add", "own", Measure.P99, 1.5, "third")).met()).isFalse();
	}

	@Test
	void nothingIsJudgedThatWasNotMeasured() {
		assertThat(Target.in("add", "own", Measure.TIME, 1, "absent").judge(this.results)).isEmpty();
		assertThat(Target.in("get", "own", Measure.TIME, 1, "other").judge(this.results)).isEmpty();
	}

	private TargetResult judge(Target target) {
		return target.judge(this.results).orElseThrow();
	}

	private static Standing standing(String participant, double perSecond, double micros) {
		return Standing.of(participant, List.of(new Figures(perSecond, micros, micros, 0, List.of(micros), 0, 0)));
	}

}
