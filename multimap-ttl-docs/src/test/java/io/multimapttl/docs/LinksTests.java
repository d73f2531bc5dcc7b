package io.multimapttl.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that documents lead to one another.
 */
class LinksTests {

	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");

	@TestFactory
	Stream<DynamicTest> linksLeadSomewhere() {
		return Document.all()
			.stream()
			.flatMap((document) -> links(document).map((link) -> DynamicTest
				.dynamicTest(document.name() + ": " + link.group(), () -> assertLeadsSomewhere(document, link))));
	}

	@Test
	void readmeLinksToEveryDocument() {
		List<String> linked = links(Document.read("README.md")).map((link) -> link.group(1)).toList();
		assertThat(Document.all()).extracting(Document::name)
			.filteredOn((name) -> name.startsWith("docs/"))
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(linked).as("Links in README.md").contains(name));
	}

	private static Stream<MatchResult> links(Document document) {
		return LINK.matcher(String.join("\n", document.lines())).results();
	}

	private static void assertLeadsSomewhere(Document document, MatchResult link) {
		Path target = link.group(1).isEmpty() ? document.file() : document.file().resolveSibling(link.group(1));
		assertThat(Files.exists(target)).as(target + " is there").isTrue();
		if (link.group(2) != null) {
			String name = Document.ROOT.relativize(target.normalize()).toString();
			assertThat(anchors(Document.read(name))).contains(link.group(2));
		}
	}

	/**
	 * Returns the anchors that headings get: their letters, digits, dashes and
	 * underscores, in lower case, with dashes for spaces.
	 */
	private static List<String> anchors(Document document) {
		return document.lines()
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("^#+ ", ""))
			.map((line) -> "#" + line.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
			.toList();
	}

}
