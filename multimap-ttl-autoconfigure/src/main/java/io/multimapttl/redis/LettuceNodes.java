package io.multimapttl.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * The servers behind one connection of Lettuce's: on a cluster the masters, each with the
 * connection that Lettuce has for it, otherwise what Lettuce connects to.
 * <p>
 * Lettuce sends a command again when a connection was lost, maybe to another server, and
 * says nothing. So this listens, as long as it is open.
 */
final class LettuceNodes implements RedisConnectionStateListener, AutoCloseable {

	private final StatefulConnection<byte[], byte[]> connection;

	private final long connectBy;

	private final EvalCommands evals;

	private final LettuceNode any;

	private final Map<String, LettuceNode> masters = new HashMap<>();

	private volatile boolean disconnected;

	private volatile Runnable afterDisconnect = () -> {
	};

	LettuceNodes(StatefulConnection<byte[], byte[]> connection, Duration timeout, EvalCommands evals) {
		this.connection = connection;
		this.evals = evals;
		this.connectBy = System.nanoTime() + timeout.toNanos();
		this.any = new LettuceNode(connection, isOneServer(connection), evals);
		connection.addListener(this);
	}

	private static boolean isOneServer(StatefulConnection<byte[], byte[]> connection) {
		return !(connection instanceof StatefulRedisClusterConnection)
				&& !(connection instanceof StatefulRedisMasterReplicaConnection);
	}

	/**
	 * Returns the node to send a call to.
	 * @param call the call
	 * @return on a cluster the master that holds the key; {@link #any} without one, if
	 * the master is not known or cannot be reached, or if Lettuce shall choose a replica
	 */
	LettuceNode of(RedisCall call) {
		if (!(this.connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)
				|| (this.evals.hasReplicaReads() && call.isRead())) {
			return this.any;
		}
		RedisClusterNode master = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(call.key()));
		if (master == null) {
			return this.any;
		}
		LettuceNode node = this.masters.get(master.getNodeId());
		if (node == null) {
			node = awaited(connect(cluster, master));
			this.masters.put(master.getNodeId(), node);
		}
		return node;
	}

	/**
	 * Returns the masters behind a connection.
	 * @param connection the connection
	 * @return on a cluster the ids of those that hold slots, otherwise an empty one
	 */
	static List<String> masters(StatefulConnection<byte[], byte[]> connection) {
		if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return List.of("");
		}
		return cluster.getPartitions()
			.stream()
			.filter((node) -> node.getRole().isUpstream() && !node.getSlots().isEmpty())
			.map(RedisClusterNode::getNodeId)
			.toList();
	}

	/**
	 * Returns a master.
	 * @param id one of {@link #masters}
	 * @return the master
	 * @throws RedisConnectionFailureException if it cannot be reached, or is no master
	 * any more
	 */
	LettuceNode master(String id) {
		if (!(this.connection instanceof StatefulRedisClusterConnection)) {
			return this.any;
		}
		LettuceNode node = awaited(connect(this.connection, id));
		if (node == this.any) {
			throw unreachable(null);
		}
		this.masters.put(id, node);
		return node;
	}

	/**
	 * Returns the connection to a master, and waits for nothing.
	 * @param connection what the master is behind
	 * @param id one of {@link #masters}
	 * @return the connection, or why there is none
	 */
	static CompletableFuture<? extends StatefulConnection<byte[], byte[]>> connect(
			StatefulConnection<byte[], byte[]> connection, String id) {
		if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return CompletableFuture.completedFuture(connection);
		}
		RedisClusterNode master = cluster.getPartitions().getPartitionByNodeId(id);
		return (master != null && master.getRole().isUpstream()) ? connect(cluster, master)
				: CompletableFuture.failedFuture(unreachable(null));
	}

	/**
	 * Lettuce throws if the connection was closed, or knows nothing of the master any
	 * more.
	 */
	private static CompletableFuture<? extends StatefulConnection<byte[], byte[]>> connect(
			StatefulRedisClusterConnection<byte[], byte[]> cluster, RedisClusterNode master) {
		try {
			return cluster.getConnectionAsync(master.getUri().getHost(), master.getUri().getPort());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	static RedisConnectionFailureException unreachable(@Nullable Throwable cause) {
		return new RedisConnectionFailureException(
				"A master of the cluster cannot be reached, or is no master any more", cause);
	}

	/**
	 * Where the connection has no timeout, see {@link DriverCalls#startNoTimers}, those
	 * to the masters have none.
	 */
	private LettuceNode awaited(CompletableFuture<? extends StatefulConnection<byte[], byte[]>> connection) {
		StatefulConnection<byte[], byte[]> master;
		try {
			master = connection.get(Math.max(0, this.connectBy - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.any;
		}
		catch (Exception ex) {
			return this.any;
		}
		master.addListener(this);
		if (this.connection.getTimeout().isZero()) {
			master.setTimeout(Duration.ZERO);
		}
		return new LettuceNode(master, true, this.evals);
	}

	/**
	 * Returns the way that needs no knowledge of the nodes: Lettuce routes each command,
	 * and follows redirects.
	 * @return the node that stands for all
	 */
	LettuceNode any() {
		return this.any;
	}

	void flush() {
		this.any.flush();
		this.masters.values().forEach(LettuceNode::flush);
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
		this.disconnected = true;
		this.afterDisconnect.run();
	}

	/**
	 * Has something done whenever a connection is lost, before it is there again.
	 * @param action what to do, on a thread of Lettuce's
	 */
	void afterDisconnect(Runnable action) {
		this.afterDisconnect = action;
	}

	/**
	 * Returns whether a connection was lost since this was made, as far as Lettuce tells:
	 * it does not for those to one master and its replicas.
	 * @return whether commands may have come to another server than they were sent to
	 */
	boolean isDisconnected() {
		return this.disconnected;
	}

	@Override
	public void close() {
		this.connection.removeListener(this);
		this.masters.values().forEach((node) -> node.connection().removeListener(this));
	}

}
