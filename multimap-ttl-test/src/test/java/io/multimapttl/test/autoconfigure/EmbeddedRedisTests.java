package io.multimapttl.test.autoconfigure;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Multimaps in memory beside the module with the embedded Redis.
 */
class EmbeddedRedisTests {

	private static final String EMBEDDED = "embeddedRedisConnectionDetails";

	@Nested
	@SpringBootTest(classes = Application.class)
	@AutoConfigureInMemoryMultiMapWithTTL
	class ByDefault {

		@Test
		void noneIsStarted(@Autowired ApplicationContext context) {
			assertThat(context.containsBean(EMBEDDED)).isFalse();
			assertThat(context.containsBean("redisConnectionFactory")).isTrue();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = "multimap.ttl.embedded-redis.enabled=true")
	@AutoConfigureInMemoryMultiMapWithTTL
	class AskedFor {

		@Test
		void itIsStarted(@Autowired ApplicationContext context) {
			assertThat(context.containsBean(EMBEDDED)).isTrue();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
