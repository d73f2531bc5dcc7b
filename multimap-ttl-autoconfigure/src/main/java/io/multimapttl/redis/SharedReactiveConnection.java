package io.multimapttl.redis;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connection that all reactive calls share: that which the application's factory
 * shares among all threads, or one that it gave where it shares none, which goes back
 * when this is closed. To open it blocks: on one of the driver's threads it would wait
 * for itself. So it is opened on a thread that is made for that, and kept: to ask the
 * factory for it again takes a lock.
 *
 * @see <a href="https://github.com/spring-projects/spring-data-redis/issues/2925">Spring
 * Data Redis 2925</a>
 */
final class SharedReactiveConnection {

	private final LettuceConnectionFactory factory;

	private final SharedConnection shared;

	private final DriverCalls driver;

	private final ConnectionThreads threads;

	private final BooleanSupplier stopped;

	private @Nullable Mono<Opened> opening;

	private volatile @Nullable Opened opened;

	SharedReactiveConnection(LettuceConnectionFactory factory, SharedConnection shared, DriverCalls driver,
			ConnectionThreads threads, BooleanSupplier stopped) {
		this.factory = factory;
		this.shared = shared;
		this.driver = driver;
		this.threads = threads;
		this.stopped = stopped;
	}

	/**
	 * Returns the connection, and opens it if it is not there.
	 * @return the connection, for each subscriber the one that is open then
	 */
	Mono<ReactiveCommands> get() {
		return Mono.defer(() -> {
			Opened opened = usable();
			return (opened != null) ? Mono.just(opened.commands()) : open();
		}).onErrorMap(RuntimeException.class, this.shared::explain);
	}

	/**
	 * Another one is needed after the application's factory was stopped and started, or
	 * has another itself.
	 */
	private @Nullable Opened usable() {
		Opened opened = this.opened;
		return (opened != null && opened.client() == client() && opened.commands().isUsable()) ? opened : null;
	}

	private @Nullable Object client() {
		return this.factory.getNativeClient();
	}

	/**
	 * All that need the connection wait for one attempt, and no longer than the timeouts
	 * say. One that does not wait any more does not end it.
	 */
	private Mono<ReactiveCommands> open() {
		Duration timeout = this.driver.connectTimeout();
		return opening().timeout(timeout, Mono.error(() -> ConnectionThreads.notOpened(timeout))).map(Opened::commands);
	}

	private synchronized Mono<Opened> opening() {
		Opened opened = usable();
		if (opened != null) {
			return Mono.just(opened);
		}
		close();
		Mono<Opened> opening = this.opening;
		if (opening == null) {
			Sinks.One<Opened> waiting = Sinks.one();
			opening = waiting.asMono();
			this.opening = opening;
			this.threads.start(this::connect)
				.whenComplete((connected, failure) -> Schedulers.parallel()
					.schedule((failure != null) ? () -> fail(waiting, failure) : () -> keep(waiting, connected)));
		}
		return opening;
	}

	private Opened connect() {
		if (isStopped()) {
			throw stopped();
		}
		Object client = client();
		LettuceConnection connection = (LettuceConnection) this.shared.get();
		try {
			if (!this.factory.getShareNativeConnection()) {
				this.driver.sendAtOnce(connection);
			}
			return new Opened(client, this.driver.reactive(connection));
		}
		catch (RuntimeException ex) {
			connection.close();
			throw this.driver.translate(ex);
		}
	}

	/**
	 * Those that wait go on in the order in which they came, before any that comes later
	 * finds the connection.
	 */
	private void keep(Sinks.One<Opened> waiting, Opened opened) {
		waiting.tryEmitValue(opened);
		synchronized (this) {
			this.opening = null;
			this.opened = opened;
			if (isStopped()) {
				close();
			}
		}
	}

	/**
	 * Those that try again have another attempt made.
	 */
	private void fail(Sinks.One<Opened> waiting, Throwable failure) {
		synchronized (this) {
			this.opening = null;
		}
		waiting.tryEmitError(failure);
	}

	/**
	 * Nobody would close a connection of its own that is opened later.
	 */
	private boolean isStopped() {
		return !this.factory.getShareNativeConnection() && this.stopped.getAsBoolean();
	}

	private static RedisConnectionFailureException stopped() {
		return new RedisConnectionFailureException("The multimaps' factory was stopped");
	}

	/**
	 * Closes what was opened for this alone.
	 */
	synchronized void close() {
		Opened opened = this.opened;
		this.opened = null;
		if (opened != null) {
			close(opened.commands());
		}
	}

	/**
	 * To close blocks as well.
	 */
	private void close(ReactiveCommands commands) {
		this.threads.startUnattended(() -> {
			commands.close();
			return true;
		});
	}

	/**
	 * A connection that is open.
	 *
	 * @param client what it belongs to
	 * @param commands what sends over it
	 */
	private record Opened(@Nullable Object client, ReactiveCommands commands) {
	}

}
