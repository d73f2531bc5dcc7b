package io.multimapttl.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertyNamesCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropertyNamesCheckTests {

	private static final String WARNING = "Multimaps ignore";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					multimap.ttl.mpas.couriers.ttl         | Did you mean 'multimap.ttl.maps'?
					multimap.ttl.defalt-ttl                | Did you mean 'multimap.ttl.default-ttl'?
					multimap.ttl.key.prefix                | Did you mean 'multimap.ttl.key-prefix'?
					multimap.ttl.valueTyp                  | Did you mean 'multimap.ttl.value-type'?
					multimap.ttl.embeded-redis.mock        | Did you mean 'multimap.ttl.embedded-redis'?
					multimap.ttl.host                      | Below 'multimap.ttl' there are: clock, connections,
					multimap.ttl.default-ttl.seconds       | There is no such property.
					multimap.ttl.maps.couriers.tll         | Did you mean 'multimap.ttl.maps.couriers.ttl'?
					multimap.ttl.maps.couriers.time        | Below 'multimap.ttl.maps.couriers' there are: key-prefix, max-values, ttl, unreadable-values, value-type, when-full
					multimap.ttl.max-value                 | Did you mean 'multimap.ttl.max-values'?
					multimap.ttl.maps.couriers.whenful     | Did you mean 'multimap.ttl.maps.couriers.when-full'?
					multimap.ttl.maps.shop.couriers.ttl    | 'multimap.ttl.maps.[shop.couriers].ttl'
					multimap.ttl.maps.shop.couriers        | 'multimap.ttl.maps.[shop.couriers].ttl'
					multimap.ttl.maps.a b.ttl              | reads 'multimap.ttl.maps.ab.ttl'
					multimap.ttl.maps.Kuriere-Zürich.ttl   | reads 'multimap.ttl.maps.kuriere-zrich.ttl'
					multimap.ttl.maps.-couriers.ttl        | reads 'multimap.ttl.maps.couriers.ttl'
					""")
	void nameThatNothingReadsFailsTheStart(String name, String message) {
		this.contextRunner.withPropertyValues(name + "=45s")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidMultiMapPropertyException.class,
						(ex) -> assertThat(ex.getProperty()).isEqualTo(name))
				.hasMessageContaining(message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "multimap.ttl.value-type", "multimap.ttl.default-ttl", "multimap.ttl.clock",
			"multimap.ttl.max-values", "multimap.ttl.maps.couriers.max-values", "multimap.ttl.maps",
			"multimap.ttl.maps.couriers.value-type", "multimap.ttl.maps.couriers.ttl" })
	void emptyValueFailsTheStart(String name) {
		this.contextRunner.withPropertyValues(name + "= ")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining(name)
				.hasMessageContaining("empty"));
	}

	@Test
	void valueOfThePrefixItselfFailsTheStart() {
		withSource(yaml("multimap.ttl: 45s")).run((context) -> assertThat(context).getFailure()
			.hasMessageContaining("'multimap.ttl' is invalid. It stands for all properties"));
	}

	@Test
	void prefixWithNothingBelowItIsIgnored() {
		withSource(yaml("multimap:\n  ttl:\n")).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void emptyMapInYamlFailsTheStart() {
		withSource(yaml("multimap.ttl.maps: {}"))
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("'multimap.ttl.maps' is invalid"));
	}

	@Test
	void commandLineCountsAsAFile() {
		withSource(new SimpleCommandLinePropertySource(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
				new String[] { "--multimap.ttl.maps.couriers.tll=45s" }))
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("couriers.tll"));
	}

	@Test
	void environmentVariableThatNothingReadsIsAWarning(CapturedOutput output) {
		withEnvironmentVariables(
				Map.of("MULTIMAP_TTL_SERVICE_HOST", "10.0.0.7", "MULTIMAP_TTL_PORT_6379_TCP", "tcp://10.0.0.7:6379",
						"MULTIMAP_TTL_DEFALT_TTL", "secret", "MULTIMAP_TTL_MAPS_SHOP_COURIERS_TTL", "1m"))
			.run((context) -> {
				assertThat(context).hasSingleBean(MultiMapWithTTL.class).hasBean("multiMapWithTTL");
				assertThat(output).containsOnlyOnce(WARNING)
					.contains("'MULTIMAP_TTL_SERVICE_HOST'", "'MULTIMAP_TTL_PORT_6379_TCP'",
							"'MULTIMAP_TTL_MAPS_SHOP_COURIERS_TTL': There is no such property. "
									+ "An environment variable names an id without '_' and '-'.")
					.contains("'MULTIMAP_TTL_DEFALT_TTL': There is no such property. "
							+ "Did you mean 'multimap.ttl.default-ttl'?")
					.doesNotContain("secret");
			});
	}

	@Test
	void systemPropertyThatNothingReadsIsAWarning(CapturedOutput output) {
		this.contextRunner.withSystemProperties("multimap.ttl.defalt-ttl=45s").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains(WARNING).contains("'multimap.ttl.defalt-ttl'");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "multimap.tll", "multimap.tl", "multimaps.ttl", "multimap-ttl", "multimapttl" })
	void prefixThatIsNearlyThatOfMultiMapsIsAWarning(String prefix, CapturedOutput output) {
		withSource(yaml(prefix + ".maps.couriers.ttl: secret")).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output)
				.containsOnlyOnce("Multimaps read properties below 'multimap.ttl' only, and not those below: '" + prefix
						+ "' (test)")
				.doesNotContain("secret");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "multimap.ttl.default-ttl", "multi-map.ttl.default-ttl", "multimap.default-ttl",
			"spring.ttl.default-ttl", "multimap.ttl2x.default-ttl", "multimap.t" })
	void otherPrefixIsNoWarning(String name, CapturedOutput output) {
		withSource(yaml(name + ": 45s")).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("Multimaps read properties");
		});
	}

	@Test
	void environmentMayHaveNearlyThePrefix(CapturedOutput output) {
		withEnvironmentVariables(Map.of("MULTIMAP_TLL_DEFAULT_TTL", "45s", "multimap.tll.default-ttl", "45s"))
			.withSystemProperties("multimap.tll.default-ttl=45s")
			.run((context) -> assertThat(output).doesNotContain("Multimaps read properties"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "MULTIMAP_TTL_KEY_PREFIX", "MULTIMAP_TTL_KEYPREFIX", "multimap_ttl_keyprefix",
			"multimap.ttl.key-prefix" })
	void environmentVariableIsReadInEachSpelling(String name, CapturedOutput output) {
		withEnvironmentVariables(Map.of(name, "shop")).run((context) -> {
			assertThat(context.getBean(RedisMultiMapWithTTL.class).getKeyPrefix()).isEqualTo("shop");
			assertThat(output).doesNotContain(WARNING);
		});
	}

	@Test
	void environmentVariableForAnIdOfAFileIsRead(CapturedOutput output) {
		withEnvironmentVariables(Map.of("MULTIMAP_TTL_MAPS_RECENT_VIEWERS_TTL", "2m",
				"MULTIMAP_TTL_MAPS_RECENT_VIEWERS_KEY_PREFIX", "viewers", "MULTIMAP_TTL_MAPS_COURIERS_TTL", "3m"))
			.withPropertyValues("multimap.ttl.maps.recent-viewers.ttl=1m")
			.run((context) -> {
				RedisMultiMapWithTTL<?> viewers = context.getBean("recent-viewers", RedisMultiMapWithTTL.class);
				assertThat(viewers.getDefaultTtl()).isEqualTo(Duration.ofMinutes(2));
				assertThat(viewers.getKeyPrefix()).isEqualTo("viewers");
				assertThat(context.getBean("couriers", RedisMultiMapWithTTL.class).getDefaultTtl())
					.isEqualTo(Duration.ofMinutes(3));
				assertThat(output).doesNotContain(WARNING);
			});
	}

	@Test
	void propertiesOfTheEmbeddedRedisAreLeftToItsModule(CapturedOutput output) {
		withEnvironmentVariables(Map.of("MULTIMAP_TTL_EMBEDDED_REDIS_WHATEVER", "1"))
			.withPropertyValues("multimap.ttl.embedded-redis.whatever=1", "multimap.ttl.embeddedRedis.other=")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain(WARNING);
			});
	}

	@Test
	void idsAreTheNamesOfTheBeansAsTheyAreWritten() {
		withSource(yaml("""
				multimap.ttl.maps:
				  recent_viewers:
				    ttl: 1m
				  "[Kuriere-Zürich]":
				    ttl: 2m
				  "[shop.couriers]":
				    ttl: 3m
				  "[配送]": {}
				""")).run((context) -> assertThat(context.getBeansOfType(MultiMapWithTTL.class))
			.containsOnlyKeys("recent_viewers", "Kuriere-Zürich", "shop.couriers", "配送"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[ ]", "[&x]", "[a b]", "[a\n]", "[a:b]", "配送" })
	void idThatCannotBeTheNameOfABeanIsRefused(String id) {
		withSource(new MapPropertySource("map", Map.of("multimap.ttl.maps." + id + ".ttl", "45s")))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMultiMapPropertyException.class)
				.hasMessageContaining("An id consists of letters, digits, '.', '_' and '-', at most 100.")
				.hasMessageContaining("brackets"));
	}

	private ApplicationContextRunner withEnvironmentVariables(Map<String, Object> variables) {
		return withSource(new SystemEnvironmentPropertySource(
				"test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
	}

	private ApplicationContextRunner withSource(PropertySource<?> source) {
		return this.contextRunner.withInitializer((context) -> {
			ConfigurableEnvironment environment = context.getEnvironment();
			environment.getPropertySources().addFirst(source);
		});
	}

	private static PropertySource<?> yaml(String text) {
		try {
			return new YamlPropertySourceLoader()
				.load("test", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
				.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
