package io.multimapttl.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.multimapttl.testsupport.Courier;
import io.multimapttl.testsupport.IsolatedClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what happens where an optional library is really missing, classes and all.
 */
class OptionalLibrariesTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=multimaps";

	@Test
	void everythingIsThereWithAllLibraries() throws Exception {
		assertThat(beansWithout("nothing", EXPOSED)).contains("multiMapWithTTL", "reactiveMultiMapWithTTL",
				"multiMapMetrics", "multiMapObservations", "multiMapsEndpoint", "jacksonJsonMapper");
	}

	@Test
	void multiMapsNeedNoReactor() throws Exception {
		// Lettuce does
		assertThat(beansWithout("reactor-core", "spring.data.redis.client-type=jedis"))
			.contains("multiMapWithTTL", "multiMapObservations")
			.doesNotContain("reactiveMultiMapWithTTL");
	}

	@Test
	void textNeedsNoJackson() throws Exception {
		assertThat(beansWithout("jackson-")).contains("multiMapWithTTL").doesNotContain("jacksonJsonMapper");
	}

	@Test
	void jsonWithoutJacksonFailsAtStartNamingTheDependency() {
		assertThatExceptionOfType(InvocationTargetException.class)
			.isThrownBy(
					() -> beansWithout("jackson-", "multimap.ttl.maps.couriers.value-type=" + Courier.class.getName()))
			.havingRootCause()
			.withMessageContaining("spring-boot-starter-jackson");
	}

	@Test
	void jsonNeedsNoJackson2() throws Exception {
		assertThat(
				beansWithout("jackson-databind-2", "multimap.ttl.maps.couriers.value-type=" + Courier.class.getName()))
			.contains("couriers", "jacksonJsonMapper");
	}

	@Test
	void multiMapsNeedNoMicrometer() throws Exception {
		assertThat(beansWithout("micrometer-core")).contains("multiMapWithTTL", "multiMapObservations")
			.doesNotContain("multiMapMetrics");
		assertThat(beansWithout("micrometer-")).contains("multiMapWithTTL")
			.doesNotContain("multiMapMetrics", "multiMapObservations");
	}

	@Test
	void multiMapsNeedNoActuator() throws Exception {
		assertThat(beansWithout("spring-boot-actuator", EXPOSED)).contains("multiMapWithTTL", "multiMapObservations")
			.doesNotContain("multiMapsEndpoint");
	}

	@Test
	void applicationStartsWithoutSpringDataRedis() throws Exception {
		assertThat(beansWithout("spring-data-redis")).isNotEmpty()
			.doesNotContain("multiMapWithTTL", "multiMapWithTTLFactory", "multiMapMetrics");
	}

	@SuppressWarnings("unchecked")
	private static List<String> beansWithout(String library, String... properties) throws Exception {
		return (List<String>) new IsolatedClassPath((entry) -> !entry.startsWith(library)).run(MinimalApplication.class,
				new Class<?>[] { String[].class }, (Object) properties);
	}

}
