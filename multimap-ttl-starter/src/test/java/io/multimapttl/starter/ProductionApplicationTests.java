package io.multimapttl.starter;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an application with this starter, the actuator, a Prometheus registry and Spring
 * Security shows of its multimaps: over HTTP and JMX, down to a real Redis.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "multimap.ttl.maps.couriers.ttl=45s",
		"multimap.ttl.maps.devices.value-type=java.lang.Long", "multimap.ttl.maps.idle.ttl=1m",
		"management.endpoints.web.exposure.include=multimaps,prometheus,metrics",
		"management.endpoint.multimaps.access=unrestricted", "spring.jmx.enabled=true",
		"management.endpoints.jmx.exposure.include=multimaps",
		"management.endpoint.multimaps.show-values=when-authorized", "management.endpoint.multimaps.roles=OPERATOR" })
@AutoConfigureRestTestClient
class ProductionApplicationTests {

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	@Autowired
	private RestTestClient client;

	@Autowired
	private RedisMultiMapWithTTL<String> couriers;

	@Autowired
	private MultiMapWithTTL<Long> devices;

	@Autowired
	private MultiMapWithTTLFactory factory;

	@Autowired
	private StringRedisTemplate template;

	@AfterEach
	void cleanUp() {
		this.couriers.clear();
		this.devices.clear();
	}

	@Test
	void prometheusShowsMetersOfEveryMultiMapFromTheStart() {
		this.factory.create("late", String.class);
		for (String multiMap : List.of("idle", "late")) {
			assertThat(prometheus()).contains("multimap_adds_values_total{multimap=\"" + multiMap + "\"} 0.0",
					"multimap_gets_names_total{multimap=\"" + multiMap + "\",result=\"hit\"} 0.0",
					"multimap_gets_names_total{multimap=\"" + multiMap + "\",result=\"miss\"} 0.0",
					"multimap_removals_values_total{multimap=\"" + multiMap + "\"} 0.0",
					"multimap_purged_values_total{multimap=\"" + multiMap + "\"} 0.0");
		}
	}

