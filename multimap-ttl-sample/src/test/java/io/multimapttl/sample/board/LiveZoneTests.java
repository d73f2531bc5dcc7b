package io.multimapttl.sample.board;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.multimapttl.sample.BoardTest;
import io.multimapttl.sample.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the events that tell who is in a zone.
 */
@BoardTest
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveZoneTests {

	private final String zone = UUID.randomUUID().toString();

	@Autowired
	private RestTestClient client;

	@LocalServerPort
	private int port;

	@Test
	void eventsTellWhoComesAndWhoLeaves() throws Exception {
		try (Stream<String> events = events()) {
			Iterator<String> zones = events.filter((line) -> line.startsWith("data:")).iterator();
			assertThat(zones.next()).contains(this.zone).doesNotContain("ada");
			Http.body(this.client.post().uri("/zones/{zone}/couriers/ada?ttl=100s", this.zone), Ping.class);
			await(zones, true);
			Http.expectNoContent(this.client.delete().uri("/zones/{zone}/couriers/ada", this.zone));
			await(zones, false);
		}
	}

	private static void await(Iterator<String> zones, boolean there) {
		boolean found = !there;
		while (found != there) {
			found = zones.next().contains("\"courier\":\"ada\"");
		}
	}

	private Stream<String> events() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port + "/zones/" + this.zone + "/live"))
			.build();
		HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
			.send(request, HttpResponse.BodyHandlers.ofLines());
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
		return response.body();
	}

	@Test
	void nameThatIsTooLongIsRefused() {
		Http.problem(this.client.get().uri("/zones/{zone}/live", "x".repeat(65)), 400);
	}

}
