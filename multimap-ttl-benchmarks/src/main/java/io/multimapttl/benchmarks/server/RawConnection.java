package io.multimapttl.benchmarks.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;

/**
 * Lettuce without Spring, on a single server and on a cluster alike.
 */
public final class RawConnection implements AutoCloseable {

	private final AbstractRedisClient client;

	private final StatefulConnection<String, String> connection;

	private final RedisClusterCommands<String, String> sync;

	private final RedisClusterAsyncCommands<String, String> async;

	private final List<RedisCommands<String, String>> masters;

	private final List<RedisURI> masterUris;

	private final ToIntFunction<String> masterOf;

	private RawConnection(RedisURI uri, RedisClient client, StatefulRedisConnection<String, String> connection) {
		this.client = client;
		this.connection = connection;
		this.sync = connection.sync();
		this.async = connection.async();
		this.masters = List.of(connection.sync());
		this.masterUris = List.of(uri);
		this.masterOf = (key) -> 0;
	}

	private RawConnection(RedisClusterClient client, StatefulRedisClusterConnection<String, String> connection) {
		this.client = client;
		this.connection = connection;
		this.sync = connection.sync();
		this.async = connection.async();
		Partitions partitions = connection.getPartitions();
		List<RedisClusterNode> nodes = partitions.stream().filter((node) -> node.getRole().isUpstream()).toList();
		this.masters = nodes.stream().map((node) -> connection.getConnection(node.getNodeId()).sync()).toList();
		this.masterUris = nodes.stream().map(RedisClusterNode::getUri).toList();
		this.masterOf = (key) -> nodes.indexOf(partitions.getPartitionBySlot(SlotHash.getSlot(key)));
	}

	/**
	 * Connects.
	 * @param address where Redis is
	 * @return a new connection, with a client of its own
	 */
	public static RawConnection open(RedisAddress address) {
		if (address.cluster()) {
			RedisClusterClient client = RedisClusterClient.create(address.nodes());
			return new RawConnection(client, client.connect());
		}
		RedisClient client = RedisClient.create(address.first());
		return new RawConnection(address.first(), client, client.connect());
	}

	/**
	 * Returns commands that wait for their reply.
	 * @return the commands
	 */
	public RedisClusterCommands<String, String> sync() {
		return this.sync;
	}

	/**
	 * Returns commands that do not wait for their reply.
	 * @return the commands
	 */
	public RedisClusterAsyncCommands<String, String> async() {
		return this.async;
	}

	/**
	 * Returns the commands of each master.
	 * @return one for a single server
	 */
	public List<RedisCommands<String, String>> masters() {
		return this.masters;
	}

	/**
	 * Returns where each master is.
	 * @return in the order of {@link #masters()}
	 */
	public List<RedisURI> masterUris() {
		return this.masterUris;
	}

	/**
	 * Returns which master has a key.
	 * @param key the key
	 * @return its place in {@link #masters()}
	 */
	public int masterOf(String key) {
		return this.masterOf.applyAsInt(key);
	}

	/**
	 * Sets whether each command is flushed by itself.
	 * @param autoFlush {@code false}: when {@link #flush()} is called
	 */
	public void setAutoFlush(boolean autoFlush) {
		this.connection.setAutoFlushCommands(autoFlush);
	}

	/**
	 * Sends what was held back.
	 */
	public void flush() {
		this.connection.flushCommands();
	}

	/**
	 * Returns how long to wait for replies.
	 * @return the timeout
	 */
	public Duration timeout() {
		return this.connection.getTimeout();
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

}
