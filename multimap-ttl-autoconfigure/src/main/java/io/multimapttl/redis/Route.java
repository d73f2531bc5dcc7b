package io.multimapttl.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * The way to Redis that the application's connection factory opens: its shared connection
 * for single calls, and pipelines for several.
 */
final class Route implements Topology {

	private final RedisConnectionFactory factory;

	private final RedisTemplate<byte[], byte[]> template;

	private final Pipelines pipelines;

	private final @Nullable EventLoopGuard eventLoopGuard;

	/** Factories of other drivers do not say what they connect to. */
	private final SingletonSupplier<Boolean> clusterOfOtherDriver = SingletonSupplier
		.of(() -> execute((connection) -> connection instanceof RedisClusterConnection));

	Route(RedisConnectionFactory factory, int connections) {
		checkDriver(factory);
		this.factory = factory;
		this.template = template(new IsolatedConnectionFactory(factory, factory::getConnection));
		this.pipelines = new Pipelines(factory, connections);
		this.eventLoopGuard = (factory instanceof LettuceConnectionFactory lettuce) ? new EventLoopGuard(lettuce)
				: null;
	}

	/**
	 * Jedis does for one server. Told at the first call, as single calls would work and
	 * only a batch would fail.
	 */
	private static void checkDriver(RedisConnectionFactory factory) {
		Assert.state(!(factory instanceof JedisConnectionFactory jedis && jedis.isRedisClusterAware()),
				"Multimaps on a Redis cluster need Lettuce, since with Jedis Spring Data sends no pipelines to one. "
						+ "Replace the dependency 'redis.clients:jedis' by 'io.lettuce:lettuce-core', "
						+ "or set 'spring.data.redis.client-type' to 'lettuce'");
	}

	/**
	 * Returns a template that takes bytes as they are.
	 * @param connectionFactory the connection factory
	 * @return a new template
	 */
	static RedisTemplate<byte[], byte[]> template(RedisConnectionFactory connectionFactory) {
		RedisTemplate<byte[], byte[]> template = new RedisTemplate<>();
		template.setConnectionFactory(connectionFactory);
		template.setEnableDefaultSerializer(false);
		template.setKeySerializer(RedisSerializer.byteArray());
		template.setValueSerializer(RedisSerializer.byteArray());
		template.setExposeConnection(true);
		template.afterPropertiesSet();
		return template;
	}

	/**
	 * Checks that this thread may wait for Redis.
	 * @throws IllegalStateException if it is one of the driver's event loops
	 */
	void checkThread() {
		if (this.eventLoopGuard != null) {
			this.eventLoopGuard.check();
		}
	}

	@Override
	public boolean isCluster() {
		if (this.factory instanceof LettuceConnectionFactory lettuce) {
			return lettuce.isClusterAware();
		}
		return !(this.factory instanceof JedisConnectionFactory) && this.clusterOfOtherDriver.obtain();
	}

	@Override
	public boolean readsFromReplicas() {
		return this.factory instanceof LettuceConnectionFactory lettuce
				&& lettuce.getClientConfiguration().getReadFrom().isPresent();
	}

	/**
	 * Runs a callback on the shared connection.
	 * @param <T> the type of the result
	 * @param callback the callback
	 * @return its result
	 */
	<T> T execute(RedisCallback<T> callback) {
		T result = this.template.execute(callback);
		Assert.state(result != null, "Redis gave no reply: the connection is in a pipeline or a transaction");
		return result;
	}

	RedisTemplate<byte[], byte[]> template() {
		return this.template;
	}

	Pipelines pipelines() {
		return this.pipelines;
	}

}
