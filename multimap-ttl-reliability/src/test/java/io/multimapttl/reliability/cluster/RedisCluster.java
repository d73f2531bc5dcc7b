package io.multimapttl.reliability.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.api.sync.RedisCommands;

import io.multimapttl.embedded.EmbeddedRedisCluster;
import io.multimapttl.reliability.RedisNode;

/**
 * A cluster of masters and replicas, each of which can be killed, and whose slots can be
 * moved.
 */
public final class RedisCluster implements AutoCloseable {

	static final int SLOTS = 16384;

	private final EmbeddedRedisCluster cluster;

	private final List<RedisNode> nodes;

	private final Map<RedisNode, String> ids = new HashMap<>();

	private RedisCluster(EmbeddedRedisCluster cluster) {
		this.cluster = cluster;
		this.nodes = new ArrayList<>(cluster.getNodes().stream().map(RedisNode::of).toList());
	}

	/**
	 * Starts a cluster of three masters. Returns when it is in order and replicas are in
	 * step.
	 * @param replicas how many replicas each master has
	 * @param nodeTimeout how long a node may be silent before it is taken for failed
	 * @return the running cluster
	 */
	public static RedisCluster start(int replicas, Duration nodeTimeout) {
		String timeout = String.valueOf(nodeTimeout.toMillis());
		RedisCluster cluster = new RedisCluster(EmbeddedRedisCluster.builder()
			.setting("cluster-node-timeout", timeout)
			// By default a first synchronisation waits five seconds for others
			.setting("repl-diskless-sync-delay", "0")
			.start());
		boolean started = false;
		try {
			List<RedisNode> masters = List.copyOf(cluster.nodes);
			for (int i = 0; i < replicas * masters.size(); i++) {
				cluster.nodes.add(RedisNode.builder()
					.setting("cluster-enabled", "yes")
					.setting("cluster-node-timeout", timeout)
					.setting("repl-diskless-sync-delay", "0")
					.start());
			}
			cluster.nodes.forEach((node) -> cluster.ids.put(node, node.console().clusterMyId()));
			cluster.addReplicas(masters);
			started = true;
			return cluster;
		}
		finally {
			if (!started) {
				cluster.close();
			}
		}
	}

	private void addReplicas(List<RedisNode> masters) {
		List<RedisNode> replicas = this.nodes.subList(masters.size(), this.nodes.size());
		for (RedisNode replica : replicas) {
			masters.get(0).console().clusterMeet(RedisNode.HOST, replica.port());
		}
		RedisNode.awaitAgreement(() -> this.nodes.stream().allMatch((node) -> knows(node, this.nodes.size())));
		for (int i = 0; i < replicas.size(); i++) {
			replicas.get(i).console().clusterReplicate(this.ids.get(masters.get(i % masters.size())));
		}
		RedisNode.awaitAgreement(() -> this.nodes.stream().allMatch(RedisCluster::isInOrder));
		awaitReplicasInStep();
	}

	private static boolean knows(RedisNode node, int others) {
		List<String> lines = node.console().clusterNodes().lines().toList();
		return lines.size() == others && lines.stream().noneMatch((line) -> line.contains("handshake"));
	}

