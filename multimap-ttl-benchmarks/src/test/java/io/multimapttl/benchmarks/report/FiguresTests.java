package io.multimapttl.benchmarks.report;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTests {

	@Test
	void medianIsTheMiddleRound() {
		assertThat(median(30, 10, 20)).isEqualTo(20);
	}

	@Test
	void medianOfAnEvenNumberOfRoundsLiesBetweenTheMiddleTwo() {
		assertThat(median(40, 10, 20, 30)).isEqualTo(25);
	}

	@Test
	void medianOfOneRoundIsThatRound() {
		assertThat(median(10)).isEqualTo(10);
	}

	@Test
	void mediansOfMastersAreSummedUp() {
		List<Figures> rounds = List.of(ofMasters(1.0, 10.0), ofMasters(2.0, 30.0), ofMasters(3.0, 20.0));
		Figures median = Figures.median(rounds);
		assertThat(median.masterCpuMicros()).containsExactly(2.0, 20.0);
		assertThat(median.serverCpuMicros()).isEqualTo(22);
	}

	private static Figures ofMasters(Double... cpuMicros) {
		return new Figures(0, 0, 0, 0, List.of(cpuMicros), 0, 0);
	}

	private static double median(double... perSecond) {
		List<Figures> rounds = Arrays.stream(perSecond)
			.mapToObj((figure) -> new Figures(figure, 0, 0, 0, List.of(0.0), 0, 0))
			.toList();
		return Figures.median(rounds).perSecond();
	}

}
