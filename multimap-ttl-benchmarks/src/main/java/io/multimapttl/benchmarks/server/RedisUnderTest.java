package io.multimapttl.benchmarks.server;

import java.util.List;

import io.lettuce.core.RedisURI;
import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.embedded.EmbeddedRedisCluster;

/**
 * The Redis that all contestants share: one of its own, or a given one.
 */
public final class RedisUnderTest implements AutoCloseable {

	private final RedisAddress address;

	private final AutoCloseable server;

	private RedisUnderTest(RedisAddress address, AutoCloseable server) {
		this.address = address;
		this.server = server;
	}

	/**
	 * Starts a server, or a cluster of three masters.
	 * @param cluster whether it shall be a cluster
	 * @return the running Redis
	 */
	public static RedisUnderTest embedded(boolean cluster) {
		return cluster ? embeddedCluster() : embeddedServer();
	}

	private static RedisUnderTest embeddedServer() {
		EmbeddedRedis redis = EmbeddedRedis.start();
		return new RedisUnderTest(new RedisAddress(List.of(uri(redis)), false), redis);
	}

	private static RedisUnderTest embeddedCluster() {
		EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start();
		List<RedisURI> nodes = cluster.getNodes().stream().map(RedisUnderTest::uri).toList();
		return new RedisUnderTest(new RedisAddress(nodes, true), cluster);
	}

	private static RedisURI uri(EmbeddedRedis redis) {
		return RedisURI.create(redis.getUri());
	}

	/**
	 * Takes a Redis that runs already. Only keys that the benchmarks wrote are removed
	 * from it.
	 * @param url its URL
	 * @param cluster whether it is a node of a cluster
	 * @return that Redis, which {@link #close()} leaves running
	 */
	public static RedisUnderTest running(String url, boolean cluster) {
		return new RedisUnderTest(new RedisAddress(List.of(RedisURI.create(url)), cluster), () -> {
		});
	}

	/**
	 * Returns where it is.
	 * @return the address
	 */
	public RedisAddress address() {
		return this.address;
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Redis did not stop", ex);
		}
	}

}
