package io.multimapttl.autoconfigure;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Finds the connection factory that multimaps use: the one with {@link MultiMapRedis},
 * otherwise the only or primary one. It does so on first use, because an application may
 * have multimaps that it does not use, for example in a test.
 */
record RedisSelection(ObjectProvider<RedisConnectionFactory> marked,
		ObjectProvider<RedisConnectionFactory> any) implements Supplier<RedisConnectionFactory> {

	@Override
	public RedisConnectionFactory get() {
		RedisConnectionFactory connectionFactory = find();
		if (connectionFactory == null) {
			throw new IllegalStateException("Multimaps need a RedisConnectionFactory bean and there is none. "
					+ "Add spring-boot-starter-data-redis, which configures one from 'spring.data.redis', or define one");
		}
		return connectionFactory;
	}

	private @Nullable RedisConnectionFactory find() {
		try {
			return this.marked.getIfAvailable(this.any::getIfAvailable);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new IllegalStateException("Multimaps need to know which RedisConnectionFactory bean to use. "
					+ "Mark it with @MultiMapRedis, or make it @Primary. " + ex.getMessage(), ex);
		}
	}

}
