package io.multimapttl.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.serializer.GoldenValue;
import io.multimapttl.serializer.GoldenValue.Courier;
import io.multimapttl.serializer.JsonValueSerializers;
import io.multimapttl.redis.MultiMapWithTTLCustomizer;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.serializer.ValueSerializers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MultiMapTtlAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MultiMapTtlAutoConfigurationTests {

	private static final Supplier<RedisConnectionFactory> NO_REDIS = () -> {
		throw new IllegalStateException("There is no Redis in this test");
	};

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class));

	@Test
	void providesOneMultiMapOfStringsUnlessConfiguredOtherwise() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(MultiMapWithTTLFactory.class);
			assertThat(context).hasSingleBean(MultiMapWithTTL.class);
			RedisMultiMapWithTTL<?> multiMap = context.getBean("multiMapWithTTL", RedisMultiMapWithTTL.class);
			assertThat(multiMap.getId()).isEqualTo("multiMapWithTTL");
			assertThat(multiMap.getKeyPrefix()).isEqualTo("multimap");
			assertThat(multiMap.getDefaultTtl()).isEqualTo(Duration.ofHours(1));
			assertThat(multiMap.getValueType()).isEqualTo(String.class);
		});
	}

	@Test
	void propertiesApplyToTheDefaultMultiMap() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.key-prefix=zones", "multimap.ttl.default-ttl=90",
					"multimap.ttl.value-type=java.lang.Long")
			.run((context) -> {
				RedisMultiMapWithTTL<?> multiMap = context.getBean("multiMapWithTTL", RedisMultiMapWithTTL.class);
				assertThat(multiMap.getKeyPrefix()).isEqualTo("zones");
				assertThat(multiMap.getDefaultTtl()).isEqualTo(Duration.ofSeconds(90));
				assertThat(multiMap.getValueType()).isEqualTo(Long.class);
			});
	}

	@Test
	void providesExactlyTheConfiguredMultiMaps() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.key-prefix=board", "multimap.ttl.default-ttl=5m",
					"multimap.ttl.maps.couriers.value-type=java.lang.Long",
					"multimap.ttl.maps.recentViewers.key-prefix=viewers", "multimap.ttl.maps.recentViewers.ttl=30s")
			.run((context) -> {
				assertThat(context.getBeansOfType(MultiMapWithTTL.class)).containsOnlyKeys("couriers", "recentViewers");
				RedisMultiMapWithTTL<?> couriers = context.getBean("couriers", RedisMultiMapWithTTL.class);
				assertThat(couriers.getId()).isEqualTo("couriers");
				assertThat(couriers.getKeyPrefix()).isEqualTo("board.couriers");
				assertThat(couriers.getDefaultTtl()).isEqualTo(Duration.ofMinutes(5));
				assertThat(couriers.getValueType()).isEqualTo(Long.class);
				RedisMultiMapWithTTL<?> viewers = context.getBean("recentViewers", RedisMultiMapWithTTL.class);
				assertThat(viewers.getKeyPrefix()).isEqualTo("viewers");
				assertThat(viewers.getDefaultTtl()).isEqualTo(Duration.ofSeconds(30));
				assertThat(viewers.getValueType()).isEqualTo(String.class);
			});
	}

	@Test
	void idsThatAreOnePropertyNameAreOneMultiMap() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.maps.recentviewers.ttl=2m", "multimap.ttl.maps.recentViewers.ttl=1m")
			.run((context) -> assertThat(context.getBeansOfType(MultiMapWithTTL.class)).hasSize(1));
	}

	@Test
	void multiMapThatIsOnlyNamedIsProvided() {
		this.contextRunner.withPropertyValues("multimap.ttl.maps.couriers=")
			.run((context) -> assertThat(context.getBeansOfType(MultiMapWithTTL.class)).containsOnlyKeys("couriers"));
	}

	@Test
	void multiMapMadeByTheApplicationGetsWhatIsConfiguredForItsId() {
		this.contextRunner.withPropertyValues("multimap.ttl.maps.couriers.ttl=30s").run((context) -> {
			MultiMapWithTTLFactory factory = context.getBean(MultiMapWithTTLFactory.class);
			assertThat(factory.create("devices", String.class).getDefaultTtl()).isEqualTo(Duration.ofHours(1));
			assertThat(factory.getMultiMaps()).extracting(RedisMultiMapWithTTL::getId)
				.containsExactly("couriers", "devices");
		});
	}

	@Test
	void providesNothingWhenDisabled() {
		this.contextRunner.withPropertyValues("multimap.ttl.enabled=false", "multimap.ttl.maps.couriers.ttl=1m")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MultiMapWithTTLFactory.class)
				.doesNotHaveBean(MultiMapWithTTL.class)
				.doesNotHaveBean(MultiMapTtlProperties.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "off", "no", "0", "FALSE", "false " })
	void isDisabledByWhatBindingReadsAsFalse(String value) {
		withEnabled(value).run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapWithTTL.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "on", "yes", "1", "TRUE", "true " })
	void isEnabledByWhatBindingReadsAsTrue(String value) {
		withEnabled(value).run((context) -> assertThat(context).hasSingleBean(MultiMapWithTTL.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "maybe", "" })
	void failsWhereEnabledIsNoBoolean(String value) {
		withEnabled(value).run((context) -> assertThat(context).hasFailed());
	}

	private ApplicationContextRunner withEnabled(String value) {
		return this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("enabled", Map.of("multimap.ttl.enabled", value))));
	}

	@Test
	void startLogsTheMultiMapsInOneLine(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=45s",
					"multimap.ttl.maps.scores.value-type=java.lang.Long", "multimap.ttl.maps.scores.key-prefix=points")
			.run((context) -> assertThat(output).containsOnlyOnce("Multimaps: ")
				.contains("INFO")
				.contains("Multimaps: couriers of java.lang.String (ttl PT45S, key prefix 'multimap.couriers'), "
						+ "scores of java.lang.Long (ttl PT1H, key prefix 'points')" + System.lineSeparator()));
	}

	@Test
	void lineAtStartTellsLimits(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("multimap.ttl.maps.devices.max-values=3", "multimap.ttl.maps.leases.when-full=refuse",
					"multimap.ttl.maps.leases.max-values=10")
			.run((context) -> assertThat(output)
				.contains("(ttl PT1H, key prefix 'multimap.devices', max values 3, when full EVICT)")
				.contains("(ttl PT1H, key prefix 'multimap.leases', max values 10, when full REFUSE)"));
	}

	@Test
	void limitOfAMultiMapReplacesThatOfAll() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.max-values=5", "multimap.ttl.when-full=refuse",
					"multimap.ttl.maps.devices.max-values=3", "multimap.ttl.maps.viewers.when-full=evict",
					"multimap.ttl.maps.leases.ttl=1m")
			.run((context) -> {
				assertThat(bound(context, "devices")).isEqualTo("3 REFUSE");
				assertThat(bound(context, "viewers")).isEqualTo("5 EVICT");
				assertThat(bound(context, "leases")).isEqualTo("5 REFUSE");
			});
	}

	@Test
	void multiMapsHaveNoLimitByDefault() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=45s", "multimap.ttl.maps.leases.when-full=refuse")
			.run((context) -> {
				assertThat(bound(context, "couriers")).isEqualTo("none EVICT");
				assertThat(bound(context, "leases")).isEqualTo("none REFUSE");
			});
	}

	private static String bound(ApplicationContext context, String id) {
		RedisMultiMapWithTTL<?> multiMap = context.getBean(id, RedisMultiMapWithTTL.class);
		OptionalInt maxValues = multiMap.getMaxValues();
		return (maxValues.isPresent() ? maxValues.getAsInt() : "none") + " " + multiMap.getWhenFull();
	}

	@Test
	void providesNothingWithoutSpringDataRedis() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisTemplate.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapWithTTL.class));
	}

	@Test
	void backsOffWhenApplicationDefinesFactory() {
		this.contextRunner.withUserConfiguration(OwnFactoryConfiguration.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=30s")
			.run((context) -> {
				assertThat(context).hasSingleBean(MultiMapWithTTLFactory.class).hasBean("ownFactory");
				assertThat(context.getBean(MultiMapWithTTLFactory.class).getMultiMaps())
					.containsExactly(context.getBean("couriers", RedisMultiMapWithTTL.class));
			});
	}

	@Test
	void applicationsFactoryCanStartFromTheConfiguredBuilder() {
		this.contextRunner.withUserConfiguration(AdjustedFactoryConfiguration.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=30s")
			.run((context) -> {
				RedisMultiMapWithTTL<?> couriers = context.getBean("couriers", RedisMultiMapWithTTL.class);
				assertThat(couriers.getDefaultTtl()).isEqualTo(Duration.ofSeconds(30));
				assertThat(couriers.getKeyPrefix()).isEqualTo("own.couriers");
			});
	}

	@Test
	void defaultMultiMapHasTheKeyPrefixOfTheApplicationsFactory() {
		this.contextRunner.withUserConfiguration(AdjustedFactoryConfiguration.class)
			.run((context) -> assertThat(context.getBean(RedisMultiMapWithTTL.class).getKeyPrefix()).isEqualTo("own"));
	}

	@Test
	void primaryFactoryOfSeveralMakesTheConfiguredMultiMaps() {
		this.contextRunner.withUserConfiguration(OwnFactoryConfiguration.class, PrimaryFactoryConfiguration.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=30s")
			.run((context) -> assertThat(context.getBean("primaryFactory", MultiMapWithTTLFactory.class).getMultiMaps())
				.containsExactly(context.getBean("couriers", RedisMultiMapWithTTL.class)));
	}

	@Test
	void failsWhenNoneOfSeveralFactoriesIsPrimary() {
		this.contextRunner.withUserConfiguration(OwnFactoryConfiguration.class, SecondFactoryConfiguration.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=30s")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMultiMapPropertyException.class)
				.hasMessageContaining("multimap.ttl.maps.couriers")
				.hasMessageContaining("@Primary"));
	}

	@Test
	void leavesOutTheDefaultMultiMapWhenNoneOfSeveralFactoriesIsPrimary() {
		this.contextRunner.withUserConfiguration(OwnFactoryConfiguration.class, SecondFactoryConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapWithTTL.class));
	}

	@Test
	void backsOffWhenApplicationDefinesMultiMap() {
		this.contextRunner.withUserConfiguration(OwnDefaultMultiMapConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(MultiMapWithTTL.class);
			assertThat(context.getBean("multiMapWithTTL", RedisMultiMapWithTTL.class).getValueType())
				.isEqualTo(Integer.class);
		});
	}

	@Test
	void keepsTheDefaultMultiMapBesideAnotherOneOfTheApplication() {
		this.contextRunner.withUserConfiguration(OwnCouriersConfiguration.class)
			.run((context) -> assertThat(context.getBeansOfType(MultiMapWithTTL.class))
				.containsOnlyKeys("multiMapWithTTL", "couriers"));
	}

	@Test
	void applicationsMultiMapWinsOverAConfiguredOneOfTheSameName() {
		this.contextRunner.withUserConfiguration(OwnCouriersConfiguration.class)
			.withPropertyValues("multimap.ttl.maps.couriers.value-type=java.lang.Long")
			.run((context) -> {
				assertThat(context).hasSingleBean(MultiMapWithTTL.class);
				assertThat(context.getBean("couriers", RedisMultiMapWithTTL.class).getValueType())
					.isEqualTo(Integer.class);
			});
	}

	@Test
	void failsWhenAConfiguredIdIsTheNameOfAnotherBean() {
		this.contextRunner.withBean("couriers", StringBuilder.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidMultiMapPropertyException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("multimap.ttl.maps.couriers");
					assertThat(ex).hasMessageContaining("java.lang.StringBuilder");
				}));
	}

	@Test
	void failsWhenTwoMultiMapsCouldWriteToTheSameKey() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.maps.couriers.key-prefix=a", "multimap.ttl.maps.viewers.key-prefix=a:b")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'couriers'")
				.hasMessageContaining("'viewers'"));
	}

	@Test
	void childContextLeavesTheMultiMapsToItsParent() {
		this.contextRunner.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m")
			.run((parent) -> this.contextRunner.withParent(parent)
				.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m", "multimap.ttl.maps.viewers.ttl=1m")
				.run((child) -> {
					assertThat(child).hasNotFailed();
					assertThat(child.getBean("couriers")).isSameAs(parent.getBean("couriers"));
					assertThat(parent.getBean(MultiMapWithTTLFactory.class).getMultiMaps())
						.contains(child.getBean("viewers", RedisMultiMapWithTTL.class));
				}));
	}

	@Test
	void customizersComeInTheirOrderAndAfterTheProperties() {
		this.contextRunner.withUserConfiguration(CustomizerConfiguration.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=30s", "multimap.ttl.maps.viewers.ttl=40s")
			.run((context) -> {
				assertThat(context.getBean("couriers", RedisMultiMapWithTTL.class).getDefaultTtl())
					.isEqualTo(Duration.ofSeconds(2));
				assertThat(context.getBean("viewers", RedisMultiMapWithTTL.class).getDefaultTtl())
					.isEqualTo(Duration.ofSeconds(40));
				assertThat(context.getBean(CustomizerConfiguration.class).calls).containsExactly("first couriers",
						"second couriers", "first viewers", "second viewers");
			});
	}

	@Test
	void startUpDoesNotConnect() throws IOException {
		try (ServerSocket redis = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			redis.setSoTimeout(1);
			this.contextRunner
				.withPropertyValues("spring.data.redis.host=" + redis.getInetAddress().getHostAddress(),
						"spring.data.redis.port=" + redis.getLocalPort(), "spring.data.redis.timeout=100ms")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(redis::accept);
					assertThatExceptionOfType(DataAccessException.class)
						.isThrownBy(() -> multiMap(context.getBean("multiMapWithTTL")).size("zone"));
					assertThat(redis.accept()).isNotNull();
				});
		}
	}

	@Test
	void propertiesReachTheFactory() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.key-prefix=board", "multimap.ttl.default-ttl=5m",
					"multimap.ttl.purge-limit=7", "multimap.ttl.precision=1s", "multimap.ttl.clock=system",
					"multimap.ttl.connections=3", "multimap.ttl.replica-reads=true", "multimap.ttl.names-per-call=1")
			.run((context) -> assertThat(context.getBean(MultiMapWithTTLFactory.Builder.class))
				.extracting("keyPrefix", "ttl", "purgeLimit", "precision", "clock", "connections", "replicaReads",
						"namesPerCall")
				.containsExactly("board", Duration.ofMinutes(5), 7, Duration.ofSeconds(1), Clock.systemUTC(), 3, true,
						1));
	}

	@Test
	void clockBeanOfTheApplicationIsNotPickedUp() {
		this.contextRunner.withBean(Clock.class, () -> Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
			.run((context) -> assertThat(context.getBean(MultiMapWithTTLFactory.Builder.class)).extracting("clock")
				.isNull());
	}

	@Test
	void propertiesOfJacksonDoNotChangeJson() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE",
					"spring.jackson.default-property-inclusion=always", "spring.jackson.date-format=dd.MM.yyyy",
					"spring.jackson.time-zone=Asia/Tokyo", "spring.jackson.locale=de",
					"spring.jackson.visibility.field=any", "spring.jackson.visibility.getter=none",
					"spring.jackson.serialization.indent-output=true",
					"spring.jackson.mapper.sort-properties-alphabetically=false",
					"spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
					"spring.jackson.datatype.enum.write-enums-using-index=true",
					"spring.jackson.json.write.escape-non-ascii=true")
			.run((context) -> {
				GoldenValue value = GoldenValue.create();
				assertThat(context.getBean(JsonMapper.class).writeValueAsString(value)).isNotEqualTo(GoldenValue.JSON);
				assertThat(context.getBean(ValueSerializers.class).forType(GoldenValue.class).serialize(value))
					.asString(StandardCharsets.UTF_8)
					.isEqualTo(GoldenValue.JSON);
			});
	}

	@Test
	void jacksonModulesThatAreBeansAreUsedInTheirOrder() {
		this.contextRunner.withUserConfiguration(ModulesConfiguration.class)
			.run((context) -> assertThat(
					context.getBean(ValueSerializers.class).forType(Courier.class).serialize(new Courier("ada", null)))
				.asString()
				.isEqualTo("\"second\""));
	}

	@Test
	void backsOffWhenApplicationDefinesValueSerializers() {
		ValueSerializers own = JsonValueSerializers.create();
		this.contextRunner.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withBean(ValueSerializers.class, () -> own)
			.run((context) -> assertThat(context.getBean(ValueSerializers.class)).isSameAs(own));
	}

	@SuppressWarnings("unchecked")
	private static MultiMapWithTTL<String> multiMap(Object bean) {
		return (MultiMapWithTTL<String>) bean;
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactoryConfiguration {

		@Bean
		MultiMapWithTTLFactory ownFactory() {
			return MultiMapWithTTLFactory.builder(NO_REDIS).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondFactoryConfiguration {

		@Bean
		MultiMapWithTTLFactory secondFactory() {
			return MultiMapWithTTLFactory.builder(NO_REDIS).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryFactoryConfiguration {

		@Bean
		@Primary
		MultiMapWithTTLFactory primaryFactory() {
			return MultiMapWithTTLFactory.builder(NO_REDIS).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AdjustedFactoryConfiguration {

		@Bean
		MultiMapWithTTLFactory adjustedFactory(MultiMapWithTTLFactory.Builder builder) {
			return builder.keyPrefix("own").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDefaultMultiMapConfiguration {

		@Bean
		MultiMapWithTTL<Integer> multiMapWithTTL(MultiMapWithTTLFactory factory) {
			return factory.create("multiMapWithTTL", Integer.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCouriersConfiguration {

		@Bean
		MultiMapWithTTL<Integer> couriers(MultiMapWithTTLFactory factory) {
			return factory.create("couriers", Integer.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ModulesConfiguration {

		// Jackson asks the module first that was added last
		@Bean
		@Order(2)
		JacksonModule second() {
			return writing("second");
		}

		@Bean
		@Order(1)
		JacksonModule first() {
			return writing("first");
		}

		private static JacksonModule writing(String text) {
			return new SimpleModule(text).addSerializer(Courier.class, new StdSerializer<>(Courier.class) {

				@Override
				public void serialize(Courier courier, JsonGenerator generator, SerializationContext context) {
					generator.writeString(text);
				}

			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		private final List<String> calls = new ArrayList<>();

		@Bean
		@Order(2)
		MultiMapWithTTLCustomizer second() {
			return (builder) -> {
				this.calls.add("second " + builder.getId());
				if (builder.getId().equals("couriers")) {
					builder.ttl(Duration.ofSeconds(2));
				}
			};
		}

		@Bean
		@Order(1)
		MultiMapWithTTLCustomizer first() {
			return (builder) -> {
				this.calls.add("first " + builder.getId());
				if (builder.getId().equals("couriers")) {
					builder.ttl(Duration.ofSeconds(1));
				}
			};
		}

	}

}
