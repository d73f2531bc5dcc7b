package io.multimapttl.testsupport;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Does not connect but throws its name, which tells who was asked.
 */
public class UnreachableConnectionFactory extends LettuceConnectionFactory {

	private final String name;

	public UnreachableConnectionFactory(String name) {
		this.name = name;
	}

	@Override
	public RedisConnection getConnection() {
		throw new RedisConnectionFailureException(this.name);
	}

}