	@Test
	void prometheusShowsWhatHappensAndNoNameOrValue() {
		this.couriers.addAll("secret zone", List.of("secret ada", "secret bob"));
		this.couriers.getMany("secret zone", "other secret zone");
		this.couriers.remove("secret zone", "secret bob");
		this.template.opsForValue().set(this.couriers.getKeyPrefix() + ":secret text", "secret");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.couriers.size("secret text"));
		this.template.delete(this.couriers.getKeyPrefix() + ":secret text");
		assertThat(prometheus()).containsPattern("multimap_adds_values_total\\{multimap=\"couriers\"} [1-9]")
			.containsPattern("multimap_gets_names_total\\{multimap=\"couriers\",result=\"hit\"} [1-9]")
			.containsPattern("multimap_gets_names_total\\{multimap=\"couriers\",result=\"miss\"} [1-9]")
			.containsPattern("multimap_removals_values_total\\{multimap=\"couriers\"} [1-9]")
			.containsPattern("multimap_operation_seconds_count\\{error=\"none\",multimap=\"couriers\","
					+ "operation=\"getMany\",outcome=\"success\"} [1-9]")
			.containsPattern("multimap_operation_seconds_count\\{error=\"MultiMapException\",multimap=\"couriers\","
					+ "operation=\"size\",outcome=\"error\"} [1-9]")
			.doesNotContain("secret");
	}

	@Test
	void metersTellTheirUnits() {
		for (String meter : List.of("adds", "removals", "purged")) {
			read("/actuator/metrics/multimap." + meter).jsonPath("$.baseUnit").isEqualTo("values");
		}
		read("/actuator/metrics/multimap.gets").jsonPath("$.baseUnit").isEqualTo("names");
		this.couriers.size("zone");
		read("/actuator/metrics/multimap.operation?tag=operation:size").jsonPath("$.baseUnit").isEqualTo("seconds");
	}

	@Test
	void endpointListsTheMultiMaps() {
		read("/actuator/multimaps").jsonPath("$.multiMaps[0].id")
			.isEqualTo("couriers")
			.jsonPath("$.multiMaps[0].keyPrefix")
			.isEqualTo("multimap.couriers")
			.jsonPath("$.multiMaps[0].defaultTtl")
			.isEqualTo("PT45S")
			.jsonPath("$.multiMaps[0].valueType")
			.isEqualTo("java.lang.String")
			.jsonPath("$.multiMaps[0].statistics.added")
			.isNumber()
			.jsonPath("$.multiMaps[0].name")
			.doesNotExist()
			.jsonPath("$.multiMaps[1].valueType")
			.isEqualTo("java.lang.Long");
	}

	@Test
	void endpointShowsOneMultiMap() {
		read("/actuator/multimaps/devices").jsonPath("$.id")
			.isEqualTo("devices")
			.jsonPath("$.statistics.misses")
			.isNumber()
			.jsonPath("$.name")
			.doesNotExist();
	}

	@Test
	void endpointShowsWhatIsStoredUnderAName() {
		this.couriers.add("zone", "ada", EXPIRES_AT);
		this.couriers.add("zone", "bob", EXPIRES_AT.plusMillis(1));
		readName("operator", "zone").jsonPath("$.id")
			.isEqualTo("couriers")
			.jsonPath("$.name.live")
			.isEqualTo(2)
			.jsonPath("$.name.expired")
			.isEqualTo(0)
			.jsonPath("$.name.soonestExpiry")
			.isEqualTo("2099-01-01T00:00:00Z")
			.jsonPath("$.name.latestExpiry")
			.isEqualTo("2099-01-01T00:00:00.001Z")
			.jsonPath("$.name.keyTimeToLive")
			.value(String.class, (ttl) -> assertThat(Duration.parse(ttl)).isGreaterThan(Duration.ofDays(300)))
			.jsonPath("$.name.values[0].value")
			.isEqualTo("bob")
			.jsonPath("$.name.values[0].expiresAt")
			.isEqualTo("2099-01-01T00:00:00.001Z")
			.jsonPath("$.name.values[1].timeToLive")
			.value(String.class, (ttl) -> assertThat(Duration.parse(ttl)).isGreaterThan(Duration.ofDays(300)));
	}

	@Test
	void endpointShowsAHundredValuesAtTheMost() {
		this.couriers.addAll("zone", IntStream.range(0, 2000).mapToObj(String::valueOf).toList());
		readName("operator", "zone").jsonPath("$.name.live")
			.isEqualTo(2000)
			.jsonPath("$.name.values.length()")
			.isEqualTo(100);
	}

	@Test
	void valuesAreShownToUsersWithTheRole() {
		this.couriers.add("zone", "ada");
		readName("operator", "zone").jsonPath("$.name.values[0].value").isEqualTo("ada");
		readName("viewer", "zone").jsonPath("$.name.live").isEqualTo(1).jsonPath("$.name.values").doesNotExist();
	}

	@Test
	void endpointIsSecuredAsTheOthersAre() {
		this.client.get().uri("/actuator/multimaps").exchange().expectStatus().isUnauthorized();
		this.client.delete().uri("/actuator/multimaps/couriers?name=zone").exchange().expectStatus().isUnauthorized();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "zone 1", "a/b//c/", "/", "..", "a;b=c", "a+b&name=c#d?e", "50%", "%2F",
			"*?[]\\{}", "Zürich \uD83D\uDEB2", "new\nline", "nul\0" })
	void anyNameCanBeShownAndDeleted(String name) {
		this.couriers.addAll(name, List.of("ada", "bob"));
		this.couriers.add("other", "eve");
		readName("viewer", name).jsonPath("$.name.live").isEqualTo(2);
		delete("couriers", name).expectStatus().isNoContent();
		assertThat(this.couriers.get(name)).isEmpty();
		assertThat(this.couriers.get("other")).containsExactly("eve");
		readName("viewer", name).jsonPath("$.name.live").isEqualTo(0);
		delete("couriers", name).expectStatus().isNoContent();
	}

	@Test
	void endpointSaysWhatIsNotThere() {
		get("viewer", "/actuator/multimaps/nobody").expectStatus().isNotFound();
		get("viewer", "/actuator/multimaps/nobody?name=zone").expectStatus().isNotFound();
		delete("nobody", "zone").expectStatus().isNotFound();
	}

	@Test
	void nothingIsDeletedWithoutAName() {
		this.couriers.add("zone", "ada");
		this.client.delete()
			.uri("/actuator/multimaps/couriers")
			.headers((headers) -> headers.setBasicAuth("viewer", "password"))
			.exchange()
			.expectStatus()
			.isBadRequest();
		assertThat(this.couriers.size("zone")).isOne();
	}

	@Test
	void jmxShowsAndDeletesTheSame() throws Exception {
		this.devices.add("ada", 7L, EXPIRES_AT);
		Object all = invoke("multiMaps");
		assertThat(all).asString().contains("couriers", "devices", "java.lang.Long");
		assertThat(invoke("multiMap", "devices", null)).asString().contains("devices").doesNotContain("live");
		assertThat(invoke("multiMap", "nobody", null)).isNull();
		Map<?, ?> name = (Map<?, ?>) ((Map<?, ?>) invoke("multiMap", "devices", "ada")).get("name");
		assertThat(name.get("live")).isEqualTo(1L);
		assertThat(name.get("latestExpiry")).isEqualTo(EXPIRES_AT.toString());
		assertThat((List<?>) name.get("values")).singleElement()
			.satisfies((value) -> assertThat(((Map<?, ?>) value).get("value")).isEqualTo(7L));
		assertThat(((Map<?, ?>) invoke("deleteName", "devices", "ada")).get("live")).isEqualTo(true);
		assertThat(this.devices.size("ada")).isZero();
		assertThat(((Map<?, ?>) invoke("deleteName", "devices", "ada")).get("live")).isEqualTo(false);
		assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> invoke("deleteName", "nobody", "ada"))
			.withMessageContaining("no multimap with this id");
		assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> invoke("deleteName", "devices", null));
	}

	private static Object invoke(String operation, Object... arguments) throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Multimaps");
		String[] signature = List.of(server.getMBeanInfo(name).getOperations())
			.stream()
			.filter((candidate) -> candidate.getName().equals(operation))
			.map(MBeanOperationInfo::getSignature)
			.flatMap(Arrays::stream)
			.map(MBeanParameterInfo::getType)
			.toArray(String[]::new);
		return server.invoke(name, operation, arguments, signature);
	}

	private RestTestClient.BodyContentSpec readName(String user, String name) {
		return this.client.get()
			.uri("/actuator/multimaps/couriers?name={name}", name)
			.headers((headers) -> headers.setBasicAuth(user, "password"))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
	}

	private RestTestClient.BodyContentSpec read(String uri) {
		return get("viewer", uri).expectStatus().isOk().expectBody();
	}

	private String prometheus() {
		return get("viewer", "/actuator/prometheus").expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	private RestTestClient.ResponseSpec get(String user, String uri) {
		return this.client.get().uri(uri).headers((headers) -> headers.setBasicAuth(user, "password")).exchange();
	}

	private RestTestClient.ResponseSpec delete(String multiMap, String name) {
		return this.client.delete()
			.uri("/actuator/multimaps/{multiMap}?name={name}", multiMap, name)
			.headers((headers) -> headers.setBasicAuth("viewer", "password"))
			.exchange();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ProductionApplication {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			// A DELETE needs a CSRF token otherwise, as for any endpoint
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("operator").password("{noop}password").roles("OPERATOR").build(),
					User.withUsername("viewer").password("{noop}password").roles("VIEWER").build());
		}

	}

}
