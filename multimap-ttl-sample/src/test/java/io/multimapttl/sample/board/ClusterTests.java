package io.multimapttl.sample.board;

import java.util.stream.Collectors;

import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.embedded.EmbeddedRedisCluster;
import io.multimapttl.sample.Http;
import io.multimapttl.sample.inside.Keyspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

/**
 * The board on a cluster, as the cluster profile of {@code docker-compose.yml} runs it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.data.redis.timeout=40s")
@AutoConfigureRestTestClient
class ClusterTests {

	private static final EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start();

	@Autowired
	private RestTestClient client;

	@DynamicPropertySource
	static void clusterNodes(DynamicPropertyRegistry properties) {
		properties.add("spring.data.redis.cluster.nodes",
				() -> cluster.getNodes()
					.stream()
					.map((EmbeddedRedis node) -> node.getHost() + ":" + node.getPort())
					.collect(Collectors.joining(",")));
	}

	@AfterAll
	static void closeCluster() {
		cluster.close();
	}

	@Test
	void boardWorksOnAClusterWithoutPlainSets() {
		this.client.post().uri("/zones/Harbour/couriers/ada").exchangeSuccessfully();
		this.client.post().uri("/zones/Harbour/couriers/ada/move?to=Market").exchangeSuccessfully();
		this.client.post()
			.uri("/import")
			.contentType(MediaType.parseMediaType("text/csv"))
			.body("Market,bob\nStation,eve\n")
			.exchangeSuccessfully();
		assertThat(get("/board", BoardController.Board.class).zones()).filteredOn((column) -> column.size() > 0)
			.extracting(BoardController.Column::zone, BoardController.Column::size)
			.containsExactly(tuple("Market", 2), tuple("Station", 1));
		Keyspace redis = get("/redis", Keyspace.class);
		assertThat(redis.sortedSets()).extracting(Keyspace.SortedSet::key)
			.containsExactlyInAnyOrder("courier-board.couriers:Market", "courier-board.couriers:Station",
					"courier-board.zones:open", "courier-board.pings:everywhere");
		assertThat(redis.keys()).isEqualTo(4);
		assertThat(redis.plainSets()).isNull();
		Http.expectNoContent(this.client.delete().uri("/redis/plain-sets"));
		Http.expectNoContent(this.client.delete().uri("/zones/Market"));
	}

	private <T> T get(String path, Class<T> type) {
		return this.client.get().uri(path).exchangeSuccessfully().expectBody(type).returnResult().getResponseBody();
	}

}
