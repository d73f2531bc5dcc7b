package io.multimapttl.autoconfigure;

import java.util.UUID;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.test.autoconfigure.DataRedisTest;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that multimaps are there in a test that is about Redis only.
 */
@DataRedisTest(
		properties = { "multimap.ttl.maps.couriers.value-type=java.lang.Long", "multimap.ttl.maps.couriers.ttl=1h" })
class DataRedisSliceTests {

	private static final String KEY_PREFIX = "test." + UUID.randomUUID();

	@Autowired
	private MultiMapWithTTL<Long> couriers;

	@Autowired
	private StringRedisTemplate template;

	@DynamicPropertySource
	static void redis(DynamicPropertyRegistry registry) {
		RedisURI server = RedisServer.standalone().getNodes().get(0);
		registry.add("spring.data.redis.host", server::getHost);
		registry.add("spring.data.redis.port", server::getPort);
		registry.add("spring.data.redis.password", () -> password(server));
		registry.add("multimap.ttl.key-prefix", () -> KEY_PREFIX);
	}

	private static String password(RedisURI server) {
		RedisCredentials credentials = server.getCredentialsProvider().resolveCredentials().block();
		return credentials.hasPassword() ? new String(credentials.getPassword()) : "";
	}

	@Test
	void multiMapWritesToTheRedisOfTheSlice() {
		assertThat(this.couriers.add("zone", 7L)).isTrue();
		assertThat(this.couriers.get("zone")).containsExactly(7L);
		assertThat(this.template.opsForZSet().range(KEY_PREFIX + ".couriers:zone", 0, -1)).containsExactly("7");
	}

	@AfterEach
	void cleanUp() {
		this.couriers.clear();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
