package io.multimapttl.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.redis.testcontainers.RedisContainer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.testcontainers.utility.DockerImageName;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.embedded.EmbeddedRedisCluster;

/**
 * A real Redis for tests, one of each {@link RedisTopology} per JVM, started when it is
 * first asked for.
 * <p>
 * The standalone server is a container where Docker answers, otherwise the embedded one.
 * The system property {@value #CHOICE}, or the environment variable of that name in
 * capitals with underscores, chooses by hand: {@code testcontainers}, {@code embedded} or
 * the URL of a server. The property {@value #IMAGE} names the image of the container. The
 * cluster is the embedded one, or that of which {@value #CLUSTER} gives the URLs of
 * nodes, separated by commas. Where none can be had, tests fail.
 */
public final class RedisServer {

	static final String CHOICE = "multimap.ttl.test.redis";

	static final String CLUSTER = "multimap.ttl.test.redis-cluster";

	static final String IMAGE = "multimap.ttl.test.redis-image";

	private static final String DEFAULT_IMAGE = "redis:7.4-alpine";

	private static final Log logger = LogFactory.getLog(RedisServer.class);

	private static final ClientResources resources = ClientResources.create();

	private final RedisTopology topology;

	private final List<RedisURI> nodes;

	private final LettuceConnectionFactory connectionFactory;

	private final StringRedisTemplate rawTemplate;

	private final List<RedisCommands<String, String>> consoles;

	private RedisServer(RedisTopology topology, List<RedisURI> nodes) {
		this.topology = topology;
		this.nodes = nodes;
		this.connectionFactory = createConnectionFactory(clientConfiguration());
		this.rawTemplate = new StringRedisTemplate(createConnectionFactory(clientConfiguration()));
		this.consoles = consoles(nodes);
	}

	/**
	 * Returns the standalone server.
	 * @return the server
	 */
	public static RedisServer standalone() {
		return RedisTopology.STANDALONE.server();
	}

	/**
	 * Returns the cluster of three masters.
	 * @return the cluster
	 */
	public static RedisServer cluster() {
		return RedisTopology.CLUSTER.server();
	}

	static RedisServer start(RedisTopology topology) {
		List<RedisURI> nodes = topology.isCluster() ? startCluster() : List.of(startStandalone());
		return new RedisServer(topology, nodes);
	}

	/**
	 * Returns an embedded server that is no more than that: to be told what the others
	 * share.
	 * @param server the server
	 * @return it, ready to be used by tests
	 */
	public static RedisServer of(EmbeddedRedis server) {
		return new RedisServer(RedisTopology.STANDALONE, List.of(uri(server)));
	}

	private static RedisURI startStandalone() {
		String choice = setting(CHOICE, "");
		return switch (choice) {
			case "" -> DockerEngine.isThere() ? startContainerOrEmbedded() : startEmbedded();
			case "testcontainers" -> startContainer();
			case "embedded" -> startEmbedded();
			default -> RedisURI.create(choice);
		};
	}

	private static RedisURI startContainerOrEmbedded() {
		try {
			return startContainer();
		}
		catch (RuntimeException ex) {
			logger.warn("Docker answers, but starts no container with Redis; using the embedded server", ex);
			return startEmbedded();
		}
	}

	/**
	 * Starts a container; Testcontainers removes it after the JVM.
	 */
	@SuppressWarnings("resource")
	private static RedisURI startContainer() {
		RedisContainer container = newContainer();
		container.start();
		Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
		logger.info("Tests use Redis in a container of " + container.getDockerImageName());
		return RedisURI.create(container.getRedisURI());
	}

	/**
	 * Returns whether tests that bring their own server use a container.
	 * @return {@code false} if they use the embedded server
	 */
	public static boolean usesContainers() {
		String choice = setting(CHOICE, "");
		return choice.equals("testcontainers") || (choice.isEmpty() && DockerEngine.isThere());
	}

	/**
	 * Returns a container of the image that tests use.
	 * @return a new container, not started
	 */
	public static RedisContainer newContainer() {
		DockerImageName image = DockerImageName.parse(setting(IMAGE, DEFAULT_IMAGE));
		return new RedisContainer(image.asCompatibleSubstituteFor("redis"));
	}

	/**
	 * Starts an embedded server, which ends with the JVM.
	 */
	@SuppressWarnings("resource")
	private static RedisURI startEmbedded() {
		logger.info("Tests use the embedded Redis");
		return uri(EmbeddedRedis.builder().randomPassword().start());
	}

	@SuppressWarnings("resource")
	private static List<RedisURI> startCluster() {
		String urls = setting(CLUSTER, "");
		if (!urls.isEmpty()) {
			return Stream.of(urls.split(",")).map(String::strip).map(RedisURI::create).toList();
		}
		return EmbeddedRedisCluster.builder()
			.password("s3cret")
			.start()
			.getNodes()
			.stream()
			.map(RedisServer::uri)
			.toList();
	}

