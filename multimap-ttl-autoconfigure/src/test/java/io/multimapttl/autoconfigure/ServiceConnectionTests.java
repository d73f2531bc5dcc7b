package io.multimapttl.autoconfigure;

import java.time.Duration;

import com.redis.testcontainers.RedisContainer;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.RedisServer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that multimaps are on the Redis whose connection details a test brings along:
 * those of a container where Docker answers, otherwise those of the embedded server.
 */
@SpringBootTest(
		properties = { "multimap.ttl.maps.couriers.ttl=1m", "multimap.ttl.maps.scores.value-type=java.lang.Long" })
class ServiceConnectionTests {

	@Autowired
	private MultiMapWithTTL<String> couriers;

	@Autowired
	private MultiMapWithTTL<Long> scores;

	@Autowired
	private DataRedisConnectionDetails connectionDetails;

	@Autowired
	private LettuceConnectionFactory connectionFactory;

	@Autowired
	private ObjectProvider<RedisContainer> container;

	@Test
	void multiMapsWriteToTheServerOfTheConnectionDetails() {
		assertThat(this.connectionFactory.getPort()).isEqualTo(this.connectionDetails.getStandalone().getPort());
		assertThat(this.couriers.add("zone", "ada")).isTrue();
		assertThat(this.couriers.getTimeToLive("zone", "ada"))
			.hasValueSatisfying((left) -> assertThat(left).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1)));
		assertThat(this.scores.add("ada", 7L)).isTrue();
		assertThat(this.scores.get("ada")).containsExactly(7L);
	}

	@Test
	void serverIsAContainerWhereDockerAnswers() {
		assertThat(this.container.stream().count()).isEqualTo(RedisServer.usesContainers() ? 1 : 0);
		this.container.ifAvailable(
				(container) -> assertThat(this.connectionFactory.getPort()).isEqualTo(container.getFirstMappedPort()));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class RedisOfTheTest {

		@Configuration(proxyBeanMethods = false)
		@Conditional(OnContainers.class)
		static class InAContainer {

			@Bean
			@ServiceConnection
			RedisContainer redis() {
				return RedisServer.newContainer();
			}

		}

	}

	static class OnContainers implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return RedisServer.usesContainers();
		}

	}

}
