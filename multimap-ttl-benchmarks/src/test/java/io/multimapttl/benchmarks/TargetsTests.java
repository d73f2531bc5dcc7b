package io.multimapttl.benchmarks;

import java.time.Duration;
import java.util.List;

import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.Figures;
import io.multimapttl.benchmarks.report.Standing;
import io.multimapttl.benchmarks.report.TargetResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TargetsTests {

	@Test
	void aClusterHasBoundsThatDifferFromThoseOfASingleServer() {
		CaseResult batch = result("addMany-1000x3", "redisson");
		assertThat(judge(false, null, batch)).extracting(TargetResult::bound).containsExactly(2.2);
		assertThat(judge(true, null, batch)).extracting(TargetResult::bound).containsExactly(1.5);
	}

	@Test
	void aRoundTripHasTargetsOfItsOwn() {
		CaseResult fewNames = result("getMany-10x1", "other-build");
		assertThat(judge(false, null, fewNames)).isEmpty();
		assertThat(judge(false, Duration.ofMillis(1), fewNames)).hasSize(1);
		assertThat(judge(true, Duration.ofMillis(1), fewNames)).hasSize(1);
		assertThat(judge(false, Duration.ofMillis(7), fewNames)).isEmpty();
	}

	@Test
	void someTargetsAtARoundTripAreForASingleServer() {
		CaseResult manyNames = result("getMany-1000x1", "other-build");
		assertThat(judge(false, Duration.ofMillis(1), manyNames)).hasSize(1);
		assertThat(judge(true, Duration.ofMillis(1), manyNames)).isEmpty();
	}

	@Test
	void reactiveFormsAreOnlyMeasuredOnACluster() {
		CaseResult adds = new CaseResult("reactive-add-64", 64, "adds", List.of(standing("multimap-ttl-reactive"),
				standing("multimap-ttl"), standing("spring-data-reactive"), standing("redisson-reactive")));
		assertThat(judge(false, null, adds)).extracting(TargetResult::against)
			.containsExactly("redisson-reactive", "spring-data-reactive", "multimap-ttl", "multimap-ttl");
		assertThat(judge(true, null, adds)).isEmpty();
	}

	private static List<TargetResult> judge(boolean cluster, @Nullable Duration roundTrip, CaseResult result) {
		return Targets.judge(cluster, roundTrip, List.of(result));
	}

	private static CaseResult result(String caseId, String against) {
		return new CaseResult(caseId, 1, "names", List.of(standing("multimap-ttl"), standing(against)));
	}

	private static Standing standing(String participant) {
		return Standing.of(participant, List.of(new Figures(1, 1, 1, 1, List.of(1.0), 1, 1)));
	}

}
