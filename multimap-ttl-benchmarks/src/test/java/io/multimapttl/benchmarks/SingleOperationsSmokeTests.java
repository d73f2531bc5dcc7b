package io.multimapttl.benchmarks;

import java.util.Collection;

import io.multimapttl.benchmarks.jmh.SingleOperations;
import io.multimapttl.embedded.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls every JMH benchmark once: no figure is looked at.
 */
class SingleOperationsSmokeTests {

	@Test
	void everyBenchmarkRuns() throws RunnerException {
		assertThat(run("OneThread", "multimap-ttl")).hasSize(7);
	}

	@Test
	void everyContestantRuns() throws RunnerException {
		assertThat(
				run("OneThread.mixed", "multimap-ttl-1s", "spring-data", "spring-data-pooled", "lettuce", "redisson"))
			.hasSize(5);
	}

	@Test
	void benchmarksRunWithSeveralThreads() throws RunnerException {
		assertThat(run("(EightThreads|SixtyFourThreads).mixed", "multimap-ttl")).hasSize(2);
	}

	private static Collection<RunResult> run(String benchmarks, String... contestants) throws RunnerException {
		try (EmbeddedRedis redis = EmbeddedRedis.start()) {
			return new Runner(new OptionsBuilder().include(SingleOperations.class.getPackageName() + "." + benchmarks)
				.param("redis", redis.getUri().toString())
				.param("contestant", contestants)
				.mode(Mode.SingleShotTime)
				.warmupIterations(0)
				.measurementIterations(1)
				.measurementTime(TimeValue.milliseconds(1))
				.forks(0)
				.shouldFailOnError(true)
				.verbosity(VerboseMode.SILENT)
				.build()).run();
		}
	}

}
