package io.multimapttl.embedded.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParser;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisProperty}: the properties of Spring Boot that mean a Redis of
 * one's own, and those that apply to the embedded one as well.
 */
class RedisPropertyTests {

	@ParameterizedTest
	@ValueSource(strings = { "url", "host", "port", "username", "password", "ssl.enabled", "ssl.bundle",
			"cluster.nodes", "cluster.nodes[0]", "cluster.max-redirects", "sentinel.master", "sentinel.nodes",
			"sentinel.username", "sentinel.password", "masterreplica.nodes", "lettuce.read-from",
			"lettuce.cluster.refresh.adaptive", "lettuce.cluster.refresh.dynamic-refresh-sources",
			"lettuce.cluster.refresh.period" })
	void meansARedisOfOnesOwn(String property) {
		assertThat(meansARedis("spring.data.redis." + property)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.redis.host", "spring.redis.timeout", "spring.redis.ssl" })
	void thatOfAnOlderSpringBootMeansARedisOfOnesOwn(String property) {
		assertThat(meansARedis(property)).isTrue();
	}

	@Test
	void noneButTheseOfSpringBootAppliesToTheEmbeddedOne() throws IOException {
		Set<String> applying = propertiesOfSpringBoot();
		assertThat(applying).hasSizeGreaterThan(40);
		applying.removeIf(RedisPropertyTests::meansARedis);
		assertThat(applying).allSatisfy((property) -> assertThat(property).matches("spring\\.data\\.redis\\."
				+ "(client-name|client-type|connect-timeout|database|timeout|repositories\\.enabled|listener\\..*"
				+ "|lettuce\\.shutdown-timeout|(lettuce|jedis)\\.pool\\..*)"));
	}

	private static boolean meansARedis(String property) {
		return RedisProperty.findIn(new MockEnvironment().withProperty(property, "")).isPresent();
	}

	@SuppressWarnings("unchecked")
	private static Set<String> propertiesOfSpringBoot() throws IOException {
		Set<String> names = new TreeSet<>();
		JsonParser parser = JsonParserFactory.getJsonParser();
		for (Resource metadata : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/spring-configuration-metadata.json")) {
			Map<String, Object> parsed = parser.parseMap(metadata.getContentAsString(StandardCharsets.UTF_8));
			((List<Map<String, Object>>) parsed.get("properties")).stream()
				.map((property) -> String.valueOf(property.get("name")))
				.filter((name) -> name.startsWith("spring.data.redis.") || name.startsWith("spring.redis."))
				.forEach(names::add);
		}
		return names;
	}

}
