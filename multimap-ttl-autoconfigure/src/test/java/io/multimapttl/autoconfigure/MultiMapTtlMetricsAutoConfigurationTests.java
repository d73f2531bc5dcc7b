package io.multimapttl.autoconfigure;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.multimapttl.metrics.MultiMapMetrics;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MultiMapTtlMetricsAutoConfiguration}.
 */
class MultiMapTtlMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class,
				MultiMapTtlMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class);

	@Test
	void multiMapsAreCountedWithoutConfiguration() {
		this.contextRunner.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m", "multimap.ttl.maps.viewers.ttl=1m")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find("multimap.adds").functionCounters())
					.extracting((counter) -> counter.getId().getTag("multimap"))
					.containsExactlyInAnyOrder("couriers", "viewers");
				context.getBean(MultiMapWithTTLFactory.class).create("late", String.class);
				assertThat(registry.find("multimap.adds").tag("multimap", "late").functionCounter()).isNotNull();
			});
	}

	@Test
	void multiMapsOfSeveralFactoriesAreCounted() {
		this.contextRunner.withBean("one", MultiMapWithTTLFactory.class, () -> factory("a"))
			.withBean("two", MultiMapWithTTLFactory.class, () -> factory("b"))
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("multimap.adds").functionCounters())
				.extracting((counter) -> counter.getId().getTag("multimap"))
				.containsExactlyInAnyOrder("a", "b"));
	}

	@Test
	void metersCanBeSwitchedOffAsAnyOther() {
		this.contextRunner.withPropertyValues("management.metrics.enable.multimap=false")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("multimap.adds").meters())
				.isEmpty());
	}

	@Test
	void backsOffWithoutMicrometer() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MultiMapTtlAutoConfiguration.class,
					MultiMapTtlMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MultiMapWithTTLFactory.class)
				.doesNotHaveBean(MultiMapMetrics.class));
	}

	@Test
	void needsNoMeterRegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MultiMapTtlAutoConfiguration.class,
					MultiMapTtlMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(MultiMapMetrics.class));
	}

	@Test
	void backsOffWithoutMultiMaps() {
		this.contextRunner.withPropertyValues("multimap.ttl.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapMetrics.class));
	}

	@Test
	void backsOffWhenApplicationDefinesMetrics() {
		MultiMapMetrics own = new MultiMapMetrics(List.of());
		this.contextRunner.withBean(MultiMapMetrics.class, () -> own)
			.run((context) -> assertThat(context.getBean(MultiMapMetrics.class)).isSameAs(own));
	}

	private static MultiMapWithTTLFactory factory(String id) {
		MultiMapWithTTLFactory factory = MultiMapWithTTLFactory.builder(() -> {
			throw new IllegalStateException("There is no Redis in this test");
		}).build();
		factory.create(id, String.class);
		return factory;
	}

}