	private static boolean isInOrder(RedisNode node) {
		String info = node.console().clusterInfo();
		return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS);
	}

	/**
	 * Sets how long a node may be silent before it is taken for failed.
	 * @param nodeTimeout how long
	 */
	void setNodeTimeout(Duration nodeTimeout) {
		this.nodes.forEach(
				(node) -> node.console().configSet("cluster-node-timeout", String.valueOf(nodeTimeout.toMillis())));
	}

	/**
	 * Waits until all replicas that live are connected and every node sees them so.
	 */
	void awaitReplicasInStep() {
		long replicas = this.nodes.stream().filter((node) -> !isMaster(node)).count();
		RedisNode
			.awaitAgreement(() -> this.nodes.stream().filter((node) -> !isMaster(node)).allMatch(RedisNode::isInStep)
					&& this.nodes.stream()
						.allMatch((node) -> node.console()
							.clusterNodes()
							.lines()
							.filter((line) -> line.contains("slave"))
							.count() == replicas));
	}

	/**
	 * Returns all nodes.
	 * @return the nodes, masters of the beginning first
	 */
	public RedisNode[] nodes() {
		return this.nodes.toArray(RedisNode[]::new);
	}

	/**
	 * Has nodes tell clients other ports than their own: those of proxies. Returns when
	 * all nodes know them.
	 * @param ports the ports, in the order of the nodes
	 */
	public void announce(List<Integer> ports) {
		for (int i = 0; i < ports.size(); i++) {
			this.nodes.get(i).console().configSet("cluster-announce-port", String.valueOf(ports.get(i)));
		}
		RedisNode.awaitAgreement(() -> this.nodes.stream()
			.map((node) -> node.console().clusterNodes())
			.allMatch((known) -> ports.stream().allMatch((port) -> known.contains(":" + port + "@"))));
	}

	/**
	 * Returns where to connect.
	 * @return the property that Spring Boot reads
	 */
	public String property() {
		return this.nodes.stream()
			.map((node) -> RedisNode.HOST + ":" + node.port())
			.collect(Collectors.joining(",", "spring.data.redis.cluster.nodes=", ""));
	}

	/**
	 * Returns the nodes that are masters now, whoever they were in the beginning.
	 * @return the masters that answer
	 */
	public List<RedisNode> masters() {
		return this.nodes.stream().filter(RedisNode::isAlive).filter(RedisCluster::isMaster).toList();
	}

	/**
	 * Returns connections to all masters.
	 * @return the commands of each
	 */
	@SuppressWarnings("unchecked")
	RedisCommands<String, String>[] consoles() {
		return masters().stream().map(RedisNode::console).toArray(RedisCommands[]::new);
	}

	static boolean isMaster(RedisNode node) {
		return node.console().info("replication").contains("role:master");
	}

	/**
	 * Returns a replica.
	 * @param master the master
	 * @return a node that replicates it
	 */
	RedisNode replicaOf(RedisNode master) {
		return this.nodes.stream()
			.filter(RedisNode::isAlive)
			.filter((node) -> node.console().info("replication").contains("master_port:" + master.port()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Hands over from a master to its replica as for maintenance. Returns when the other
	 * nodes know it.
	 * @param master the master
	 */
	void failOver(RedisNode master) {
		RedisNode replica = replicaOf(master);
		replica.command("CLUSTER", "FAILOVER");
		RedisNode.awaitAgreement(() -> isMaster(replica) && !isMaster(master));
	}

	/**
	 * Returns whose slots are whose.
	 * @return the master of each slot
	 */
	public RedisNode[] slots() {
		RedisNode[] slots = new RedisNode[SLOTS];
		for (RedisNode master : masters()) {
			slots(master).forEach((range) -> Arrays.fill(slots, range[0], range[1] + 1, master));
		}
		return slots;
	}

	private static Stream<int[]> slots(RedisNode node) {
		return node.console()
			.clusterNodes()
			.lines()
			.filter((line) -> line.contains("myself"))
			.flatMap((line) -> Arrays.stream(line.split(" ")).skip(8))
			.filter((range) -> !range.startsWith("["))
			.map((range) -> Arrays.stream(range.split("-")).mapToInt(Integer::parseInt).toArray())
			.map((range) -> (range.length == 2) ? range : new int[] { range[0], range[0] });
	}

	/**
	 * Begins to move a slot, as {@code redis-cli --cluster reshard} does: from here on
	 * who asks for a key that is not there is sent to the other master.
	 * @param slot the slot
	 * @param from its master
	 * @param to another master
	 */
	public void beginMove(int slot, RedisNode from, RedisNode to) {
		to.console().clusterSetSlotImporting(slot, this.ids.get(from));
		from.console().clusterSetSlotMigrating(slot, this.ids.get(to));
	}

	/**
	 * Moves the keys of a slot, and then the slot.
	 * @param slot the slot
	 * @param from its master
	 * @param to another master
	 * @return how many keys were moved
	 */
	int endMove(int slot, RedisNode from, RedisNode to) {
		int moved = moveKeys(slot, from, to, 20);
		int all = moved;
		while (moved > 0) {
			moved = moveKeys(slot, from, to, 20);
			all += moved;
		}
		to.console().clusterSetSlotNode(slot, this.ids.get(to));
		from.console().clusterSetSlotNode(slot, this.ids.get(to));
		return all;
	}

	/**
	 * Moves some keys of a slot that is being moved.
	 * @param slot the slot
	 * @param from its master
	 * @param to another master
	 * @param most how many keys to move at the most
	 * @return how many were moved
	 */
	int moveKeys(int slot, RedisNode from, RedisNode to, int most) {
		List<String> keys = from.console().clusterGetKeysInSlot(slot, most);
		if (!keys.isEmpty()) {
			List<String> migrate = new ArrayList<>(
					List.of("MIGRATE", RedisNode.HOST, String.valueOf(to.port()), "", "0", "5000", "KEYS"));
			migrate.addAll(keys);
			from.command(migrate.toArray(String[]::new));
		}
		return keys.size();
	}

	@Override
	public void close() {
		this.nodes.forEach(RedisNode::close);
		this.cluster.close();
	}

}
