package io.multimapttl.reliability.sentinel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.multimapttl.embedded.EmbeddedSentinel;
import io.multimapttl.reliability.RedisNode;

/**
 * A master, replicas and three Sentinels, each of which can be killed.
 */
final class SentinelGroup implements AutoCloseable {

	private static final String NAME = "group";

	private final List<RedisNode> servers;

	private final List<RedisNode> sentinels;

	private SentinelGroup(List<RedisNode> servers, List<RedisNode> sentinels) {
		this.servers = servers;
		this.sentinels = sentinels;
	}

	/**
	 * Starts a group. Returns when replicas are in step and the Sentinels know each
	 * other.
	 * @param replicas how many replicas there are
	 * @param downAfter how long a server may be silent before it is taken for failed
	 * @return the running group
	 */
	static SentinelGroup start(int replicas, Duration downAfter) {
		List<RedisNode> servers = new ArrayList<>();
		List<RedisNode> sentinels = new ArrayList<>();
		SentinelGroup group = new SentinelGroup(servers, sentinels);
		boolean started = false;
		try {
			for (int i = 0; i <= replicas; i++) {
				RedisNode.Builder server = RedisNode.builder().setting("repl-diskless-sync-delay", "0");
				if (i > 0) {
					server.setting("replicaof", RedisNode.HOST + " " + servers.get(0).port());
				}
				servers.add(server.start());
			}
			RedisNode.awaitAgreement(() -> servers.get(0).info("connected_slaves") == replicas
					&& servers.stream().skip(1).allMatch(RedisNode::isInStep));
			for (int i = 0; i < 3; i++) {
				sentinels.add(RedisNode.of(EmbeddedSentinel.builder()
					.setting("sentinel", "monitor %s %s %d 2".formatted(NAME, RedisNode.HOST, servers.get(0).port()))
					.setting("sentinel", "down-after-milliseconds %s %d".formatted(NAME, downAfter.toMillis()))
					.setting("sentinel", "failover-timeout %s 10000".formatted(NAME))
					.start()));
			}
			RedisNode.awaitAgreement(() -> sentinels.stream()
				.allMatch((sentinel) -> sentinel.console()
					.info("sentinel")
					.contains("slaves=%d,sentinels=3".formatted(replicas))));
			started = true;
			return group;
		}
		finally {
			if (!started) {
				group.close();
			}
		}
	}

	/**
	 * Lets the Sentinels talk to each other every 0.5 s in place of two, and ask their
	 * servers every second in place of ten: so long they leave a master in peace that
	 * they have replaced.
	 */
	void hurry() {
		this.sentinels.forEach(
				(sentinel) -> sentinel.command("SENTINEL", "DEBUG", "publish-period", "500", "info-period", "1000"));
	}

	/**
	 * Returns where to connect.
	 * @return the properties that Spring Boot reads
	 */
	String[] properties() {
		return new String[] { "spring.data.redis.sentinel.master=" + NAME,
				this.sentinels.stream()
					.map((sentinel) -> RedisNode.HOST + ":" + sentinel.port())
					.collect(Collectors.joining(",", "spring.data.redis.sentinel.nodes=", "")) };
	}

	RedisNode[] servers() {
		return this.servers.toArray(RedisNode[]::new);
	}

	/**
	 * Returns the server that the Sentinels take for the master.
	 * @return the master
	 */
	RedisNode master() {
		String info = this.sentinels.get(0).console().info("sentinel");
		return this.servers.stream()
			.filter((server) -> info.contains("address=" + RedisNode.HOST + ":" + server.port() + ","))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Removes everything, and sets how many replicas a write demands.
	 * @param minReplicasToWrite how many
	 */
	void empty(int minReplicasToWrite) {
		master().console().flushall();
		this.servers.forEach(
				(server) -> server.console().configSet("min-replicas-to-write", String.valueOf(minReplicasToWrite)));
	}

	/**
	 * Forces a failover although nothing is wrong with the master. Returns when all
	 * servers that live follow the new one.
	 */
	void failOver() {
		RedisNode before = master();
		this.sentinels.get(0).command("SENTINEL", "FAILOVER", NAME);
		RedisNode.awaitAgreement(() -> master() != before);
		awaitOrder();
	}

	/**
	 * Waits until one server that lives is the master, and all others follow it.
	 */
	void awaitOrder() {
		RedisNode.awaitAgreement(() -> {
			RedisNode master = master();
			return master.isAlive() && this.servers.stream().filter(RedisNode::isAlive).allMatch((server) -> {
				String replication = server.console().info("replication");
				return (server == master) ? replication.contains("role:master")
						: replication.contains("master_port:" + master.port())
								&& replication.contains("master_link_status:up");
			});
		});
	}

	@Override
	public void close() {
		this.sentinels.forEach(RedisNode::close);
		this.servers.forEach(RedisNode::close);
	}

}
