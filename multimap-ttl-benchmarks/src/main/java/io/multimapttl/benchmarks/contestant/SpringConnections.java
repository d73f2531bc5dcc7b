package io.multimapttl.benchmarks.contestant;

import java.util.List;

import io.lettuce.core.RedisURI;
import io.multimapttl.benchmarks.server.RedisAddress;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnection.PipeliningFlushPolicy;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * Connection factories as Spring Boot makes them, without and with a pool.
 */
final class SpringConnections {

	private SpringConnections() {
	}

	static LettuceConnectionFactory plain(RedisAddress address) {
		return start(new LettuceConnectionFactory(configuration(address),
				LettuceClientConfiguration.defaultConfiguration()));
	}

	/**
	 * The pool has 8 connections, as many as Boot's has once commons-pool2 is there.
	 */
	static LettuceConnectionFactory pooled(RedisAddress address) {
		LettuceClientConfiguration pooling = LettucePoolingClientConfiguration.builder()
			.poolConfig(new GenericObjectPoolConfig<>())
			.build();
		return start(new LettuceConnectionFactory(configuration(address), pooling));
	}

	static LettuceConnectionFactory pooledAndFlushedOnClose(RedisAddress address) {
		LettuceConnectionFactory factory = pooled(address);
		factory.setPipeliningFlushPolicy(PipeliningFlushPolicy.flushOnClose());
		return factory;
	}

	private static LettuceConnectionFactory start(LettuceConnectionFactory factory) {
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private static RedisConfiguration configuration(RedisAddress address) {
		return address.cluster() ? cluster(address) : standalone(address);
	}

	private static RedisConfiguration standalone(RedisAddress address) {
		RedisURI uri = address.first();
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
		configuration.setPassword(address.password());
		configuration.setDatabase(uri.getDatabase());
		return configuration;
	}

	private static RedisConfiguration cluster(RedisAddress address) {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		List<RedisNode> nodes = address.nodes()
			.stream()
			.map((uri) -> new RedisNode(uri.getHost(), uri.getPort()))
			.toList();
		configuration.setClusterNodes(nodes);
		configuration.setPassword(address.password());
		return configuration;
	}

}
