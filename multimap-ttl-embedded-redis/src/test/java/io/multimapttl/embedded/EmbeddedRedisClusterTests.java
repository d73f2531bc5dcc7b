package io.multimapttl.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link EmbeddedRedisCluster}.
 */
class EmbeddedRedisClusterTests {

	private static EmbeddedRedisCluster cluster;

	@BeforeAll
	static void start() {
		cluster = EmbeddedRedisCluster.builder().password("secret").setting("maxmemory", "10mb").start();
	}

	@AfterAll
	static void close() {
		List<EmbeddedRedis> nodes = cluster.getNodes();
		cluster.close();
		assertThat(nodes).allSatisfy((node) -> assertThatIOException().isThrownBy(node::connect));
	}

	@Test
	void hasThreeMastersOfWhichEachSeesTheClusterInOrder() throws IOException {
		assertThat(cluster.getNodes()).hasSize(3);
		for (EmbeddedRedis node : cluster.getNodes()) {
			try (RespConnection connection = node.connect()) {
				assertThat(connection.command("CLUSTER", "INFO").lines()).contains("cluster_state:ok",
						"cluster_slots_ok:16384", "cluster_size:3", "cluster_known_nodes:3");
			}
		}
	}

	@Test
	void mastersShareTheSlotsEvenly() throws IOException {
		try (RespConnection connection = cluster.getNodes().get(0).connect()) {
			assertThat(connection.command("CLUSTER", "NODES").lines()).satisfiesExactlyInAnyOrder(
					(line) -> assertThat(line).contains("master").endsWith(" connected 0-5460"),
					(line) -> assertThat(line).contains("master").endsWith(" connected 5461-10921"),
					(line) -> assertThat(line).contains("master").endsWith(" connected 10922-16383"));
		}
	}

	@Test
	void clientFindsAllMastersFromOne() {
		RedisURI uri = RedisURI.create(cluster.getNodes().get(2).getUri().toString());
		try (RedisClusterClient client = RedisClusterClient.create(uri);
				StatefulRedisClusterConnection<String, String> connection = client.connect()) {
			List<String> keys = IntStream.range(0, 100).mapToObj((i) -> "key" + i).toList();
			keys.forEach((key) -> connection.sync().set(key, "value of " + key));
			assertThat(keys).allSatisfy((key) -> assertThat(connection.sync().get(key)).isEqualTo("value of " + key));
			assertThat(cluster.getNodes()).allSatisfy((node) -> {
				try (RespConnection master = node.connect()) {
					assertThat(master.command("DBSIZE")).isNotEqualTo("0");
				}
			});
		}
	}

	@Test
	void passwordAndSettingsAreThoseOfEachNode() {
		assertThat(cluster.getPassword()).isEqualTo("secret");
		assertThat(cluster.getNodes()).allSatisfy((node) -> {
			assertThat(node.getPassword()).isEqualTo("secret");
			try (RespConnection master = node.connect()) {
				assertThat(master.command("INFO", "memory").lines()).contains("maxmemory:" + 10 * 1024 * 1024);
			}
		});
	}

	@Test
	void clusterThatDoesNotFormInTimeFailsAndLeavesNothingBehind(@TempDir Path folder) {
		EmbeddedRedisCluster.Builder builder = EmbeddedRedisCluster.builder()
			.temporaryFolder(folder)
			.startTimeout(Duration.ofMillis(1));
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
			.withMessageContaining("within 1 ms");
		assertThat(folder).isEmptyDirectory();
	}

}
