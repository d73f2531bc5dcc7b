package io.multimapttl.benchmarks.report;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RatioTests {

	@Test
	void roundsAreComparedOneByOne() {
		Ratio ratio = Ratio.ofRounds(List.of(10.0, 200.0, 30.0), List.of(10.0, 100.0, 10.0));
		assertThat(ratio.median()).isEqualTo(2);
	}

	@Test
	void medianOfAnEvenNumberOfRoundsLiesBetweenTheMiddleTwo() {
		assertThat(ratioOf(4, 1, 3, 2).median()).isEqualTo(2.5);
	}

	@Test
	void oneRoundIsTheWholeInterval() {
		assertThat(ratioOf(2)).isEqualTo(new Ratio(2, 2, 2));
	}

	@Test
	void intervalHasTheMedianInItsMiddleAndLeavesOutliersOut() {
		double[] rounds = DoubleStream.iterate(1, (round) -> round <= 100, (round) -> round + 1).toArray();
		assertThat(ratioOf(rounds)).isEqualTo(new Ratio(50.5, 40, 61));
	}

	private static Ratio ratioOf(double... ratios) {
		return Ratio.ofRounds(DoubleStream.of(ratios).boxed().toList(), Collections.nCopies(ratios.length, 1.0));
	}

}
