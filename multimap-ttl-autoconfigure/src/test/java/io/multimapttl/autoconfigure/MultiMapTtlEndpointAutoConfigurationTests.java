package io.multimapttl.autoconfigure;

import java.util.List;
import java.util.Set;

import io.multimapttl.actuate.MultiMapsEndpoint;
import io.multimapttl.actuate.MultiMapsEndpoint.MultiMapDescriptor;
import io.multimapttl.actuate.MultiMapsEndpointWebExtension;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.jmx.JmxEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.jmx.JmxOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MultiMapTtlEndpointAutoConfiguration}.
 */
class MultiMapTtlEndpointAutoConfigurationTests {

	private static final String EXPOSED_BY_HTTP = "management.endpoints.web.exposure.include=multimaps";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MultiMapTtlAutoConfiguration.class, MultiMapTtlEndpointAutoConfiguration.class))
		.withPropertyValues("multimap.ttl.maps.couriers.ttl=1m");

	@Test
	void showsWhatTheFactoryMadeWhereItIsExposed() {
		this.contextRunner.withPropertyValues(EXPOSED_BY_HTTP).run((context) -> {
			assertThat(context).hasSingleBean(MultiMapsEndpointWebExtension.class);
			context.getBean(MultiMapWithTTLFactory.class).create("late", String.class);
			assertThat(context.getBean(MultiMapsEndpoint.class).multiMaps().multiMaps())
				.extracting(MultiMapDescriptor::id)
				.containsExactly("couriers", "late");
		});
	}

	@Test
	void isNotThereUnlessItIsExposed() {
		this.contextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapsEndpoint.class));
	}

	@Test
	void isNotThereWithoutAccess() {
		this.contextRunner.withPropertyValues(EXPOSED_BY_HTTP, "management.endpoint.multimaps.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MultiMapsEndpoint.class));
	}

	@ParameterizedTest
	@CsvSource({ "'', false", "management.endpoint.multimaps.access=READ_ONLY, false",
			"management.endpoint.multimaps.access=UNRESTRICTED, true" })
	void deletingIsOptedInto(String property, boolean allowed) {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, EndpointAutoConfiguration.class,
					JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=multimaps",
					property)
			.run((context) -> assertThat(context.getBean(JmxEndpointsSupplier.class).getEndpoints()).singleElement()
				.satisfies((endpoint) -> assertThat(endpoint.getOperations()).extracting(JmxOperation::getName)
					.containsExactlyInAnyOrderElementsOf(allowed ? List.of("multiMaps", "multiMap", "deleteName")
							: List.of("multiMaps", "multiMap"))));
	}

	@Test
	void hasNoWebExtensionWhereItIsExposedByJmxOnly() {
		this.contextRunner
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=multimaps")
			.run((context) -> assertThat(context).hasSingleBean(MultiMapsEndpoint.class)
				.doesNotHaveBean(MultiMapsEndpointWebExtension.class));
	}

	@Test
	void propertiesSayWhoIsShownValues() {
		this.contextRunner
			.withPropertyValues("management.endpoint.multimaps.show-values=when-authorized",
					"management.endpoint.multimaps.roles=admin,operator", EXPOSED_BY_HTTP)
			.run((context) -> {
				assertThat(context.getBean(MultiMapsEndpointProperties.class))
					.isEqualTo(new MultiMapsEndpointProperties(Show.WHEN_AUTHORIZED, Set.of("admin", "operator")));
				assertThat(context.getBean(MultiMapsEndpoint.class)).extracting("showValues")
					.isEqualTo(Show.WHEN_AUTHORIZED);
				assertThat(context.getBean(MultiMapsEndpointWebExtension.class))
					.hasFieldOrPropertyWithValue("showValues", Show.WHEN_AUTHORIZED)
					.hasFieldOrPropertyWithValue("roles", Set.of("admin", "operator"));
			});
	}

	@Test
	void valuesAreNotShownUnlessConfigured() {
		this.contextRunner.withPropertyValues(EXPOSED_BY_HTTP)
			.run((context) -> assertThat(context.getBean(MultiMapsEndpointProperties.class))
				.isEqualTo(new MultiMapsEndpointProperties(Show.NEVER, Set.of())));
	}

	@Test
	void backsOffWithoutActuator() {
		this.contextRunner.withPropertyValues(EXPOSED_BY_HTTP)
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MultiMapWithTTLFactory.class)
				.doesNotHaveBean("multiMapsEndpoint"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "multiMapsEndpoint", "multiMapsEndpointWebExtension" })
	void backsOffWithoutMultiMaps(String bean) {
		this.contextRunner.withPropertyValues(EXPOSED_BY_HTTP, "multimap.ttl.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(bean));
	}

	@Test
	void backsOffWhenApplicationDefinesEndpoint() {
		MultiMapsEndpoint own = new MultiMapsEndpoint(List.of(), Show.NEVER);
		this.contextRunner.withPropertyValues(EXPOSED_BY_HTTP)
			.withBean(MultiMapsEndpoint.class, () -> own)
			.run((context) -> assertThat(context.getBean(MultiMapsEndpoint.class)).isSameAs(own));
	}

}
