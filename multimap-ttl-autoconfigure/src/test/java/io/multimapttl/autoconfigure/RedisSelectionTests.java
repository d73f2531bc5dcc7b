package io.multimapttl.autoconfigure;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.UnreachableConnectionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link RedisSelection}: a call tells which connection factory was used by
 * what it throws.
 */
class RedisSelectionTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class));

	@Test
	void onlyConnectionFactoryIsUsed() {
		this.contextRunner.withUserConfiguration(First.class).run((context) -> assertUsed(context, "first"));
	}

	@Test
	void primaryConnectionFactoryIsUsed() {
		this.contextRunner.withUserConfiguration(First.class, Preferred.class, Second.class)
			.run((context) -> assertUsed(context, "preferred"));
	}

	@Test
	void markedConnectionFactoryIsUsedBeforeThePrimaryOne() {
		this.contextRunner.withUserConfiguration(First.class, Preferred.class, Marked.class)
			.run((context) -> assertUsed(context, "marked"));
	}

	@Test
	void markedConnectionFactoryThatIsNoDefaultCandidateIsUsed() {
		this.contextRunner.withUserConfiguration(First.class, MarkedForMultiMapsOnly.class)
			.run((context) -> assertUsed(context, "markedForMultiMapsOnly"));
	}

	@Test
	void markedConnectionFactoryThatIsNoDefaultCandidateLeavesTheBeansOfBootAsTheyAre() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataRedisReactiveAutoConfiguration.class))
			.withUserConfiguration(MarkedLettuceForMultiMapsOnly.class)
			.run((context) -> {
				assertUsed(context, "markedForMultiMapsOnly");
				assertThat(context).hasBean("redisConnectionFactory")
					.hasSingleBean(StringRedisTemplate.class)
					.hasBean("reactiveRedisTemplate");
			});
	}

	@Test
	void firstUseNamesTheCandidatesIfNoneIsPreferred() {
		this.contextRunner.withUserConfiguration(First.class, Second.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThatIllegalStateException().isThrownBy(() -> use(context))
				.withMessageContaining("@MultiMapRedis")
				.withMessageContaining("@Primary")
				.withMessageContaining("first,second");
		});
	}

	@Test
	void firstUseNamesTheCandidatesIfSeveralAreMarked() {
		this.contextRunner.withUserConfiguration(First.class, Marked.class, MarkedToo.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThatIllegalStateException().isThrownBy(() -> use(context)).withMessageContaining("marked,markedToo");
		});
	}

	@Test
	void firstUseSaysWhatToConfigureIfThereIsNone() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MultiMapTtlAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatIllegalStateException().isThrownBy(() -> use(context))
					.withMessageContaining("spring-boot-starter-data-redis")
					.withMessageContaining("spring.data.redis");
			});
	}

	private static void assertUsed(AssertableApplicationContext context, String connectionFactory) {
		assertThat(context).hasNotFailed();
		assertThat(catchThrowable(() -> use(context))).isInstanceOf(RedisConnectionFailureException.class)
			.hasMessageEndingWith(": " + connectionFactory);
	}

	private static void use(AssertableApplicationContext context) {
		context.getBean(MultiMapWithTTL.class).size("zone");
	}

	@Configuration(proxyBeanMethods = false)
	static class First {

		@Bean
		RedisConnectionFactory first() {
			return new UnreachableConnectionFactory("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Second {

		@Bean
		RedisConnectionFactory second() {
			return new UnreachableConnectionFactory("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Preferred {

		@Bean
		@Primary
		RedisConnectionFactory preferred() {
			return new UnreachableConnectionFactory("preferred");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Marked {

		@Bean
		@MultiMapRedis
		RedisConnectionFactory marked() {
			return new UnreachableConnectionFactory("marked");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedToo {

		@Bean
		@MultiMapRedis
		RedisConnectionFactory markedToo() {
			return new UnreachableConnectionFactory("markedToo");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedLettuceForMultiMapsOnly {

		@Bean(defaultCandidate = false)
		@MultiMapRedis
		LettuceConnectionFactory markedForMultiMapsOnly() {
			return new UnreachableConnectionFactory("markedForMultiMapsOnly");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedForMultiMapsOnly {

		@Bean(defaultCandidate = false)
		@MultiMapRedis
		RedisConnectionFactory markedForMultiMapsOnly() {
			return new UnreachableConnectionFactory("markedForMultiMapsOnly");
		}

	}

}
