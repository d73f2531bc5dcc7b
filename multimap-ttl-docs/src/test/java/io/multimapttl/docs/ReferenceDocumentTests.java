package io.multimapttl.docs;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.multimapttl.MultiMapWithTTL;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tables of operations say what the contract and its Javadoc say.
 */
class ReferenceDocumentTests {

	private static final Pattern CALL = Pattern.compile("`(\\w+)\\(([^)]*)\\)`");

	private static final Pattern COST = Pattern.compile("O\\([^`}]*\\)");

	private static final Pattern DOCUMENTED_METHOD = Pattern.compile("/\\*\\*(.*?)\\*/\\s*[^;{*]*?(\\w+)\\(",
			Pattern.DOTALL);

	private final Map<String, String> rows = rows();

	@Test
	void listsEveryOperationAndNoOther() {
		List<String> operations = Arrays.stream(MultiMapWithTTL.class.getMethods())
			.filter((method) -> !method.isVarArgs())
			.map(ReferenceDocumentTests::call)
			.toList();
		assertThat(this.rows.keySet()).containsExactlyInAnyOrderElementsOf(operations);
	}

	@TestFactory
	Stream<DynamicTest> costsAreThoseOfTheJavadoc() throws Exception {
		Map<String, String> javadoc = javadoc();
		return this.rows.entrySet()
			.stream()
			.filter((row) -> COST.matcher(row.getValue()).find())
			.map((row) -> DynamicTest.dynamicTest(row.getKey(),
					() -> assertThat(javadoc.get(row.getKey().replaceFirst("\\(.*", "")))
						.contains(costs(row.getValue()))));
	}

	/**
	 * Returns the rows of the tables by the calls that they are about.
	 */
	private static Map<String, String> rows() {
		Map<String, String> rows = new LinkedHashMap<>();
		Document.read("docs/reference.md").lines().stream().filter((line) -> line.startsWith("| `")).forEach((line) -> {
			Matcher calls = CALL.matcher(line.substring(0, line.indexOf(" | ")));
			calls.results().map(MatchResult::group).forEach((call) -> {
				assertThat(rows).doesNotContainKey(call.replace("`", ""));
				rows.put(call.replace("`", ""), line);
			});
		});
		return rows;
	}

	private static String call(Method method) {
		return Arrays.stream(method.getParameters())
			.map(Parameter::getName)
			.collect(Collectors.joining(", ", method.getName() + "(", ")"));
	}

	private static List<String> costs(String row) {
		return COST.matcher(row).results().map(MatchResult::group).toList();
	}

	/**
	 * Returns the comments of all methods by their name.
	 */
	private static Map<String, String> javadoc() throws Exception {
		String source = Files.readString(
				Document.ROOT.resolve("multimap-ttl-autoconfigure/src/main/java/io/multimapttl/MultiMapWithTTL.java"));
		Map<String, List<String>> comments = new LinkedHashMap<>();
		DOCUMENTED_METHOD.matcher(source.substring(source.indexOf("public interface")))
			.results()
			.forEach((method) -> comments.computeIfAbsent(method.group(2), (name) -> new ArrayList<>())
				.add(method.group(1)));
		return comments.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> String.join("\n", entry.getValue())));
	}

}
