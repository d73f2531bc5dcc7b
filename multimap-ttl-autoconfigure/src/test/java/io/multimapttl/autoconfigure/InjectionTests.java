package io.multimapttl.autoconfigure;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.testsupport.CourierBoard;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how multimaps are injected.
 */
class InjectionTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class))
		.withPropertyValues(CourierBoard.properties());

	@Test
	void multiMapsAreInjectedByNameQualifierAndValueType() {
		this.contextRunner.withBean(CourierBoard.class)
			.run((context) -> assertThat(context.getBean(CourierBoard.class).describe())
				.isEqualTo(CourierBoard.expected()));
	}

	@Test
	void nameDecidesAlsoWithLazyInitialization() {
		this.contextRunner.withBean(CourierBoard.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(CourierBoard.class).describe())
				.isEqualTo(CourierBoard.expected()));
	}

	@Test
	void ambiguousInjectionFailsNamingTheCandidates() {
		this.contextRunner.withBean(Ambiguous.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContaining("couriers,drivers"));
	}

	@Test
	void primaryMultiMapOfTheApplicationIsPreferred() {
		this.contextRunner.withBean(Ambiguous.class)
			.withUserConfiguration(PrimaryConfiguration.class)
			.run((context) -> assertThat(context.getBean(Ambiguous.class).multiMap)
				.isSameAs(context.getBean("primary")));
	}

	static class Ambiguous {

		final MultiMapWithTTL<Long> multiMap;

		Ambiguous(MultiMapWithTTL<Long> multiMap) {
			this.multiMap = multiMap;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryConfiguration {

		@Bean
		@Primary
		MultiMapWithTTL<Long> primary(MultiMapWithTTLFactory factory) {
			return factory.create("primary", Long.class);
		}

	}

}
