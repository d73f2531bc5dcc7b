package io.multimapttl.docs;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the README names the versions that were tried, and that {@code .ci/matrix}
 * can write its table.
 */
class CompatibilityDocumentTests {

	private static final String START = "<!-- the table of .ci/matrix -->";

	private static final String END = "<!-- end of the table -->";

	private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+");

	private final List<String> lines = Document.read("docs/compatibility.md").lines();

	@Test
	void tableIsBetweenTheMarkersThatTheMatrixLooksFor() {
		assertThat(this.lines).containsOnlyOnce(START, END);
		assertThat(rows()).isNotEmpty();
		assertThat(this.lines.stream().filter((line) -> line.startsWith("|")).toList())
			.isEqualTo(between(START, END).filter((line) -> line.startsWith("|")).toList());
	}

	@Test
	void nothingInTheTableFailed() {
		assertThat(rows()).allSatisfy((row) -> {
			assertThat(row).hasSize(6);
			assertThat(row.get(4)).matches("\\d+ tests passed");
			assertThat(row.get(5)).isIn("", "starts, is healthy, stops");
		});
	}

	@Test
	void tableHasTheSpringBootOfThisBuild() {
		assertThat(lines(0)).contains(line(SpringBootVersion.getVersion()));
	}

	@Test
	void readmeNamesTheLinesOfSpringBoot() {
		List<String> named = VERSION.matcher(readme().get(0)).results().map((version) -> version.group()).toList();
		assertThat(named).containsExactlyInAnyOrderElementsOf(lines(0));
	}

	@Test
	void readmeNamesTheServers() {
		Map<String, List<String>> tried = rows().stream()
			.map((row) -> row.get(2).split(" "))
			.collect(Collectors.groupingBy((server) -> server[0], LinkedHashMap::new,
					Collectors.mapping((server) -> line(server[1]), Collectors.toList())));
		String servers = tried.entrySet()
			.stream()
			.map((server) -> server.getKey() + " " + range(server.getValue()))
			.sorted()
			.collect(Collectors.joining(", "));
		assertThat(Stream.of(readme().get(2).split(", ")).sorted().collect(Collectors.joining(", ")))
			.isEqualTo(servers);
	}

	private static String range(List<String> lines) {
		List<String> sorted = lines.stream().distinct().sorted(Comparator.comparingDouble(Double::valueOf)).toList();
		String first = sorted.get(0);
		String last = sorted.get(sorted.size() - 1);
		return first.equals(last) ? first : first + " to " + last;
	}

	private static String line(String version) {
		return version.replaceFirst("^(\\d+\\.\\d+)\\..*", "$1");
	}

	private List<String> lines(int column) {
		return rows().stream().map((row) -> line(row.get(column))).distinct().toList();
	}

	private List<List<String>> rows() {
		return between(START, END).filter((line) -> line.startsWith("|"))
			.skip(2)
			.map(CompatibilityDocumentTests::cells)
			.toList();
	}

	private Stream<String> between(String start, String end) {
		return this.lines.stream().dropWhile((line) -> !line.equals(start)).takeWhile((line) -> !line.equals(end));
	}

	/**
	 * Returns the cells of the table of versions in the README.
	 */
	private static List<String> readme() {
		return Document.read("README.md")
			.lines()
			.stream()
			.dropWhile((line) -> !line.startsWith("| Spring Boot |"))
			.skip(2)
			.findFirst()
			.map(CompatibilityDocumentTests::cells)
			.orElseThrow();
	}

	private static List<String> cells(String row) {
		return Stream.of(row.substring(1).split("\\|")).map(String::strip).toList();
	}

}
