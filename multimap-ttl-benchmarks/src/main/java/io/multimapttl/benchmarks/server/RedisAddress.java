package io.multimapttl.benchmarks.server;

import java.util.List;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;

/**
 * Where the Redis under test is.
 *
 * @param nodes the server, or nodes of the cluster
 * @param cluster whether it is a cluster
 */
public record RedisAddress(List<RedisURI> nodes, boolean cluster) {

	public RedisAddress {
		nodes = List.copyOf(nodes);
	}

	/**
	 * Returns the server, or the node of the cluster to ask first.
	 * @return the first node
	 */
	public RedisURI first() {
		return this.nodes.get(0);
	}

	/**
	 * Returns the password of the user, if there is one.
	 * @return the password, or an empty text
	 */
	public String password() {
		return first().getCredentialsProvider()
			.resolveCredentials()
			.filter(RedisCredentials::hasPassword)
			.map((credentials) -> new String(credentials.getPassword()))
			.blockOptional()
			.orElse("");
	}

}
