package io.multimapttl.embedded.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.test.autoconfigure.DataRedisTest;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a {@link DataRedisTest @DataRedisTest} slice uses the embedded Redis.
 */
@DataRedisTest
class EmbeddedRedisDataRedisTestTests {

	@Autowired
	private EmbeddedRedisConnectionDetails connectionDetails;

	@Autowired
	private StringRedisTemplate template;

	@Test
	void sliceUsesTheEmbeddedRedis() {
		assertThat(this.connectionDetails.getPassword()).isNotNull();
		this.template.opsForValue().set("key", "value");
		assertThat(this.template.opsForValue().get("key")).isEqualTo("value");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
