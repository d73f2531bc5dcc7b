package io.multimapttl.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.multimapttl.autoconfigure.MultiMapTtlProperties;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tables of properties say what the properties are.
 */
class ConfigurationDocumentTests {

	private final Map<String, KnownProperties.Property> properties = new KnownProperties().ofThisProject();

	private final Map<String, List<String>> documented = rows("docs/configuration.md", "");

	@Test
	void listsEveryPropertyAndNoOther() {
		assertThat(this.documented.keySet()).as("Properties in the tables of docs/configuration.md")
			.containsExactlyInAnyOrderElementsOf(this.properties.keySet());
	}

	@TestFactory
	Stream<DynamicTest> defaultsAreThoseOfTheProperties() {
		return this.documented.entrySet()
			.stream()
			.map((row) -> DynamicTest.dynamicTest(row.getKey(), () -> assertDefault(row.getKey(), row.getValue())));
	}

	@TestFactory
	Stream<DynamicTest> examplesCanBeWritten() {
		return this.documented.entrySet()
			.stream()
			.map((row) -> DynamicTest.dynamicTest(row.getKey(), () -> bind(row.getKey(), code(row.getValue().get(2)))));
	}

	@Test
	void readmeSaysTheSame() {
		Map<String, List<String>> readme = rows("README.md", "multimap.ttl.");
		assertThat(readme.keySet()).contains("multimap.ttl.key-prefix");
		readme.forEach((name, row) -> {
			assertThat(this.properties).as("Properties that README.md lists").containsKey(name);
			assertDefault(name, row);
		});
	}

	/**
	 * Returns the rows that are about a property.
	 */
	private static Map<String, List<String>> rows(String document, String prefix) {
		Map<String, List<String>> rows = new LinkedHashMap<>();
		boolean table = false;
		for (String line : Document.read(document).lines()) {
			table = line.startsWith("|") && (table || line.contains("| default |"));
			if (table && line.startsWith("| `") && !line.contains("| default |")) {
				List<String> cells = List.of(line.substring(1).split("(?<!\\\\)\\|"))
					.stream()
					.map(String::strip)
					.toList();
				assertThat(rows.put(prefix + code(cells.get(0)), cells)).as("The first row of " + cells.get(0))
					.isNull();
			}
		}
		return rows;
	}

	private void assertDefault(String name, List<String> row) {
		String defaultValue = this.properties.get(name).defaultValue();
		// A default that depends on something else is told in words
		if (!defaultValue.isEmpty()) {
			assertThat(code(row.get(1))).as("The default of " + name).isEqualTo(defaultValue);
		}
	}

	private void bind(String name, String example) {
		assertThat(example).isNotEmpty();
		String concrete = name.replace("<id>", "couriers");
		Class<?> type = this.properties.get(name).typeClass();
		Binder binder = new Binder(List.of(new MapConfigurationPropertySource(Map.of(concrete, example))), null,
				ApplicationConversionService.getSharedInstance(), null);
		assertThat(binder.bind(concrete, Bindable.of(type)).isBound()).isTrue();
		if (this.properties.get(name).sourceType().startsWith(MultiMapTtlProperties.class.getName())) {
			assertThat(binder.bind("multimap.ttl", Bindable.of(MultiMapTtlProperties.class)).isBound()).isTrue();
		}
	}

	private static String code(String cell) {
		return cell.startsWith("`") ? cell.substring(1, cell.indexOf('`', 1)) : "";
	}

}
