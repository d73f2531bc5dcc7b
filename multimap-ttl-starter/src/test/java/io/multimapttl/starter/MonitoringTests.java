package io.multimapttl.starter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.multimapttl.MultiMapException;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that an application shows what the dashboard and the alerts in
 * {@code docs/monitoring} ask for.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "multimap.ttl.maps.couriers.ttl=45s", "management.endpoints.web.exposure.include=prometheus",
				"management.metrics.distribution.percentiles-histogram.multimap.operation=true",
				"spring.security.user.password=password" })
@AutoConfigureRestTestClient
class MonitoringTests {

	private static final Path MONITORING = Path.of("..", "docs", "monitoring");

	private static final Pattern METRIC = Pattern.compile("(multimap_\\w+)(?:\\{([^}]*)\\})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	@Autowired
	private RestTestClient client;

	@Autowired
	private RedisMultiMapWithTTL<String> couriers;

	@Autowired
	private StringRedisTemplate template;

	private List<String> shown = List.of();

	@BeforeEach
	void useTheMultiMap() {
		this.couriers.add("zone", "ada");
		String other = this.couriers.getKeyPrefix() + ":text";
		this.template.opsForValue().set(other, "text");
		assertThatExceptionOfType(MultiMapException.class).isThrownBy(() -> this.couriers.size("text"));
		this.template.delete(List.of(other, this.couriers.getKeyPrefix() + ":zone"));
		this.shown = this.client.get()
			.uri("/actuator/prometheus")
			.headers((headers) -> headers.setBasicAuth("user", "password"))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody()
			.lines()
			.toList();
	}

	@Test
	void dashboardAsksForWhatIsShown() throws Exception {
		List<String> expressions = new ArrayList<>();
		for (Map<?, ?> panel : children(read("dashboard.json"), "panels")) {
			children(panel, "targets").forEach((target) -> expressions.add((String) target.get("expr")));
		}
		assertThat(expressions).hasSizeGreaterThan(7).allSatisfy(this::assertIsShown);
	}

	@Test
	void alertsAskForWhatIsShown() throws Exception {
		List<String> expressions = new ArrayList<>();
		for (Map<?, ?> group : children(read("alerts.yml"), "groups")) {
			children(group, "rules").forEach((rule) -> expressions.add((String) rule.get("expr")));
		}
		assertThat(expressions).hasSize(5).allSatisfy(this::assertIsShown);
	}

	private void assertIsShown(String expression) {
		List<MatchResult> metrics = METRIC.matcher(expression).results().toList();
		assertThat(metrics).isNotEmpty();
		for (MatchResult metric : metrics) {
			Set<String> labels = new TreeSet<>();
			Stream.ofNullable(metric.group(2))
				.flatMap((selector) -> LABEL.matcher(selector).results())
				.forEach((label) -> labels.add(label.group(1)));
			GROUPING.matcher(expression)
				.results()
				.flatMap((grouping) -> Stream.of(grouping.group(1).split(", ")))
				.forEach(labels::add);
			assertThat(this.shown).as("%s with the labels %s", metric.group(1), labels)
				.anySatisfy((line) -> assertThat(line).startsWith(metric.group(1) + "{")
					.contains(labels.stream().map((label) -> label + "=\"").toList()));
		}
	}

	private static Map<?, ?> read(String file) throws Exception {
		// JSON is YAML, too
		return new Yaml().load(Files.readString(MONITORING.resolve(file)));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<?, ?>> children(Map<?, ?> parent, String name) {
		return (List<Map<?, ?>>) parent.get(name);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MonitoredApplication {

	}

}
