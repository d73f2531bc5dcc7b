package io.multimapttl.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The board with a configured Redis that is not there.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class RedisDownTests {

	@Autowired
	private RestTestClient client;

	@DynamicPropertySource
	static void redisThatIsNotThere(DynamicPropertyRegistry properties) throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = socket.getLocalPort();
			properties.add("spring.data.redis.url", () -> "redis://board:open-sesame@localhost:" + port);
		}
	}

	@Test
	void boardStartsAndAnswersThatItIsNotAvailable() {
		expectUnavailable(this.client.post().uri("/zones/north/couriers/ada"));
		expectUnavailable(this.client.get().uri("/zones"));
		expectUnavailable(this.client.get().uri("/zones/north"));
		expectUnavailable(this.client.get().uri("/redis"));
		expectUnavailable(this.client.get().uri("/board"));
		expectUnavailable(this.client.get().uri("/devices/sam"));
		expectUnavailable(this.client.post().uri("/devices/sam?kind=PHONE"));
		expectUnavailable(this.client.delete().uri("/zones/north"));
	}

	@Test
	void pageIsServedAllTheSame() {
		this.client.get().uri("/").exchangeSuccessfully();
	}

	@Test
	void boardIsNotHealthy() {
		this.client.get().uri("/actuator/health").exchange().expectStatus().isEqualTo(503);
	}

	private void expectUnavailable(RestTestClient.RequestHeadersSpec<?> request) {
		String problem = Http.problemText(request, 503);
		assertThat(problem).contains("\"detail\":\"The board cannot use its Redis at the moment\"", "\"staysSo\":false")
			.doesNotContain("open-sesame", "localhost");
	}

}
