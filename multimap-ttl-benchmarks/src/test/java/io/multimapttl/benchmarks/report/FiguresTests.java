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

	private static double median(double... perSecond) {
		List<Figures> rounds = Arrays.stream(perSecond)
			.mapToObj((figure) -> new Figures(figure, 0, 0, 0, 0, 0, 0))
			.toList();
		return Figures.median(rounds).perSecond();
	}

}
