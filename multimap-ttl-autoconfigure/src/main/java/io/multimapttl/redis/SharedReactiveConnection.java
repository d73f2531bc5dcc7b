package io.multimapttl.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connection that all reactive calls share. To open it blocks, whatever the driver:
 * on one of the driver's threads it would wait for itself. So it is opened on a thread
 * that is made for that, and kept: to ask the application's factory for it again takes a
 * lock. Where the factory shares no connection, or has a pool, it is one that the factory
 * gave, which goes back when this is closed.
 *
 * @see <a href="https://github.com/spring-projects/spring-data-redis/issues/2925">Spring
 * Data Redis 2925</a>
 */
final class SharedReactiveConnection {

	private final ReactiveRedisConnectionFactory factory;

	private final SharedConnection shared;

	private final DriverCalls driver;

	private final ConnectionThreads threads;

	private @Nullable CompletableFuture<Opened> opening;

	private volatile @Nullable Opened opened;

	SharedReactiveConnection(ReactiveRedisConnectionFactory factory, SharedConnection shared, DriverCalls driver,
			ConnectionThreads threads) {
		this.factory = factory;
		this.shared = shared;
		this.driver = driver;
		this.threads = threads;
	}

	/**
	 * Returns the connection, and opens it if it is not there.
	 * @return the connection, for each subscriber the one that is open then
	 */
	Mono<ReactiveRedisConnection> get() {
		return Mono.defer(() -> {
			Opened opened = this.opened;
			return (opened != null && opened.client() == client()) ? Mono.just(opened.connection()) : open();
		}).onErrorMap(RuntimeException.class, this.shared::explain);
	}

	/**
	 * Returns what the connection belongs to: something else after the application's
	 * factory was stopped and started.
	 */
	private @Nullable Object client() {
		return (this.factory instanceof LettuceConnectionFactory lettuce) ? lettuce.getNativeClient() : this.factory;
	}

	/**
	 * All that need the connection wait for one attempt, and no longer than the timeouts
	 * say. One that does not wait any more does not end it.
	 */
	private Mono<ReactiveRedisConnection> open() {
		Duration timeout = this.driver.connectTimeout();
		return Mono.fromFuture(opening(), true)
			.timeout(timeout, Mono.error(() -> ConnectionThreads.notOpened(timeout)))
			.map(Opened::connection);
	}

	private synchronized CompletableFuture<Opened> opening() {
		if (this.opening == null || this.opening.isDone()) {
			this.opening = this.threads.start(this::connect);
		}
		return this.opening;
	}

	private Opened connect() {
		Object client = client();
		ReactiveRedisConnection connection = this.factory.getReactiveConnection();
		if (!sharesConnection()) {
			open(connection);
		}
		Opened opened = new Opened(client, connection);
		this.opened = opened;
		return opened;
	}

	private boolean sharesConnection() {
		return this.factory instanceof LettuceConnectionFactory lettuce && lettuce.getShareNativeConnection();
	}

	/**
	 * Has a connection open itself that does so with its first command.
	 */
	private void open(ReactiveRedisConnection connection) {
		try {
			connection.ping().block(this.driver.connectTimeout());
		}
		catch (RuntimeException ex) {
			close(connection);
			throw ex;
		}
	}

	/**
	 * Gives a connection back, if it was not the factory's shared one anyway.
	 */
	private static void close(ReactiveRedisConnection connection) {
		connection.closeLater().onErrorComplete().subscribe();
	}

	/**
	 * Forgets a connection that failed, so that the next call asks the factory, which may
	 * have another: the driver reconnects only as long as nobody closed it.
	 * @param connection the connection
	 */
	void forget(ReactiveRedisConnection connection) {
		Opened opened = this.opened;
		if (opened != null && opened.connection() == connection) {
			close();
		}
	}

	/**
	 * Closes what was opened for this alone. The next call opens it again.
	 */
	synchronized void close() {
		Opened opened = this.opened;
		this.opened = null;
		if (opened != null) {
			close(opened.connection());
		}
	}

	/**
	 * A connection that is open.
	 *
	 * @param client what it belongs to
	 * @param connection the connection
	 */
	private record Opened(@Nullable Object client, ReactiveRedisConnection connection) {
	}

}
