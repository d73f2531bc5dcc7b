package io.multimapttl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OptionsTests {

	@Test
	void everythingRunsOnAServerOfItsOwnByDefault() {
		Options options = Options.parse();
		assertThat(options.redis()).isNull();
		assertThat(options.cluster()).isFalse();
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
	void buildsAreComparedInManyShortTurns(@TempDir Path folder) throws IOException {
		String jar = Files.createFile(folder.resolve("other.jar")).toString();
		Options options = Options.parse("--beside", jar);
		assertThat(options.beside()).isEqualTo(Path.of(jar));
		assertThat(options.effort()).isEqualTo(Effort.fine());
		assertThat(Options.parse("--rounds", "7", "--beside", jar).effort()).isEqualTo(Effort.fine().withRounds(7));
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
