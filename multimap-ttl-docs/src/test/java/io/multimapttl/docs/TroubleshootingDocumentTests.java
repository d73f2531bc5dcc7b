package io.multimapttl.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that exceptions say what the document quotes of them.
 */
class TroubleshootingDocumentTests {

	private static final Pattern QUOTED = Pattern.compile("`([^`]* [^`]*)`");

	// What Redis, Lettuce and Spring say
	private static final Set<String> OF_OTHERS = Set.of("OOM command not allowed", "Command timed out");

	@TestFactory
	Stream<DynamicTest> exceptionsSaySo() {
		String sources = sources();
		List<String> quoted = Document.read("docs/troubleshooting.md")
			.lines()
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(0, line.indexOf(" | ")))
			.flatMap((symptom) -> QUOTED.matcher(symptom).results())
			.map((match) -> match.group(1))
			.filter((text) -> !OF_OTHERS.contains(text))
			.toList();
		assertThat(quoted).hasSizeGreaterThan(5);
		return quoted.stream().map((text) -> DynamicTest.dynamicTest(text, () -> {
			for (String part : text.replaceFirst(" '[^']*\\.\\.\\.'", "\n").split("\n|\\.\\.\\.")) {
				assertThat(sources.contains(part.strip())).as("'%s' is in a source", part).isTrue();
			}
		}));
	}

	/**
	 * Returns the sources of what applications use, with texts that are put together of
	 * several literals as one.
	 */
	private static String sources() {
		try (Stream<Path> files = Files.walk(Document.ROOT.resolve("multimap-ttl-autoconfigure/src/main/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.map(TroubleshootingDocumentTests::text)
				.collect(Collectors.joining())
				.replaceAll("\"\\s*\\+\\s*\"", "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
