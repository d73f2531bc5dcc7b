package io.multimapttl.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.observation.DefaultMultiMapObservationConvention;
import io.multimapttl.observation.MultiMapObservationConvention;
import io.multimapttl.observation.MultiMapObservations;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.UnreachableConnectionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.RedisConnectionFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MultiMapTtlObservationAutoConfiguration}. Redis cannot be reached:
 * that is observed as well.
 */
class MultiMapTtlObservationAutoConfigurationTests {

	private final ApplicationContextRunner withoutRegistry = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MultiMapTtlAutoConfiguration.class,
				MultiMapTtlObservationAutoConfiguration.class))
		.withBean(UnreachableConnectionFactory.class, () -> new UnreachableConnectionFactory("unreachable"))
		.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m");

	private final ApplicationContextRunner contextRunner = this.withoutRegistry
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class);

	@Test
	void callsAreTimedWithoutConfiguration() {
		this.contextRunner.run((context) -> {
			use(context.getBean("couriers", MultiMapWithTTL.class));
			use(context.getBean(MultiMapWithTTLFactory.class).create("late", String.class));
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			for (String id : new String[] { "couriers", "late" }) {
				assertThat(registry.get("multimap.operation")
					.tags("multimap", id, "operation", "size", "outcome", "error", "error",
							"RedisConnectionFailureException")
					.timer()
					.count()).isOne();
			}
		});
	}

	@Test
	void observationsCanBeSwitchedOffAsAnyOther() {
		this.contextRunner.withPropertyValues("management.observations.enable.multimap=false").run((context) -> {
			use(context.getBean("couriers", MultiMapWithTTL.class));
			assertThat(context.getBean(MeterRegistry.class).find("multimap.operation").meters()).isEmpty();
		});
	}

	@Test
	void conventionOfTheApplicationIsUsed() {
		this.contextRunner.withBean(MultiMapObservationConvention.class, OwnConvention::new).run((context) -> {
			use(context.getBean("couriers", MultiMapWithTTL.class));
			assertThat(context.getBean(MeterRegistry.class).find("own.operation").timer()).isNotNull();
			assertThat(context.getBean(MeterRegistry.class).find("multimap.operation").timer()).isNull();
		});
	}

	@Test
	void multiMapsAreBareWithoutRegistry() {
		this.withoutRegistry.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapObservations.class);
			RedisMultiMapWithTTL<?> couriers = context.getBean(RedisMultiMapWithTTL.class);
			assertThat(couriers.getClass().getPackage()).isEqualTo(RedisMultiMapWithTTL.class.getPackage());
		});
	}

	@Test
	void multiMapsAreBareWhenNoneOfSeveralRegistriesIsPrimary() {
		this.withoutRegistry.withBean("one", ObservationRegistry.class, ObservationRegistry::create)
			.withBean("two", ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapObservations.class));
	}

	@Test
	void backsOffWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MultiMapWithTTL.class)
				.doesNotHaveBean(MultiMapObservations.class));
	}

	@Test
	void backsOffWithoutMultiMaps() {
		this.contextRunner.withPropertyValues("multimap.ttl.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapObservations.class));
	}

	@Test
	void backsOffWhenApplicationDefinesObservations() {
		MultiMapObservations own = MultiMapObservations.of(ObservationRegistry.NOOP);
		this.contextRunner.withBean(MultiMapObservations.class, () -> own).run((context) -> {
			assertThat(context.getBean(MultiMapObservations.class)).isSameAs(own);
			use(context.getBean("couriers", MultiMapWithTTL.class));
			assertThat(context.getBean(MeterRegistry.class).find("multimap.operation").meters()).isEmpty();
		});
	}

	@Test
	void registryIsNotMadeForTheMultiMaps() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				MultiMapWithTTL<?> couriers = context.getBean("couriers", MultiMapWithTTL.class);
				assertThat(context.getBeanFactory().containsSingleton("observationRegistry")).isFalse();
				use(couriers);
				assertThat(context.getBeanFactory().containsSingleton("observationRegistry")).isTrue();
			});
	}

	@Test
	void beanThatTheRegistryIsMadeOfMayUseMultiMaps() {
		this.contextRunner.withUserConfiguration(HandlerConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			CourierHandler handler = context.getBean(CourierHandler.class);
			assertThat(handler.observed).isEmpty();
			use(context.getBean("couriers", MultiMapWithTTL.class));
			assertThat(handler.observed).containsExactly("multimap.operation");
		});
	}

	private static void use(MultiMapWithTTL<?> multiMap) {
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> multiMap.size("zone"));
	}

	private static final class OwnConvention extends DefaultMultiMapObservationConvention {

		@Override
		public String getName() {
			return "own.operation";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerConfiguration {

		@Bean
		CourierHandler courierHandler(MultiMapWithTTL<String> couriers) {
			// As early as can be: the registry is being made
			use(couriers);
			return new CourierHandler();
		}

	}

	private static final class CourierHandler implements ObservationHandler<Observation.Context> {

		private final List<String> observed = new ArrayList<>();

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStop(Observation.Context context) {
			this.observed.add(context.getName());
		}

	}

}
