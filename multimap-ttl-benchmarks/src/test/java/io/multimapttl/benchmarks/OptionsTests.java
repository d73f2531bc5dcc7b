package io.multimapttl.benchmarks;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OptionsTests {

	@Test
	void everythingRunsOnAServerOfItsOwnByDefault() {
		Options options = Options.parse();
		assertThat(options.redis()).isNull();
		assertThat(options.cluster()).isFalse();
		assertThat(options.cases().matcher("addMany-10x1").find()).isTrue();
		assertThat(options.effort()).isEqualTo(Effort.full(10));
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
