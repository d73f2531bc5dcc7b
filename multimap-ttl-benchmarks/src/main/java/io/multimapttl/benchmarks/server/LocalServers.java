package io.multimapttl.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.multimapttl.embedded.EmbeddedRedis;
import org.jspecify.annotations.Nullable;

/**
 * Servers that are started for a run: a single one, or the masters of a cluster.
 */
final class LocalServers implements AutoCloseable {

	static final String HOST = "127.0.0.1";

	private static final int SLOTS = 16384;

	/** A node listens for other nodes on a port that is so much higher. */
	private static final int TO_BUS = 10_000;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int PINGS = 30;

	private static final int PINGS_TO_WARM_UP = 1000;

	private final @Nullable String executable;

	private final @Nullable Relay relay;

	private final List<AutoCloseable> processes = new ArrayList<>();

	private final List<Integer> ports = new ArrayList<>();

	private final List<Integer> portsForClients = new ArrayList<>();

	/**
	 * No server yet.
	 * @param executable the {@code redis-server}, or {@code null} for the embedded one
	 * @param far whether clients go through a relay
	 */
	LocalServers(@Nullable String executable, boolean far) {
		this.executable = executable;
		this.relay = far ? new Relay() : null;
	}

	/**
	 * Starts a single server.
	 */
	void startSingle() {
		start(Map.of());
	}

	/**
	 * Starts a cluster.
	 * @param masters how many masters it has
	 */
	void startCluster(int masters) {
		for (int i = 0; i < masters; i++) {
			start(Map.of("cluster-enabled", "yes", "cluster-announce-ip", HOST));
		}
		try (RedisClient client = RedisClient.create()) {
			List<RedisCommands<String, String>> nodes = this.ports.stream()
				.map((port) -> client.connect(RedisURI.create(HOST, port)).sync())
				.toList();
			for (int master = 0; master < masters; master++) {
				join(nodes.get(master), master);
			}
			awaitOrder(nodes);
		}
	}

	/**
	 * Moves the servers away. What the relay takes by itself counts.
	 * @param roundTrip how long a round trip shall take
	 * @return how long one takes
	 */
	Duration moveAway(Duration roundTrip) {
		Relay relay = Objects.requireNonNull(this.relay, "relay");
		int port = this.portsForClients.get(0);
		PingTime.undisturbed(port, PINGS_TO_WARM_UP);
		Duration delay = Duration.ZERO;
		for (int i = 0; i < 3; i++) {
			Duration missing = roundTrip.minus(PingTime.undisturbed(port, PINGS));
			delay = Collections.max(List.of(Duration.ZERO, delay.plus(missing.dividedBy(2))));
			relay.delay(delay);
		}
		return PingTime.undisturbed(port, PINGS);
	}

	private void start(Map<String, String> settings) {
		int port = freePort();
		int portForClients = (this.relay != null) ? this.relay.open(port) : port;
		Map<String, String> all = new HashMap<>(settings);
		all.put("cluster-announce-port", Integer.toString(portForClients));
		this.ports.add(port);
		this.portsForClients.add(portForClients);
		if (this.executable != null) {
			ServerProcess process = ServerProcess.start(this.executable, port, all);
			this.processes.add(process);
			process.awaitAnswer();
		}
		else {
			EmbeddedRedis.Builder builder = EmbeddedRedis.builder().port(port);
			all.forEach(builder::setting);
			this.processes.add(builder.start());
		}
	}

	private static int freePort() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(12_000, 22_000);
			if (isFree(port) && isFree(port + TO_BUS)) {
				return port;
			}
		}
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Different epochs from the start leave the nodes no conflict to solve.
	 */
	private void join(RedisCommands<String, String> node, int master) {
		node.clusterSetConfigEpoch(master + 1);
		node.clusterAddSlots(IntStream.range(firstSlot(master), firstSlot(master + 1)).toArray());
		this.ports.subList(0, master).forEach((port) -> node.clusterMeet(HOST, port));
	}

	private int firstSlot(int master) {
		return master * SLOTS / this.ports.size();
	}

	private void awaitOrder(List<RedisCommands<String, String>> nodes) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!nodes.stream().allMatch(this::knowsAll)) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException("The nodes did not find each other");
			}
			LockSupport.parkNanos(20_000_000);
		}
	}

	private boolean knowsAll(RedisCommands<String, String> node) {
		String nodes = node.clusterNodes();
		return node.clusterInfo().contains("cluster_state:ok") && !nodes.contains("handshake")
				&& this.portsForClients.stream().allMatch((port) -> nodes.contains(":" + port + "@"));
	}

	/**
	 * Returns where the servers are.
	 * @return their ports
	 */
	List<Integer> ports() {
		return this.ports;
	}

	/**
	 * Returns where clients find the servers.
	 * @return the ports, in the order of {@link #ports()}
	 */
	List<Integer> portsForClients() {
		return this.portsForClients;
	}

	@Override
	public void close() {
		this.processes.forEach(LocalServers::close);
		if (this.relay != null) {
			this.relay.close();
		}
	}

	private static void close(AutoCloseable process) {
		try {
			process.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException("A server did not stop", ex);
		}
	}

}
