package io.multimapttl.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLDecorator;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.CourierBoard;
import io.multimapttl.testsupport.IsolatedClassPath;
import io.multimapttl.testsupport.ReactiveCourierBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the beans that are the reactive form of multimaps. Nothing connects.
 */
class ReactiveMultiMapBeansTests {

	private final ApplicationContextRunner withoutRedis = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MultiMapTtlAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.withoutRedis
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

	@Test
	void defaultMultiMapHasAReactiveForm() {
		this.contextRunner.run((context) -> assertReactive(context, "reactiveMultiMapWithTTL"));
	}

	@ParameterizedTest
	@CsvSource({ "couriers, reactiveCouriers", "recentViewers, reactiveRecentViewers",
			"[shop.couriers], reactiveShop.couriers", "[7eleven], reactive7eleven",
			"[last-seen_at], reactiveLast-seen_at" })
	void configuredMultiMapHasAReactiveForm(String id, String name) {
		this.contextRunner.withPropertyValues("multimap.ttl.maps." + id + ".ttl=1m")
			.run((context) -> assertReactive(context, name));
	}

	@Test
	void reactiveMultiMapsAreInjectedByNameQualifierAndValueType() {
		this.contextRunner.withBean(ReactiveCourierBoard.class)
			.withPropertyValues(CourierBoard.properties())
			.run((context) -> assertThat(context.getBean(ReactiveCourierBoard.class).describe())
				.isEqualTo(ReactiveCourierBoard.expected()));
	}

