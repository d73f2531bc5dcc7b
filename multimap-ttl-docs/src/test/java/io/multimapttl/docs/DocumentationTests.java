package io.multimapttl.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.multimapttl.embedded.EmbeddedRedis;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every sample in the documentation works, in the order in which they are
 * read. What a sample has to be like stands in {@link Walkthrough} and
 * {@link JavaSample}.
 */
class DocumentationTests {

	@AutoClose
	private static final EmbeddedRedis redis = EmbeddedRedis.start();

	@TempDir
	private static Path folder;

	@TestFactory
	Stream<DynamicContainer> everySampleWorks() {
		List<Document> documents = Document.all();
		assertThat(documents).extracting(Document::name).contains("README.md", "docs/design.md");
		return documents.stream()
			.map((document) -> DynamicContainer.dynamicContainer(document.name(), document.file().toUri(),
					samples(document)));
	}

	private static Stream<DynamicTest> samples(Document document) {
		Walkthrough walkthrough = new Walkthrough(redis.getUri(), newFolder());
		return document.blocks()
			.stream()
			.map((block) -> DynamicTest.dynamicTest(block.toString(), block.uri(), () -> walkthrough.follow(block)));
	}

	private static Path newFolder() {
		try {
			return Files.createTempDirectory(folder, "document");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
