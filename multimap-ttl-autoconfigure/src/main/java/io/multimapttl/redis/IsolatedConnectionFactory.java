package io.multimapttl.redis;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;

/**
 * The application's connection factory under an identity of its own. Spring Data binds
 * connections to threads by the factory's identity, so a template on this one never joins
 * a transaction, a {@code MULTI} or a pipeline of the application, in which replies would
 * be null and writes would vanish with a rollback.
 */
final class IsolatedConnectionFactory implements RedisConnectionFactory {

	private final RedisConnectionFactory delegate;

	private final Supplier<RedisConnection> connections;

	IsolatedConnectionFactory(RedisConnectionFactory delegate, Supplier<RedisConnection> connections) {
		this.delegate = delegate;
		this.connections = connections;
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return this.delegate.getConvertPipelineAndTxResults();
	}

	@Override
	public RedisConnection getConnection() {
		return this.connections.get();
	}

	@Override
	public RedisClusterConnection getClusterConnection() {
		return this.delegate.getClusterConnection();
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		return this.delegate.getSentinelConnection();
	}

	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
		return this.delegate.translateExceptionIfPossible(ex);
	}

}
