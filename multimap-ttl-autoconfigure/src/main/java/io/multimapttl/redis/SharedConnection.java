package io.multimapttl.redis;

import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.lettuce.core.AbstractRedisClient;
import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connection that the application's factory shares among all threads. With Lettuce
 * the first call opens it: here all that need it wait for one attempt, and no longer than
 * the timeouts say.
 */
final class SharedConnection {

	private final RedisConnectionFactory factory;

	private final DriverCalls driver;

	private final ConnectionThreads threads;

	private final AtomicBoolean firstRefusal = new AtomicBoolean(true);

	private @Nullable CompletableFuture<Boolean> opening;

	/** Another one after the factory was stopped and started. */
	private volatile @Nullable AbstractRedisClient connected;

	SharedConnection(RedisConnectionFactory factory, DriverCalls driver, ConnectionThreads threads) {
		this.factory = factory;
		this.driver = driver;
		this.threads = threads;
	}

	/**
	 * Returns a connection of the application's factory, which has opened the shared one.
	 * @return the connection
	 */
	RedisConnection get() {
		try {
			if (this.factory instanceof LettuceConnectionFactory lettuce) {
				AbstractRedisClient client = lettuce.getNativeClient();
				if (client != this.connected) {
					open();
					this.connected = client;
				}
			}
			return this.factory.getConnection();
		}
		catch (RuntimeException ex) {
			throw explain(ex);
		}
	}

	/**
	 * Explains why there is no connection.
	 * @param failure what the connection factory threw
	 * @return what to tell the caller
	 */
	RuntimeException explain(RuntimeException failure) {
		if (failure instanceof RedisConnectionFailureException ex) {
			return withAddress(ex);
		}
		if (!(failure instanceof DataAccessException) && this.factory instanceof Lifecycle lifecycle
				&& !lifecycle.isRunning()) {
			return new RedisConnectionFailureException("The application's connection factory is not running, "
					+ "as before the application context started and after it stopped", failure);
		}
		return failure;
	}

	/**
	 * The driver's message tells no address, and the reason stands in a cause far below.
	 * The first failure is often that of somebody who has no Redis yet.
	 */
	private RedisConnectionFailureException withAddress(RedisConnectionFailureException ex) {
		Throwable reason = NestedExceptionUtils.getMostSpecificCause(ex);
		String message = "No connection to Redis" + address() + ": "
				+ told((reason.getMessage() != null) ? reason.getMessage() : ex.getMessage());
		if (reason instanceof ConnectException && this.firstRefusal.getAndSet(false)) {
			message += ". If you have none, the dependency multimap-ttl-embedded-redis starts one for development and tests";
		}
		return new RedisConnectionFailureException(message, ex.getCause());
	}

	/**
	 * What the driver says of a connection that was closed before it had looked at the
	 * server's answer: that is lost then.
	 */
	private static @Nullable String told(@Nullable String reason) {
		return ("RedisHandshakeHandler not registered".equals(reason) || "Connection closed prematurely".equals(reason))
				? "it was closed at once, as after a wrong user or password, "
						+ "with as many clients as the server takes, or where it expects TLS"
				: reason;
	}

	private String address() {
		if (!(this.factory instanceof LettuceConnectionFactory lettuce) || lettuce.getSocketConfiguration() != null) {
			return "";
		}
		RedisClusterConfiguration cluster = lettuce.getClusterConfiguration();
		RedisSentinelConfiguration sentinel = lettuce.getSentinelConfiguration();
		if (cluster != null) {
			return " at " + cluster.getClusterNodes();
		}
		return (sentinel != null) ? " by the Sentinels " + sentinel.getSentinels()
				: " at " + lettuce.getHostName() + ":" + lettuce.getPort();
	}

	private void open() {
		ConnectionThreads.await(opening(), this.driver.connectTimeout());
	}

	private synchronized CompletableFuture<Boolean> opening() {
		if (this.opening == null || this.opening.isDone()) {
			this.opening = this.threads.start(() -> {
				this.factory.getConnection().close();
				return true;
			});
		}
		return this.opening;
	}

}