	private static RedisURI uri(EmbeddedRedis server) {
		return RedisURI.create(server.getUri());
	}

	private static String setting(String property, String defaultValue) {
		String variable = property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
		String value = System.getProperty(property, System.getenv(variable));
		return (value != null && !value.isBlank()) ? value.strip() : defaultValue;
	}

	/**
	 * Returns whether this is a cluster.
	 * @return whether it is
	 */
	public boolean isCluster() {
		return this.topology.isCluster();
	}

	/**
	 * Returns where to connect: the server, or nodes of the cluster.
	 * @return the addresses, with passwords
	 */
	public List<RedisURI> getNodes() {
		return this.nodes;
	}

	/**
	 * Returns the connection factory that tests share as that of the application.
	 * @return a connection factory, not to be changed or closed
	 */
	public LettuceConnectionFactory getConnectionFactory() {
		return this.connectionFactory;
	}

	/**
	 * Starts the configuration of a client that closes at once and shares its threads.
	 * @return a builder
	 */
	public static LettuceClientConfiguration.LettuceClientConfigurationBuilder clientConfigurationBuilder() {
		return prepare(LettuceClientConfiguration.builder());
	}

	public static <B extends LettuceClientConfiguration.LettuceClientConfigurationBuilder> B prepare(B builder) {
		builder.clientResources(resources)
			.commandTimeout(Duration.ofSeconds(20))
			.shutdownTimeout(Duration.ZERO)
			.shutdownQuietPeriod(Duration.ZERO);
		return builder;
	}

	private static LettuceClientConfiguration clientConfiguration() {
		return clientConfigurationBuilder().build();
	}

	/**
	 * Creates another connection factory, as an application would.
	 * @param clientConfiguration how the client behaves
	 * @return a started connection factory, to be destroyed
	 */
	public LettuceConnectionFactory createConnectionFactory(LettuceClientConfiguration clientConfiguration) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration(), clientConfiguration);
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	/**
	 * Returns what an application configures to use this server.
	 * @return the configuration of a connection factory
	 */
	public RedisConfiguration configuration() {
		RedisURI first = this.nodes.get(0);
		if (!isCluster()) {
			return LettuceConnectionFactory.createRedisConfiguration(first);
		}
		RedisClusterConfiguration cluster = new RedisClusterConfiguration();
		this.nodes.forEach((node) -> cluster.clusterNode(node.getHost(), node.getPort()));
		char[] password = first.getCredentialsProvider().resolveCredentials().block().getPassword();
		if (password != null) {
			cluster.setPassword(password);
		}
		return cluster;
	}

	/**
	 * Returns how many connections the server, or all nodes together, have accepted since
	 * they started.
	 * @return the number of connections
	 */
	public long totalConnectionsReceived() {
		return sum("stats", "total_connections_received");
	}

	/**
	 * Returns how many clients are connected to the server, or to all nodes together.
	 * @return the number of clients
	 */
	public long connectedClients() {
		return sum("clients", "connected_clients");
	}

	/**
	 * Returns a template on connections of its own, to look at Redis past the multimap.
	 * @return the template
	 */
	public StringRedisTemplate rawTemplate() {
		return this.rawTemplate;
	}

	/**
	 * Returns one connection per node, for what is about the server and not about keys.
	 * @return the connections
	 */
	public List<RedisCommands<String, String>> consoles() {
		return this.consoles;
	}

	/**
	 * Returns how many connections a client has to all nodes.
	 * @param name what the client calls its connections
	 * @return their number
	 */
	public long clients(String name) {
		return this.consoles.stream()
			.map(RedisCommands::clientList)
			.flatMap(String::lines)
			.filter((client) -> client.contains("name=" + name + " "))
			.count();
	}

	private long sum(String section, String field) {
		return this.consoles.stream()
			.map((console) -> console.info(section))
			.flatMap(String::lines)
			.filter((line) -> line.startsWith(field + ":"))
			.mapToLong((line) -> Long.parseLong(line.substring(field.length() + 1).strip()))
			.sum();
	}

	private static List<RedisCommands<String, String>> consoles(List<RedisURI> nodes) {
		List<RedisCommands<String, String>> consoles = new ArrayList<>();
		for (RedisURI node : nodes) {
			RedisClient client = RedisClient.create(resources, node);
			StatefulRedisConnection<String, String> connection = client.connect();
			consoles.add(connection.sync());
		}
		return consoles;
	}

	@Override
	public String toString() {
		return this.topology + " " + this.nodes;
	}

}
