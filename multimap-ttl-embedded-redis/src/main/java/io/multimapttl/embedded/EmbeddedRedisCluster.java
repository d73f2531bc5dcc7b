package io.multimapttl.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A Redis cluster for development and tests with three masters and no replicas: three
 * processes on the loopback interface that share the 16384 slots. Everything that
 * {@link EmbeddedRedis} says is true for each of them.
 *
 * <pre class="code">
 * try (EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start()) {
 *     connect(cluster.getNodes());
 * }
 * </pre>
 */
public final class EmbeddedRedisCluster implements AutoCloseable {

	private static final int MASTERS = 3;

	private static final int SLOTS = 16384;

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private final List<EmbeddedRedis> nodes;

	private EmbeddedRedisCluster(List<EmbeddedRedis> nodes) {
		this.nodes = List.copyOf(nodes);
	}

	/**
	 * Starts a cluster without a password on free ports. Returns when each node reports
	 * that the cluster is complete and all slots are covered. That usually takes some 2.5
	 * seconds, because a new master waits for two seconds before it serves.
	 * @return the running cluster
	 * @throws EmbeddedRedisException if the cluster cannot be started
	 */
	public static EmbeddedRedisCluster start() {
		return builder().start();
	}

	/**
	 * Returns a builder, for a cluster with a password or other settings.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the masters. If one of them is closed, the cluster has lost a node and its
	 * slots.
	 * @return the masters, in the order of their slots
	 */
	public List<EmbeddedRedis> getNodes() {
		return this.nodes;
	}

	/**
	 * Returns the password of the default user, which all nodes share.
	 * @return the password, or {@code null} if there is none
	 */
	public @Nullable String getPassword() {
		return this.nodes.get(0).getPassword();
	}

	/**
	 * Stops all nodes and removes their files. Returns when all are gone.
	 */
	@Override
	public void close() {
		this.nodes.forEach(EmbeddedRedis::close);
	}

	@Override
	public String toString() {
		return "EmbeddedRedisCluster of " + this.nodes;
	}

	/**
	 * Builds and starts a cluster.
	 */
	public static final class Builder {

		private final EmbeddedRedis.Builder node = EmbeddedRedis.builder().cluster();

		private Duration startTimeout = Duration.ofSeconds(60);

		private Builder() {
		}

		/**
		 * Sets the password of each node's default user.
		 * @param password the password, or {@code null} for none
		 * @return this builder
		 */
		public Builder password(@Nullable String password) {
			this.node.password(password);
			return this;
		}

		/**
		 * Adds a line to the configuration of each node.
		 * @param name the name of the setting
		 * @param value the rest of the line
		 * @return this builder
		 * @see EmbeddedRedis.Builder#setting(String, String)
		 */
		public Builder setting(String name, String value) {
			this.node.setting(name, value);
			return this;
		}

		/**
		 * Sets the folder in which each node gets a new folder for its files.
		 * @param temporaryFolder an existing folder from which programs may be executed
		 * @return this builder
		 * @see EmbeddedRedis.Builder#temporaryFolder(Path)
		 */
		public Builder temporaryFolder(Path temporaryFolder) {
			this.node.temporaryFolder(temporaryFolder);
			return this;
		}

		/**
		 * Sets how long to wait until the running nodes have found each other.
		 * @param startTimeout the time; 60 seconds by default
		 * @return this builder
		 */
		public Builder startTimeout(Duration startTimeout) {
			this.startTimeout = startTimeout;
			return this;
		}

		/**
		 * Starts the cluster. Returns when each node reports that it is complete.
		 * @return the running cluster
		 * @throws EmbeddedRedisException if a node cannot be started or the nodes do not
		 * form a cluster in time
		 */
		public EmbeddedRedisCluster start() {
			List<EmbeddedRedis> nodes = new ArrayList<>();
			boolean started = false;
			try {
				for (int i = 0; i < MASTERS; i++) {
					nodes.add(this.node.start());
				}
				assignSlots(nodes);
				introduce(nodes);
				awaitOrder(nodes);
				started = true;
				return new EmbeddedRedisCluster(nodes);
			}
			catch (IOException ex) {
				throw EmbeddedRedisException.withAlternatives(
						"The nodes of the embedded Redis cluster did not join: " + ex, "See the cause", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw EmbeddedRedisException.withAlternatives(
						"Interrupted while waiting for the embedded Redis cluster to start.", "Start it again", ex);
			}
			finally {
				if (!started) {
					nodes.forEach(EmbeddedRedis::close);
				}
			}
		}

		private void assignSlots(List<EmbeddedRedis> nodes) throws IOException {
			for (int i = 0; i < MASTERS; i++) {
				try (RespConnection connection = nodes.get(i).connect()) {
					// With different epochs from the start the nodes have no conflict to
					// solve. An epoch can only be set before a node has met another
					connection.command("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
					connection.command("CLUSTER", "ADDSLOTSRANGE", String.valueOf(firstSlot(i)),
							String.valueOf(firstSlot(i + 1) - 1));
				}
			}
		}

		private void introduce(List<EmbeddedRedis> nodes) throws IOException {
			for (int i = 0; i < MASTERS; i++) {
				try (RespConnection connection = nodes.get(i).connect()) {
					for (EmbeddedRedis other : nodes.subList(i + 1, MASTERS)) {
						connection.command("CLUSTER", "MEET", other.getHost(), String.valueOf(other.getPort()),
								String.valueOf(other.getClusterPort()));
					}
				}
			}
		}

		private static int firstSlot(int master) {
			return master * SLOTS / MASTERS;
		}

		private void awaitOrder(List<EmbeddedRedis> nodes) throws IOException, InterruptedException {
			long deadline = System.nanoTime() + this.startTimeout.toNanos();
			for (EmbeddedRedis node : nodes) {
				try (RespConnection connection = node.connect()) {
					while (!isInOrder(connection)) {
						if (System.nanoTime() - deadline >= 0) {
							throw EmbeddedRedisException.withAlternatives(
									"The nodes of the embedded Redis cluster did not find each other within %d ms."
										.formatted(this.startTimeout.toMillis()),
									"Give them more time", null);
						}
						TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
					}
				}
			}
		}

		private static boolean isInOrder(RespConnection connection) throws IOException {
			List<String> info = connection.command("CLUSTER", "INFO").lines().toList();
			String nodes = connection.command("CLUSTER", "NODES");
			return info
				.containsAll(List.of("cluster_state:ok", "cluster_slots_ok:" + SLOTS, "cluster_size:" + MASTERS,
						"cluster_known_nodes:" + MASTERS))
					&& !nodes.contains("handshake") && !nodes.contains("disconnected");
		}

	}

}
