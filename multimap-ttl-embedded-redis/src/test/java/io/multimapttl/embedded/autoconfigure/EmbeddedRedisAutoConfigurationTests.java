package io.multimapttl.embedded.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.github.fppt.jedismock.RedisServer;
import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.embedded.EmbeddedRedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link EmbeddedRedisAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedRedisAutoConfigurationTests {

	private static final String STARTED = "No Redis is configured: started";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(EmbeddedRedisAutoConfiguration.class, DataRedisAutoConfiguration.class));

	@Test
	void applicationUsesAnEmbeddedRedisWhenNoneIsConfigured() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(DataRedisConnectionDetails.class);
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			template.opsForValue().set("key", "value");
			assertThat(template.opsForValue().get("key")).isEqualTo("value");
			assertThat(
					template.execute(RedisScript.of("return redis.call('GET', KEYS[1])", String.class), List.of("key")))
				.isEqualTo("value");
			assertThat(serverVersion(template)).isEqualTo(EmbeddedRedis.VERSION);
		});
	}

	@Test
	void serverHasARandomPassword() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			String password = connectionDetails(first).getPassword();
			assertThat(password).hasSizeGreaterThan(20);
			assertThat(connectionDetails(second).getPassword()).hasSizeGreaterThan(20).isNotEqualTo(password);
		}));
	}

	@Test
	void warningNamesThePropertyToSetAndNoPassword(CapturedOutput output) {
		this.contextRunner
			.run((context) -> assertThat(output.getAll().lines()).filteredOn((line) -> line.contains(STARTED))
				.singleElement()
				.asString()
				.contains("WARN")
				.contains("redis-server 7.0.15 on 127.0.0.1:" + port(context))
				.contains("'spring.data.redis.url'")
				.doesNotContain(String.valueOf(connectionDetails(context).getPassword())));
	}

	@Test
	void eachContextHasAServerOfItsOwn() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			first.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
			assertThat(second.getBean(StringRedisTemplate.class).hasKey("key")).isFalse();
		}));
	}

	@Test
	void serverEndsWithItsContext() {
		AtomicReference<Integer> port = new AtomicReference<>();
		this.contextRunner.run((context) -> port.set(port(context)));
		assertThatIOException().isThrownBy(() -> new Socket("127.0.0.1", port.get()).close());
	}

	@Test
	void serverIsThereUntilTheLastOfItsUsersIsGone() {
		this.contextRunner.withBean(LastWords.class).run((context) -> {
			LastWords lastWords = context.getBean(LastWords.class);
			context.close();
			assertThat(lastWords.serverWasThere).isTrue();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "url=redis://example.org", "url=", "host=example.org", "port=6380",
			"cluster.nodes=example.org:6379", "cluster.nodes[0]=example.org:6379", "cluster.max-redirects=3",
			"sentinel.master=main", "sentinel.nodes=example.org:26379", "masterreplica.nodes=example.org:6379",
			"username=ada", "password=secret", "ssl.enabled=true", "lettuce.cluster.refresh.period=1m" })
	void backsOffWhenPropertyConfiguresARedis(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.data.redis." + property)
			// Boot does not take all of them, which is not our affair
			.run((context) -> assertThat(output).doesNotContain(STARTED));
		new ApplicationContextRunner().withPropertyValues("spring.data.redis." + property)
			.withConfiguration(AutoConfigurations.of(EmbeddedRedisAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(DataRedisConnectionDetails.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "SPRING_DATA_REDIS_URL", "SPRING_DATA_REDIS_HOST", "SPRING_DATA_REDIS_CLUSTER_NODES",
			"SPRING_DATA_REDIS_CLUSTER_NODES_0", "SPRING_DATA_REDIS_SENTINEL_MASTER",
			"SPRING_DATA_REDIS_MASTERREPLICA_NODES", "SPRING_DATA_REDIS_PASSWORD", "SPRING_DATA_REDIS_SSL_ENABLED",
			"SPRING_DATA_REDIS_LETTUCE_READFROM", "SPRING_DATA_REDIS_LETTUCE_READ_FROM", "SPRING_REDIS_HOST" })
	void backsOffWhenEnvironmentVariableConfiguresARedis(String variable) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(EmbeddedRedisAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(variable, "anything"))))
			.run((context) -> assertThat(context).doesNotHaveBean(DataRedisConnectionDetails.class));
	}

	@Test
	void otherPropertiesOfRedisApplyToTheEmbeddedOne() {
		this.contextRunner
			.withPropertyValues("spring.data.redis.database=3", "spring.data.redis.timeout=7s",
					"spring.data.redis.client-name=somebody", "spring.data.redis.lettuce.shutdown-timeout=1s")
			.run((context) -> {
				LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
				assertThat(factory.getPort()).isEqualTo(port(context));
				assertThat(factory.getDatabase()).isEqualTo(3);
				assertThat(factory.getTimeout()).isEqualTo(7000);
			});
	}

	@ParameterizedTest
	@MethodSource
	void backsOffWhenApplicationDefinesItsRedisAsABean(Object bean, CapturedOutput output) {
		withBean(this.contextRunner, bean).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedRedisConnectionDetails.class);
			assertThat(output).doesNotContain(STARTED);
		});
	}

	static Stream<Object> backsOffWhenApplicationDefinesItsRedisAsABean() {
		return Stream.of(new RedisStandaloneConfiguration("example.org"),
				new RedisSentinelConfiguration().master("main").sentinel("example.org", 26379),
				new RedisClusterConfiguration(List.of("example.org:6379")),
				new RedisStaticMasterReplicaConfiguration("example.org"),
				new LettuceConnectionFactory("example.org", 6379));
	}

	@SuppressWarnings("unchecked")
	private static <T> ApplicationContextRunner withBean(ApplicationContextRunner contextRunner, T bean) {
		return contextRunner.withBean((Class<T>) bean.getClass(), () -> bean);
	}

	@Test
	void backsOffWhenApplicationDefinesConnectionDetails(CapturedOutput output) {
		try (EmbeddedRedis redis = EmbeddedRedis.start()) {
			DataRedisConnectionDetails details = detailsOf(redis);
			this.contextRunner.withBean(DataRedisConnectionDetails.class, () -> details).run((context) -> {
				assertThat(context).getBean(DataRedisConnectionDetails.class).isSameAs(details);
				assertThat(context.getBean(LettuceConnectionFactory.class).getPort()).isEqualTo(redis.getPort());
				assertThat(output).doesNotContain(STARTED);
			});
		}
	}

	@Test
	void backsOffWhenParentContextHasAConnectionFactory(CapturedOutput output) {
		withBean(new ApplicationContextRunner(), new LettuceConnectionFactory("example.org", 6379))
			.run((parent) -> this.contextRunner.withParent(parent)
				.run((context) -> assertThat(output).doesNotContain(STARTED)));
	}

	@Test
	void backsOffWhenServiceConnectionLeadsToAContainer(CapturedOutput output) {
		try (EmbeddedRedis redis = EmbeddedRedis.start()) {
			this.contextRunner.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class))
				.withBean(Address.class, () -> new Address(redis.getHost(), redis.getPort()))
				.withUserConfiguration(ContainerConfiguration.class)
				.run((context) -> {
					assertThat(context).hasSingleBean(DataRedisConnectionDetails.class)
						.doesNotHaveBean(EmbeddedRedisConnectionDetails.class);
					assertThat(context.getBean(LettuceConnectionFactory.class).getPort()).isEqualTo(redis.getPort());
					assertThat(output).doesNotContain(STARTED);
				});
		}
	}

	@Test
	void otherAutoConfigurationsGoFirst(CapturedOutput output) {
		// Named so that it would come later by its name
		this.contextRunner.withConfiguration(AutoConfigurations.of(ZealousAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasSingleBean(RedisConnectionFactory.class)
				.doesNotHaveBean(EmbeddedRedisConnectionDetails.class);
			assertThat(output).doesNotContain(STARTED);
		});
	}

	@Test
	void noServerIsStartedWhenNobodyAsksForTheConnectionDetails(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(EmbeddedRedisAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain(STARTED);
				connectionDetails(context);
				assertThat(output).contains(STARTED);
			});
	}

	@Test
	void backsOffWithoutBootsRedis() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DataRedisConnectionDetails.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedRedisAutoConfiguration.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.contextRunner.withPropertyValues("multimap.ttl.embedded-redis.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(DataRedisConnectionDetails.class)
				.doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
	}

	@Test
	void switchingItOnDoesNotOverrideAConfiguredRedis() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.embedded-redis.enabled=true", "spring.data.redis.host=example.org")
			.run((context) -> assertThat(context).hasSingleBean(DataRedisConnectionDetails.class)
				.doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
	}

	@ParameterizedTest
	@CsvSource({ "'', false", "enabled=true, true", "enabled=false, false" })
	void withAProfileOfProductionItHasToBeSwitchedOn(String property, boolean expected, CapturedOutput output) {
		this.contextRunner.withInitializer((context) -> context.getEnvironment().setActiveProfiles("production"))
			.withConfiguration(AutoConfigurations.of(UnaskedRedisAutoConfiguration.class))
			.withPropertyValues("multimap.ttl.embedded-redis." + property)
			.run((context) -> {
				assertThat(context.containsBean("embeddedRedisConnectionDetails")).isEqualTo(expected);
				assertThat(output.getAll().contains("the profile 'production' is active"))
					.isEqualTo(property.isEmpty());
			});
	}

	@ParameterizedTest
	@CsvSource({ "'', false", "enabled=true, true", "enabled=false, false" })
	void underAheadOfTimeProcessingItHasToBeSwitchedOn(String property, boolean expected) {
		this.contextRunner.withPropertyValues("spring.aot.processing=true", "multimap.ttl.embedded-redis." + property)
			.run((context) -> assertThat(context.containsBean("embeddedRedisConnectionDetails")).isEqualTo(expected));
	}

	@ParameterizedTest
	@CsvSource({ "'', false", "enabled=true, true", "enabled=false, false" })
	void inAheadOfTimeRunItHasToBeSwitchedOn(String property, boolean expected) {
		SpringProperties.setFlag(AotDetector.AOT_ENABLED);
		try {
			this.contextRunner.withPropertyValues("multimap.ttl.embedded-redis." + property)
				.run((context) -> assertThat(context.containsBean("embeddedRedisConnectionDetails"))
					.isEqualTo(expected));
		}
		finally {
			SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.url", "spring.data.redis.cluster.nodes" })
	void redisThatIsConfiguredAfterTheDecisionFailsTheStart(String property, CapturedOutput output) {
		// As in an application that was built without its properties
		this.contextRunner
			.withInitializer((context) -> context.addBeanFactoryPostProcessor((beanFactory) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("late", Collections.singletonMap(property, "example.org:6379")))))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(EmbeddedRedisException.class)
					.hasMessageContaining("configures a Redis")
					.hasMessageContaining("multimap.ttl.embedded-redis.enabled");
				assertThat(output).doesNotContain(STARTED);
			});
	}

	@Test
	void mockIsUsedWhenAskedFor(CapturedOutput output) {
		this.contextRunner.withPropertyValues("multimap.ttl.embedded-redis.mock=true", "spring.data.redis.timeout=5s")
			.run((context) -> {
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				template.opsForValue().set("key", "value");
				assertThat(template.execute(RedisScript.of("return redis.call('GET', KEYS[1])", String.class),
						List.of("key")))
					.isEqualTo("value");
				assertThat(output.getAll().lines()).filteredOn((line) -> line.contains(STARTED))
					.singleElement()
					.asString()
					.contains("WARN")
					.contains("jedis-mock on 127.0.0.1:" + port(context))
					.contains("a mock")
					.contains("'spring.data.redis.url'");
			});
	}

	@Test
	void mockEndsWithItsContext() {
		AtomicReference<Integer> port = new AtomicReference<>();
		this.contextRunner.withPropertyValues("multimap.ttl.embedded-redis.mock=true")
			.run((context) -> port.set(port(context)));
		assertThatIOException().isThrownBy(() -> new Socket("127.0.0.1", port.get()).close());
	}

	@Test
	void mockThatIsAskedForButMissingFailsWithAWayOut() {
		this.contextRunner.withPropertyValues("multimap.ttl.embedded-redis.mock=true")
			.withClassLoader(new FilteredClassLoader(RedisServer.class))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(EmbeddedRedisException.class)
					.hasMessageContaining("'com.github.fppt:jedis-mock'");
			});
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# wanted, supported, present, expected
			false,    true,      true,    false
			false,    true,      false,   false
			false,    false,     true,    true
			false,    false,     false,   false
			true,     true,      true,    true
			true,     true,      false,   true
			""")
	void mockStandsInWhereThereIsNoServer(boolean wanted, boolean supported, boolean present, boolean expected) {
		assertThat(EmbeddedRedisConnectionDetails.needsMock(wanted, supported, present)).isEqualTo(expected);
	}

	@Test
	void isRegisteredAsAutoConfiguration() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, null))
			.contains(EmbeddedRedisAutoConfiguration.class.getName(), UnaskedRedisAutoConfiguration.class.getName());
	}

	private static DataRedisConnectionDetails connectionDetails(ApplicationContext context) {
		return context.getBean(EmbeddedRedisConnectionDetails.class);
	}

	private static int port(ApplicationContext context) {
		return context.getBean(EmbeddedRedisConnectionDetails.class).getStandalone().getPort();
	}

	private static String serverVersion(StringRedisTemplate template) {
		RedisCallback<Properties> info = (connection) -> connection.serverCommands().info("server");
		return String.valueOf(template.execute(info).get("redis_version"));
	}

	private static DataRedisConnectionDetails detailsOf(EmbeddedRedis redis) {
		return new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of(redis.getHost(), redis.getPort());
			}

		};
	}

	@AutoConfiguration(before = DataRedisAutoConfiguration.class)
	static class ZealousAutoConfiguration {

		@Bean
		LettuceConnectionFactory connectionFactory() {
			return new LettuceConnectionFactory("example.org", 6379);
		}

	}

	record Address(String host, int port) {

	}

	@Configuration(proxyBeanMethods = false)
	static class ContainerConfiguration {

		@Bean
		@ServiceConnection("redis")
		ContainerElsewhere container(Address address) {
			return new ContainerElsewhere(address);
		}

	}

	/**
	 * A container that needs no Docker, since its Redis runs elsewhere already.
	 */
	static class ContainerElsewhere extends GenericContainer<ContainerElsewhere> {

		private final Address address;

		ContainerElsewhere(Address address) {
			super("redis");
			this.address = address;
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public String getHost() {
			return this.address.host();
		}

		@Override
		public Integer getMappedPort(int originalPort) {
			return this.address.port();
		}

	}

	static class LastWords implements DisposableBean {

		private final LettuceConnectionFactory connectionFactory;

		private boolean serverWasThere;

		LastWords(LettuceConnectionFactory connectionFactory) {
			this.connectionFactory = connectionFactory;
		}

		@Override
		public void destroy() throws IOException {
			new Socket(this.connectionFactory.getHostName(), this.connectionFactory.getPort()).close();
			this.serverWasThere = true;
		}

	}

}
