package io.multimapttl.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;

/**
 * The servers behind one connection of Lettuce's: on a cluster the masters, each with the
 * connection that Lettuce has for it, otherwise the one server.
 * <p>
 * Lettuce sends a command again when a connection was lost, maybe to another server, and
 * says nothing. So this listens, as long as it is open.
 */
final class LettuceNodes implements RedisConnectionStateListener, AutoCloseable {

	private final StatefulConnection<byte[], byte[]> connection;

	private final Duration timeout;

	private final boolean replicaReads;

	private final LettuceNode any;

	private final Map<String, LettuceNode> masters = new HashMap<>();

	private volatile boolean disconnected;

	LettuceNodes(StatefulConnection<byte[], byte[]> connection, Duration timeout, boolean replicaReads) {
		this.connection = connection;
		this.timeout = timeout;
		this.replicaReads = replicaReads;
		this.any = new LettuceNode(connection, isOneServer(connection), replicaReads);
		connection.addListener(this);
	}

	/**
	 * Returns whether a connection leads to one server, and tells when it is lost. One to
	 * a master and its replicas keeps others inside, and tells nothing of those.
	 */
	private static boolean isOneServer(StatefulConnection<?, ?> connection) {
		return !(connection instanceof StatefulRedisClusterConnection)
				&& !(connection instanceof StatefulRedisMasterReplicaConnection);
	}

	/**
	 * Returns the node to send a call to.
	 * @param call the call
	 * @return the master that holds the key; {@link #any} if it is not known or cannot be
	 * reached, or if Lettuce shall choose a replica
	 */
	LettuceNode of(RedisCall call) {
		if (!(this.connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)
				|| (this.replicaReads && call.isRead())) {
			return this.any;
		}
		RedisClusterNode master = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(call.key()));
		if (master == null) {
			return this.any;
		}
		LettuceNode node = this.masters.get(master.getNodeId());
		if (node == null) {
			node = connect(cluster, master.getUri());
			this.masters.put(master.getNodeId(), node);
		}
		return node;
	}

	private LettuceNode connect(StatefulRedisClusterConnection<byte[], byte[]> cluster, RedisURI uri) {
		StatefulConnection<byte[], byte[]> master;
		try {
			master = cluster.getConnectionAsync(uri.getHost(), uri.getPort())
				.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.any;
		}
		catch (Exception ex) {
			return this.any;
		}
		master.addListener(this);
		return new LettuceNode(master, true, this.replicaReads);
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
	}

	/**
	 * Returns whether a connection was lost since this was made.
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
