package io.multimapttl.benchmarks.server;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;

/**
 * Lettuce without Spring, on a single server and on a cluster alike: one connection for
 * commands that wait for their reply, and one to each master for {@linkplain Pipeline
 * pipelines}. Those are there from the start: what Lettuce holds back for a node that it
 * is still connecting to is never sent.
 */
public final class RawConnection implements AutoCloseable {

	private final AbstractRedisClient client;

	private final RedisClusterCommands<String, String> sync;

	private final List<StatefulRedisConnection<String, String>> masters;

	private final List<RedisURI> masterUris;

	private final ToIntFunction<String> masterOf;

	private RawConnection(RedisURI uri, RedisClient client) {
		this.client = client;
		this.sync = client.connect().sync();
		this.masters = List.of(client.connect());
		this.masterUris = List.of(uri);
		this.masterOf = (key) -> 0;
		holdBack();
	}

	private RawConnection(RedisClusterClient client) {
		StatefulRedisClusterConnection<String, String> connection = client.connect();
		Partitions partitions = connection.getPartitions();
		List<RedisClusterNode> nodes = partitions.stream().filter((node) -> node.getRole().isUpstream()).toList();
		this.client = client;
		this.sync = connection.sync();
		this.masters = nodes.stream().map((node) -> connection.getConnection(node.getNodeId())).toList();
		this.masterUris = nodes.stream().map(RedisClusterNode::getUri).toList();
		this.masterOf = (key) -> nodes.indexOf(partitions.getPartitionBySlot(SlotHash.getSlot(key)));
		holdBack();
	}

	private void holdBack() {
		this.masters.forEach((master) -> master.setAutoFlushCommands(false));
	}

	/**
	 * Connects.
	 * @param address where Redis is
	 * @return a new connection, with a client of its own
	 */
	public static RawConnection open(RedisAddress address) {
		return address.cluster() ? new RawConnection(RedisClusterClient.create(address.nodes()))
				: new RawConnection(address.first(), RedisClient.create(address.first()));
	}

	/**
	 * Returns commands that wait for their reply.
	 * @return the commands
	 */
	public RedisClusterCommands<String, String> sync() {
		return this.sync;
	}

	/**
	 * Begins a pipeline. Only one at a time can be in use.
	 * @return an empty pipeline
	 */
	public Pipeline pipeline() {
		return new Pipeline(this);
	}

	/**
	 * Returns the connections to each master, whose commands wait to be flushed.
	 * @return one for a single server
	 */
	List<StatefulRedisConnection<String, String>> masters() {
		return this.masters;
	}

	/**
	 * Returns where each master is.
	 * @return one for a single server
	 */
	public List<RedisURI> masterUris() {
		return this.masterUris;
	}

	/**
	 * Returns which master has a key.
	 * @param key the key
	 * @return its place in {@link #masterUris()}
	 */
	public int masterOf(String key) {
		return this.masterOf.applyAsInt(key);
	}

	@Override
	public void close() {
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

}
