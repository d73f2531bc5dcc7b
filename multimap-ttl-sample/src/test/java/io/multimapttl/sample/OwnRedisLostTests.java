package io.multimapttl.sample;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.data.redis.connection.RedisServerCommands.ShutdownOption;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The board whose own Redis, which nothing starts again, has ended.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.data.redis.timeout=1s")
@AutoConfigureRestTestClient
@DirtiesContext
class OwnRedisLostTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	private StringRedisTemplate redis;

	@Test
	void boardSaysThatItHasToBeStartedAgain() {
		this.client.post().uri("/zones/north/couriers/ada").exchangeSuccessfully();
		this.redis.execute((RedisCallback<Boolean>) (connection) -> {
			connection.serverCommands().shutdown(ShutdownOption.NOSAVE);
			return true;
		});
		assertThat(Http.problemText(this.client.get().uri("/board"), 503)).contains("start the board again",
				"\"staysSo\":true");
	}

}
