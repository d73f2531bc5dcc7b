package io.multimapttl.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.unit.DataSize;

import io.multimapttl.redis.UnreadableValues;
import io.multimapttl.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MultiMapTtlProperties}.
 */
class MultiMapTtlPropertiesTests {

	@Test
	void everyPropertyHasADefault() {
		assertThat(bind(Map.of()))
			.isEqualTo(new MultiMapTtlProperties(true, "multimap", Duration.ofHours(1), String.class, 1000,
					Duration.ofMillis(1), MultiMapTtlProperties.ExpiryClock.REDIS, 8, false, 256, UnreadableValues.FAIL,
					null, WhenFull.EVICT, DataSize.ofKilobytes(8), DataSize.ofMegabytes(64), Map.of()));
	}

	@Test
	void everyPropertyCanBeSet() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("multimap.ttl.enabled", "false");
		properties.put("multimap.ttl.key-prefix", "board");
		properties.put("multimap.ttl.default-ttl", "5m");
		properties.put("multimap.ttl.value-type", "java.lang.Long");
		properties.put("multimap.ttl.purge-limit", "0");
		properties.put("multimap.ttl.precision", "1s");
		properties.put("multimap.ttl.clock", "system");
		properties.put("multimap.ttl.connections", "1");
		properties.put("multimap.ttl.replica-reads", "true");
		properties.put("multimap.ttl.names-per-call", "1");
		properties.put("multimap.ttl.unreadable-values", "skip");
		properties.put("multimap.ttl.max-values", "1000");
		properties.put("multimap.ttl.when-full", "refuse");
		properties.put("multimap.ttl.max-name-size", "100");
		properties.put("multimap.ttl.max-value-size", "1MB");
		properties.put("multimap.ttl.maps.couriers.key-prefix", "couriers");
		properties.put("multimap.ttl.maps.couriers.ttl", "30s");
		properties.put("multimap.ttl.maps.couriers.value-type", "java.util.UUID");
		properties.put("multimap.ttl.maps.couriers.unreadable-values", "fail");
		properties.put("multimap.ttl.maps.couriers.max-values", "1");
		properties.put("multimap.ttl.maps.couriers.when-full", "evict");
		assertThat(bind(properties)).isEqualTo(new MultiMapTtlProperties(false, "board", Duration.ofMinutes(5),
				Long.class, 0, Duration.ofSeconds(1), MultiMapTtlProperties.ExpiryClock.SYSTEM, 1, true, 1,
				UnreadableValues.SKIP, 1000, WhenFull.REFUSE, DataSize.ofBytes(100), DataSize.ofMegabytes(1),
				Map.of("couriers", new MultiMapTtlProperties.MultiMap("couriers", Duration.ofSeconds(30), UUID.class,
						UnreadableValues.FAIL, 1, WhenFull.EVICT))));
	}

	@Test
	void plainNumberAsTtlIsSeconds() {
		MultiMapTtlProperties properties = bind(
				Map.of("multimap.ttl.default-ttl", "3600", "multimap.ttl.maps.couriers.ttl", 90));
		assertThat(properties.defaultTtl()).isEqualTo(Duration.ofHours(1));
		assertThat(properties.map("couriers").ttl()).isEqualTo(Duration.ofSeconds(90));
	}

	@ParameterizedTest
	@CsvSource({ "multimap.ttl.default-ttl, 0", "multimap.ttl.default-ttl, -1s", "multimap.ttl.default-ttl, 4000000d",
			"multimap.ttl.key-prefix, ''", "multimap.ttl.key-prefix, ' '", "multimap.ttl.value-type, long",
			"multimap.ttl.purge-limit, -1", "multimap.ttl.precision, 10ms", "multimap.ttl.connections, 0",
			"multimap.ttl.max-name-size, 0", "multimap.ttl.max-value-size, 1GB", "multimap.ttl.names-per-call, 0",
			"multimap.ttl.names-per-call, 257", "multimap.ttl.max-values, 0", "multimap.ttl.max-values, -1",
			"multimap.ttl.max-values, 1001", "multimap.ttl.maps.couriers.max-values, 0",
			"multimap.ttl.maps.couriers.max-values, 1001", "multimap.ttl.maps.couriers.ttl, 0s",
			"multimap.ttl.maps.couriers.key-prefix, ''", "multimap.ttl.maps.couriers.value-type, int" })
	void refusalNamesTheProperty(String property, String value) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of(property, value)))
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidMultiMapPropertyException.class,
					(ex) -> assertThat(ex.getProperty()).isEqualTo(property));
	}

	@Test
	void environmentVariableConfiguresTheMultiMapOfAFile() {
		ConfigurableEnvironment environment = yaml("""
				multimap.ttl.maps:
				  recentViewers:
				    ttl: 1m
				    key-prefix: viewers
				""");
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
					Map.of("MULTIMAP_TTL_MAPS_RECENTVIEWERS_TTL", "2m")));
		MultiMapTtlProperties properties = bind(environment);
		assertThat(properties.maps()).containsOnlyKeys("recentViewers");
		assertThat(properties.map("recentViewers"))
			.isEqualTo(new MultiMapTtlProperties.MultiMap("viewers", Duration.ofMinutes(2), null, null, null, null));
	}

	@Test
	void fileThatIsOverriddenDecidesTheSpelling() {
		ConfigurableEnvironment environment = yaml("multimap.ttl.maps.recentViewers.ttl: 1m");
		environment.getPropertySources()
			.addFirst(new MapPropertySource("overriding", Map.of("multimap.ttl.maps.recent-viewers.ttl", "2m")));
		MultiMapTtlProperties properties = bind(environment);
		assertThat(properties.maps()).containsOnlyKeys("recentViewers");
		assertThat(properties.map("recentViewers").ttl()).isEqualTo(Duration.ofMinutes(2));
	}

	@Test
	void multiMapIsFoundInAnySpelling() {
		MultiMapTtlProperties properties = bind(Map.of("multimap.ttl.maps.recent-viewers.ttl", "2m"));
		assertThat(properties.map("recentViewers")).isEqualTo(properties.map("recent-viewers")).isNotNull();
		assertThat(properties.map("viewers")).isNull();
	}

	@Test
	void idsInBracketsAreTakenAsTheyAre() {
		MultiMapTtlProperties properties = bind(
				Map.of("multimap.ttl.maps.[eu.viewers].ttl", "1m", "multimap.ttl.maps.euviewers.ttl", "2m"));
		assertThat(properties.maps()).containsOnlyKeys("eu.viewers", "euviewers");
	}

	@ParameterizedTest
	@ValueSource(strings = { "couriers:", "couriers: {}", "couriers: ''" })
	void multiMapNeedsNoPropertyOfItsOwn(String couriers) {
		MultiMapTtlProperties properties = bind(yaml("multimap.ttl.maps:\n  " + couriers));
		assertThat(properties.maps()).containsOnlyKeys("couriers");
		assertThat(properties.map("couriers"))
			.isEqualTo(new MultiMapTtlProperties.MultiMap(null, null, null, null, null, null));
	}

	private static MultiMapTtlProperties bind(Map<String, Object> properties) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return bind(environment);
	}

	private static MultiMapTtlProperties bind(ConfigurableEnvironment environment) {
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.get(environment);
		return new Binder(sources).bindOrCreate("multimap.ttl", MultiMapTtlProperties.class);
	}

	private static ConfigurableEnvironment yaml(String text) {
		try {
			ConfigurableEnvironment environment = new StandardEnvironment();
			new YamlPropertySourceLoader().load("test", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
				.forEach(environment.getPropertySources()::addLast);
			return environment;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
