package io.multimapttl.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.Resource;
import org.springframework.core.io.UrlResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests of what {@code META-INF} says about this module.
 */
class RegistrationTests {

	private static final String SPRING_BOOT_3 = "org.springframework.boot.autoconfigure.";

	private static final String ACTUATOR_OF_SPRING_BOOT_3 = "org.springframework.boot.actuate.autoconfigure.";

	private static final List<Class<?>> AUTO_CONFIGURATIONS = List.of(MultiMapTtlAutoConfiguration.class,
			MultiMapTtlMetricsAutoConfiguration.class, MultiMapTtlObservationAutoConfiguration.class,
			MultiMapTtlEndpointAutoConfiguration.class);

	@Test
	void autoConfigurationsAreRegistered() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, null))
			.containsAll(AUTO_CONFIGURATIONS.stream().map(Class::getName).toList());
	}

	@Test
	void autoConfigurationsAreNamedOnlyOnce() throws IOException {
		assertThat(lines("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"))
			.doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.data.redis.test.autoconfigure.AutoConfigureDataRedis",
			"org.springframework.boot.test.autoconfigure.data.redis.AutoConfigureDataRedis" })
	void slicesOfBothLinesOfBootKnowMultiMaps(String slice) throws IOException {
		assertThat(lines("META-INF/spring/" + slice + ".imports"))
			.containsExactly(MultiMapTtlAutoConfiguration.class.getName());
	}

	@ParameterizedTest
	@MethodSource("namesOfBoot4")
	void neighbourExistsInBoot4(String name) {
		assertThat(ClassUtils.isPresent(name, null)).as(name).isTrue();
	}

	static Stream<String> namesOfBoot4() {
		return neighbours()
			.filter((name) -> !name.startsWith(SPRING_BOOT_3) && !name.startsWith(ACTUATOR_OF_SPRING_BOOT_3));
	}

	@Test
	void neighboursInBoot3AreNamedToo() {
		assertThat(neighbours()).contains(SPRING_BOOT_3 + "data.redis.RedisAutoConfiguration",
				ACTUATOR_OF_SPRING_BOOT_3 + "observation.ObservationAutoConfiguration");
	}

	@Test
	void everyFactoryThatIsNamedExists() throws IOException {
		for (String file : new String[] { "META-INF/spring.factories", "META-INF/spring/aot.factories" }) {
			Properties factories = own(file);
			assertThat(factories).isNotEmpty();
			factories.values()
				.stream()
				.flatMap((names) -> Arrays.stream(StringUtils.commaDelimitedListToStringArray((String) names)))
				.forEach((name) -> assertThat(ClassUtils.isPresent(name.trim(), null)).as(name).isTrue());
		}
	}

	@Test
	void everyPropertyIsDescribed() throws IOException {
		Map<String, JsonNode> properties = properties();
		assertThat(properties).containsOnlyKeys("multimap.ttl.enabled", "multimap.ttl.key-prefix",
				"multimap.ttl.default-ttl", "multimap.ttl.value-type", "multimap.ttl.purge-limit",
				"multimap.ttl.precision", "multimap.ttl.clock", "multimap.ttl.connections",
				"multimap.ttl.replica-reads", "multimap.ttl.names-per-call", "multimap.ttl.unreadable-values",
				"multimap.ttl.max-values", "multimap.ttl.when-full", "multimap.ttl.max-name-size",
				"multimap.ttl.max-value-size", "multimap.ttl.maps", "management.endpoint.multimaps.access",
				"management.endpoint.multimaps.cache.time-to-live", "management.endpoint.multimaps.show-values",
				"management.endpoint.multimaps.roles");
		properties.forEach((name, property) -> {
			assertThat(property.path("description").asString("")).as(name).matches("(?s)[A-Z].*\\.");
			assertThat(property.path("type").asString("")).as(name).isNotEmpty();
		});
	}

	@Test
	void everyDefaultIsTold() throws IOException {
		Map<String, String> defaults = properties().entrySet()
			.stream()
			.filter((property) -> property.getValue().has("defaultValue"))
			.collect(Collectors.toMap(Map.Entry::getKey,
					(property) -> property.getValue().get("defaultValue").asString()));
		assertThat(defaults).containsOnly(entry("multimap.ttl.enabled", "true"),
				entry("multimap.ttl.key-prefix", "multimap"), entry("multimap.ttl.default-ttl", "1h"),
				entry("multimap.ttl.value-type", "java.lang.String"), entry("multimap.ttl.purge-limit", "1000"),
				entry("multimap.ttl.precision", "1ms"), entry("multimap.ttl.clock", "redis"),
				entry("multimap.ttl.connections", "8"), entry("multimap.ttl.replica-reads", "false"),
				entry("management.endpoint.multimaps.access", "read-only"), entry("multimap.ttl.names-per-call", "256"),
				entry("multimap.ttl.unreadable-values", "fail"), entry("multimap.ttl.when-full", "evict"),
				entry("multimap.ttl.max-name-size", "8KB"), entry("multimap.ttl.max-value-size", "64MB"),
				entry("management.endpoint.multimaps.cache.time-to-live", "0ms"),
				entry("management.endpoint.multimaps.show-values", "never"));
	}

	@Test
	void hintsAreAboutPropertiesThatExist() throws IOException {
		Map<String, JsonNode> properties = properties();
		JsonNode hints = metadata().path("hints");
		assertThat(hints).isNotEmpty();
		hints.forEach((hint) -> assertThat(properties)
			.containsKey(hint.path("name").asString().replaceFirst("\\.(keys|values)$", "")));
	}

	@Test
	void typesDurationsAndChoicesHaveHints() throws IOException {
		assertThat(metadata().path("hints").valueStream().map((hint) -> hint.path("name").asString()))
			.containsExactlyInAnyOrder("multimap.ttl.value-type", "multimap.ttl.default-ttl", "multimap.ttl.precision",
					"multimap.ttl.clock", "multimap.ttl.unreadable-values", "multimap.ttl.when-full",
					"multimap.ttl.max-name-size", "multimap.ttl.max-value-size", "multimap.ttl.maps.keys",
					"management.endpoint.multimaps.show-values");
		metadata().path("hints").forEach((hint) -> {
			hint.path("providers")
				.forEach((provider) -> assertThat(provider.path("name").asString()).isIn("any", "class-reference"));
			hint.path("values").forEach((value) -> {
				assertThat(value.path("value").asString()).isNotBlank();
				assertThat(value.path("description").asString()).matches("[A-Z].*\\.");
			});
			assertThat(hint.path("providers").size() + hint.path("values").size()).isPositive();
		});
	}

	@Test
	void valuesThatHintsProposeAreAccepted() throws IOException {
		Set<String> proposed = new HashSet<>();
		metadata().path("hints").forEach((hint) -> hint.path("values").forEach((value) -> {
			String name = hint.path("name").asString();
			new ApplicationContextRunner().withUserConfiguration(EveryProperty.class)
				.withPropertyValues(name + "=" + value.path("value").asString())
				.run((context) -> assertThat(context).hasNotFailed());
			proposed.add(name);
		}));
		assertThat(proposed).contains("multimap.ttl.default-ttl", "management.endpoint.multimaps.show-values");
	}

	private static Stream<String> neighbours() {
		return AUTO_CONFIGURATIONS.stream()
			.flatMap((type) -> Arrays
				.stream(MergedAnnotations.from(type).get(AutoConfiguration.class).getStringArray("afterName")));
	}

	private static Map<String, JsonNode> properties() throws IOException {
		return metadata().path("properties")
			.valueStream()
			.collect(Collectors.toMap((property) -> property.path("name").asString(), (property) -> property));
	}

	private static JsonNode metadata() throws IOException {
		try (InputStream content = ownResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
			return JsonMapper.shared().readTree(content);
		}
	}

	private static Stream<String> lines(String file) throws IOException {
		return ownResource(file).getContentAsString(StandardCharsets.UTF_8).lines();
	}

	private static Properties own(String file) throws IOException {
		return PropertiesLoaderUtils.loadProperties(ownResource(file));
	}

	/**
	 * Returns a resource of this module: other jars have some of the same name.
	 */
	private static Resource ownResource(String file) throws IOException {
		URL classes = MultiMapTtlAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation();
		return new UrlResource(classes).createRelative(file);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ MultiMapTtlProperties.class, MultiMapsEndpointProperties.class })
	static class EveryProperty {

	}

}
