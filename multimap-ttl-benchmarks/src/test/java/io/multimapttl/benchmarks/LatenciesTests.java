package io.multimapttl.benchmarks;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void percentilesAreOfAllCalls() {
		IntStream.rangeClosed(1, 5000).map((i) -> 5001 - i).forEach((micros) -> this.latencies.add(1000L * micros));
		assertThat(this.latencies.count()).isEqualTo(5000);
		assertThat(this.latencies.percentileMicros(0.5)).isEqualTo(2500);
		assertThat(this.latencies.percentileMicros(0.99)).isEqualTo(4950);
		assertThat(this.latencies.sumNanos()).isEqualTo(5000L * 5001 / 2 * 1000);
	}

	@Test
	void oneCallIsEveryPercentile() {
		this.latencies.add(7000);
		assertThat(this.latencies.percentileMicros(0.5)).isEqualTo(7);
		assertThat(this.latencies.percentileMicros(0.99)).isEqualTo(7);
	}

}
