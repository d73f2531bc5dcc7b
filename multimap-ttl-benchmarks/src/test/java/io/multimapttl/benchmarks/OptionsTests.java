package io.multimapttl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OptionsTests {

	@Test
	void everythingRunsOnAServerOfItsOwnByDefault() {
		Options options = Options.parse();
		assertThat(options.redis()).isNull();
		assertThat(options.server()).isNull();
		assertThat(options.cluster()).isFalse();
		assertThat(options.roundTrip()).isNull();
		assertThat(options.cases().matcher("addMany-10x1").find()).isTrue();
		assertThat(options.effort()).isEqualTo(Effort.full());
	}

	@Test
	void eachOptionIsTaken() {
		Options options = Options.parse("--redis", "redis://localhost:7000", "--cluster", "--rounds", "5", "--cases",
				"get|add", "--out", "somewhere");
		assertThat(options.redis()).isEqualTo("redis://localhost:7000");
		assertThat(options.cluster()).isTrue();
		assertThat(options.effort().rounds()).isEqualTo(5);
		assertThat(options.cases().pattern()).isEqualTo("get|add");
		assertThat(options.out()).isEqualTo(Path.of("somewhere"));
		assertThat(Options.parse("--smoke").effort().isFull()).isFalse();
	}

	@Test
	void aRedisIsStartedAsAskedFor() {
		Options options = Options.parse("--server", "redis-server", "--masters", "6", "--round-trip", "0.1ms");
		assertThat(options.server()).isEqualTo("redis-server");
		assertThat(options.cluster()).isTrue();
		assertThat(options.masters()).containsExactly(6);
		assertThat(options.roundTrip()).isEqualTo(Duration.ofNanos(100_000));
		assertThat(Options.parse("--cluster").masters()).containsExactly(3);
	}

	@Test
	void clustersOfSeveralSizesAreCompared() {
		assertThat(Options.parse("--masters", "1,3,6").masters()).containsExactly(1, 3, 6);
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--masters", "1,"))
			.withMessageContaining("--masters");
	}

	@ParameterizedTest
	@CsvSource({ "--server,redis-server", "--masters,3", "--round-trip,1ms" })
	void aRedisThatRunsIsTakenAsItIs(String option, String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--redis", "redis://here", option, value))
			.withMessageContaining(option);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1s", "-1ms", "ms" })
	void aRoundTripThatIsNoTimeIsRefused(String time) {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--round-trip", time))
			.withMessageContaining("--round-trip");
	}

	@Test
	void buildsAreComparedInManyShortTurns(@TempDir Path folder) throws IOException {
		String jar = Files.createFile(folder.resolve("other.jar")).toString();
		Options options = Options.parse("--beside", jar);
		assertThat(options.beside()).isEqualTo(Path.of(jar));
		assertThat(options.effort()).isEqualTo(Effort.fine());
		assertThat(Options.parse("--rounds", "7", "--beside", jar).effort()).isEqualTo(Effort.fine().withRounds(7));
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--beside", jar, "--masters", "1,3"))
			.withMessageContaining("one size");
	}

	@Test
	void aBuildThatIsNotThereIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--beside", "absent.jar"))
			.withMessageContaining("absent.jar");
	}

	@Test
	void anUnknownOptionIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--quick"))
			.withMessageContaining("--quick");
	}

	@Test
	void anOptionWithoutItsValueIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--smoke", "--out"))
			.withMessageContaining("--out");
	}

	@Test
	void roundsThatAreNoNumberOrNoneAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--rounds", "0"))
			.withMessageContaining("--rounds");
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--rounds", "many"))
			.withMessageContaining("--rounds");
	}

}