	@Test
	void nameDecidesAlsoWithLazyInitialization() {
		this.contextRunner.withBean(ReactiveCourierBoard.class)
			.withPropertyValues(CourierBoard.properties())
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(ReactiveCourierBoard.class).describe())
				.isEqualTo(ReactiveCourierBoard.expected()));
	}

	@Test
	void ambiguousInjectionFailsNamingTheCandidates() {
		this.contextRunner.withBean(Ambiguous.class)
			.withPropertyValues(CourierBoard.properties())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContaining("reactiveCouriers,reactiveDrivers"));
	}

	@Test
	void multiMapsThatBlockAreInjectedAsBefore() {
		this.contextRunner.withBean(CourierBoard.class)
			.withBean(ReactiveCourierBoard.class)
			.withPropertyValues(CourierBoard.properties())
			.run((context) -> assertThat(context.getBean(CourierBoard.class).describe())
				.isEqualTo(CourierBoard.expected()));
	}

	@Test
	void beanIsMadeWhenSomebodyAsksForIt() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("reactiveMultiMapWithTTL")).isFalse();
			Object bean = context.getBean("reactiveMultiMapWithTTL");
			assertThat(bean).isInstanceOf(ReactiveMultiMapWithTTL.class)
				.isSameAs(context.getBean(ReactiveMultiMapWithTTL.class));
		});
	}

	@Test
	void reactiveFormIsThatOfTheDecoratedMultiMap() {
		Decorator decorator = new Decorator();
		this.contextRunner.withBean(MultiMapWithTTLDecorator.class, () -> decorator)
			.run((context) -> assertThat(context.getBean("reactiveMultiMapWithTTL"))
				.isEqualTo(decorator.decorated.reactive()));
	}

	@Test
	void nothingIsReactiveWhenDisabled() {
		this.contextRunner.withPropertyValues("multimap.ttl.enabled=false").run((context) -> assertReactive(context));
	}

	@Test
	void nothingIsReactiveWithoutReactor() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Flux.class)).run((context) -> {
			assertThat(context).hasSingleBean(MultiMapWithTTL.class);
			assertReactive(context);
		});
	}

	@Test
	void nothingIsReactiveWithJedis() {
		this.contextRunner.withPropertyValues("spring.data.redis.client-type=jedis").run((context) -> {
			assertThat(context).hasSingleBean(JedisConnectionFactory.class).hasSingleBean(MultiMapWithTTL.class);
			assertReactive(context);
		});
	}

	@Test
	void nothingIsReactiveWhereTheDefinitionDoesNotTellThatTheConnectionFactoryIs() {
		this.contextRunner.withUserConfiguration(SomeConnectionFactory.class).run((context) -> {
			assertThat(context).hasSingleBean(LettuceConnectionFactory.class);
			assertReactive(context);
		});
	}

	@Test
	void connectionFactoryThatIsSelectedDecides() {
		this.contextRunner.withUserConfiguration(Lettuce.class, PrimaryJedis.class)
			.run((context) -> assertReactive(context));
		this.contextRunner.withUserConfiguration(MarkedLettuce.class, PrimaryJedis.class)
			.run((context) -> assertReactive(context, "reactiveMultiMapWithTTL"));
		this.contextRunner.withUserConfiguration(Lettuce.class, MarkedJedis.class)
			.run((context) -> assertReactive(context));
	}

	@Test
	void nothingIsSaidAgainstAReactiveFormBeforeItIsKnownWhichRedisIsMeant() {
		for (ApplicationContextRunner runner : List.of(this.withoutRedis,
				this.contextRunner.withUserConfiguration(Lettuce.class, Jedis.class))) {
			runner.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanNamesForType(ReactiveMultiMapWithTTL.class))
					.containsExactly("reactiveMultiMapWithTTL");
				assertThatExceptionOfType(BeanCreationException.class)
					.isThrownBy(() -> context.getBean(ReactiveMultiMapWithTTL.class))
					.withStackTraceContaining("Multimaps need ");
			});
		}
	}

	@Test
	void multiMapKeepsTheNameThatTheReactiveFormOfAnotherWouldHave() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m", "multimap.ttl.maps.reactiveCouriers.ttl=1m",
					"multimap.ttl.maps.reactiveCouriers.value-type=java.lang.Integer")
			.run((context) -> {
				assertThat(context.getBean("reactiveCouriers")).isInstanceOf(MultiMapWithTTL.class);
				assertReactive(context, "reactiveReactiveCouriers");
			});
	}

	@Test
	void multiMapThatTakesTheNameAndTheTypeOfAReactiveFormIsRefused() {
		this.contextRunner
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m", "multimap.ttl.maps.reactiveCouriers.ttl=1m")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("multimap.ttl.maps.couriers")
				.hasMessageContaining("multimap.ttl.maps.reactiveCouriers"));
	}

	@Test
	void beanOfTheApplicationKeepsItsName() {
		this.contextRunner.withUserConfiguration(OwnReactiveCouriers.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m")
			.run((context) -> {
				assertReactive(context, "reactiveCouriers");
				assertThat(context.getBean(MultiMapWithTTLFactory.class).getMultiMaps())
					.extracting(RedisMultiMapWithTTL::getId)
					.containsExactly("couriers", "others");
			});
	}

	@Test
	void multiMapOfTheApplicationHasNoReactiveFormAsABean() {
		this.contextRunner.withUserConfiguration(OwnCouriers.class)
			.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m", "multimap.ttl.maps.drivers.ttl=1m")
			.run((context) -> assertReactive(context, "reactiveDrivers"));
	}

	@Test
	void childContextLeavesTheReactiveFormToItsParent() {
		this.contextRunner.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m")
			.run((parent) -> this.contextRunner.withParent(parent)
				.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m", "multimap.ttl.maps.viewers.ttl=1m")
				.run((child) -> {
					assertReactive(child, "reactiveViewers");
					assertThat(child.getBean("reactiveCouriers")).isSameAs(parent.getBean("reactiveCouriers"));
				}));
	}

	/**
	 * Spring Boot's own reactive beans load a part of Reactor. Multimaps add nothing to
	 * that, although their reactive form is defined where Lettuce is the driver.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "lettuce", "jedis" })
	void applicationThatIsNotReactiveLoadsNothingOfReactorForIt(String driver) throws Exception {
		String clientType = "spring.data.redis.client-type=" + driver;
		assertThat(reactorClasses(clientType)).isEqualTo(reactorClasses(clientType, "multimap.ttl.enabled=false"));
	}

	private static Set<String> reactorClasses(String... properties) throws Exception {
		IsolatedClassPath classPath = new IsolatedClassPath((entry) -> true);
		classPath.run(MinimalApplication.class, new Class<?>[] { String[].class }, (Object) properties);
		return classPath
			.loadedClasses((name) -> name.startsWith("reactor.") || name.startsWith("org.reactivestreams."));
	}

	private static void assertReactive(AssertableApplicationContext context, String... names) {
		assertThat(context).hasNotFailed();
		assertThat(context.getBeanNamesForType(ReactiveMultiMapWithTTL.class)).containsExactlyInAnyOrder(names);
		Arrays.stream(names)
			.forEach((name) -> assertThat(context.getBean(name)).isInstanceOf(ReactiveMultiMapWithTTL.class));
	}

	record Ambiguous(ReactiveMultiMapWithTTL<Long> multiMap) {

	}

	private static final class Decorator implements MultiMapWithTTLDecorator {

		private RedisMultiMapWithTTL<?> decorated;

		@Override
		public <V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap) {
			this.decorated = multiMap;
			return multiMap;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SomeConnectionFactory {

		@Bean
		RedisConnectionFactory someConnectionFactory() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lettuce {

		@Bean
		LettuceConnectionFactory lettuce() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedLettuce {

		@Bean
		@MultiMapRedis
		LettuceConnectionFactory markedLettuce() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jedis {

		@Bean
		JedisConnectionFactory jedis() {
			return new JedisConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryJedis {

		@Bean
		@Primary
		JedisConnectionFactory primaryJedis() {
			return new JedisConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedJedis {

		@Bean
		@MultiMapRedis
		JedisConnectionFactory markedJedis() {
			return new JedisConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCouriers {

		@Bean
		MultiMapWithTTL<Integer> couriers(MultiMapWithTTLFactory factory) {
			return factory.create("couriers", Integer.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnReactiveCouriers {

		@Bean
		ReactiveMultiMapWithTTL<Integer> reactiveCouriers(MultiMapWithTTLFactory factory) {
			return factory.builder("others", Integer.class).ttl(Duration.ofMinutes(1)).build().reactive();
		}

	}

}
