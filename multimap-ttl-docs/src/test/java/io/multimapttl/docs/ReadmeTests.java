package io.multimapttl.docs;

import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the README stays what a newcomer reads first: short, with commands that
 * work.
 */
class ReadmeTests {

	private static final Document README = Document.read("README.md");

	/** What is folded takes one line. */
	@Test
	void readmeIsShort() {
		String text = String.join("\n", README.lines()).replaceAll("(?s)<details>.*?</details>", "");
		assertThat(text.lines()).hasSizeLessThanOrEqualTo(157);
	}

	@Test
	void ciRunsTheCommands() throws Exception {
		String ci = Files.readString(Document.ROOT.resolve(".ci/run"));
		List<String> commands = README.blocks()
			.stream()
			.filter((block) -> block.language().equals("shell"))
			.flatMap((block) -> block.text().lines())
			.filter((line) -> !line.isBlank() && !line.startsWith("#"))
			.flatMap((line) -> Pattern.compile(" && ").splitAsStream(line))
			.toList();
		assertThat(commands).hasSizeGreaterThan(3)
			.allSatisfy((command) -> assertThat(ci).as("The commands that .ci/run looks for in README.md")
				.contains("'" + command + "'"));
	}

}
