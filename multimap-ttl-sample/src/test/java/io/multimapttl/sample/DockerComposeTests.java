package io.multimapttl.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be checked of {@code docker-compose.yml} where there are no images to run it
 * with: that it hangs together, and that Spring Boot understands what it sets. The board
 * on a cluster is run by {@code ClusterTests}.
 */
class DockerComposeTests {

	private Map<String, Map<String, Object>> services;

	@BeforeEach
	void parse() throws IOException {
		Map<String, Object> file = new Yaml().load(Files.readString(Path.of("docker-compose.yml")));
		this.services = cast(file.get("services"));
	}

	@Test
	void boardIsConnectedToTheServerBesideIt() {
		String url = redisOf("board").getUrl();
		assertThat(URI.create(url)).satisfies((uri) -> {
			assertThat(this.services).containsKey(uri.getHost());
			assertThat(uri.getPort()).isEqualTo(6379);
		});
	}

	@Test
	void boardOnClusterIsConnectedToAllNodes() {
		DataRedisProperties.Cluster cluster = redisOf("board-on-cluster").getCluster();
		List<String> addresses = Stream.of("node-1", "node-2", "node-3").map(this::address).toList();
		assertThat(cluster.getNodes())
			.containsExactlyElementsOf(addresses.stream().map((address) -> address + ":6379").toList());
		assertThat(command("cluster")).contains("--cluster create " + String.join(":6379 ", addresses) + ":6379 ");
	}

	@Test
	void nodesAreNodesOfACluster() {
		assertThat(command("node-1")).contains("--cluster-enabled yes");
		assertThat(command("valkey")).doesNotContain("cluster");
	}

	@ParameterizedTest
	@ValueSource(strings = { "board", "board-on-cluster" })
	void jarIsTheOneThatMavenBuilds(String board) throws IOException {
		assertThat(Files.readString(Path.of("pom.xml"))).contains("<finalName>courier-board</finalName>");
		assertThat(this.services.get(board).get("volumes"))
			.isEqualTo(List.of("./target/courier-board.jar:/courier-board.jar:ro"));
		assertThat(command(board)).isEqualTo("java -XX:+ExitOnOutOfMemoryError -jar /courier-board.jar");
	}

	@ParameterizedTest
	@ValueSource(strings = { "board", "board-on-cluster" })
	void boardIsServedOutsideOfTheContainerButOnlyOnThisMachine(String board) {
		assertThat(this.services.get(board).get("environment")).hasFieldOrPropertyWithValue("SERVER_ADDRESS",
				"0.0.0.0");
		assertThat(this.services.get(board).get("ports")).isEqualTo(List.of("127.0.0.1:8080:8080"));
	}

	@Test
	void everyServiceThatIsWaitedForIsThereAndStartedWithIt() {
		this.services.forEach((name, service) -> dependencies(service).forEach((dependency) -> {
			assertThat(this.services).containsKey(dependency);
			assertThat(this.services.get(dependency).get("profiles")).as(dependency).isEqualTo(service.get("profiles"));
		}));
	}

	@Test
	void onlyTheClusterNeedsItsProfile() {
		assertThat(this.services).allSatisfy((name, service) -> assertThat(service.get("profiles")).as(name)
			.isEqualTo(List.of("board", "valkey").contains(name) ? null : List.of("cluster")));
	}

	private DataRedisProperties redisOf(String service) {
		Map<String, Object> environment = cast(this.services.get(service).get("environment"));
		assertThat(environment).isNotEmpty();
		MutablePropertySources sources = new MutablePropertySources();
		sources.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", environment));
		return new Binder(ConfigurationPropertySources.from(sources))
			.bind("spring.data.redis", DataRedisProperties.class)
			.get();
	}

	private String address(String node) {
		Map<String, Map<String, String>> networks = cast(this.services.get(node).get("networks"));
		return networks.get("nodes").get("ipv4_address");
	}

	private String command(String service) {
		Object command = this.services.get(service).get("command");
		return (command instanceof List<?> words) ? String.join(" ", words.stream().map(String::valueOf).toList())
				: (String) command;
	}

	private static Collection<String> dependencies(Map<String, Object> service) {
		Object dependencies = service.get("depends_on");
		if (dependencies instanceof Map) {
			return DockerComposeTests.<Map<String, Object>>cast(dependencies).keySet();
		}
		return (dependencies != null) ? cast(dependencies) : List.of();
	}

	@SuppressWarnings("unchecked")
	private static <T> T cast(Object value) {
		return (T) value;
	}

}
