package io.multimapttl.sample;

import java.time.Duration;

import io.multimapttl.embedded.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * The board with a configured Redis that goes away while the board is connected to it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class RedisLostTests {

	private static final EmbeddedRedis redis = EmbeddedRedis.builder().randomPassword().start();

	@Autowired
	private RestTestClient client;

	@DynamicPropertySource
	static void configuredRedis(DynamicPropertyRegistry properties) {
		properties.add("spring.data.redis.url", redis::getUri);
	}

	@AfterAll
	static void closeRedis() {
		redis.close();
	}

	@Test
	void boardAnswersInTimeThatItIsNotAvailable() {
		this.client.post().uri("/zones/north/couriers/ada").exchangeSuccessfully();
		redis.close();
		String problem = assertTimeout(Duration.ofSeconds(30),
				() -> Http.problemText(this.client.get().uri("/zones/north"), 503));
		assertThat(problem).contains("\"detail\":\"The board cannot use its Redis at the moment\"")
			.doesNotContain(redis.getPassword(), redis.getHost());
	}

}
