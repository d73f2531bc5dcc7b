package io.multimapttl.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.ScanOptions;

import io.lettuce.core.RedisCommandExecutionException;

/**
 * The way to Redis for callers that do not wait: one connection that they share. All
 * reads are scripts there, and go to masters. Reads that are plain commands pay where a
 * connection is one caller's alone.
 */
final class ReactiveRoute implements Topology {

	private static final String QUEUE_IS_FULL = "size exceeded";

	private final Route route;

	private final SharedReactiveConnection connection;

	private final DriverCalls driver;

	private final SlotRule slotRule;

	private final int namesPerCall;

	private final WindowTurns turns;

	private volatile boolean cluster;

	ReactiveRoute(Route route, SharedReactiveConnection connection, DriverCalls driver, SlotRule slotRule,
			int namesPerCall) {
		this.route = route;
		this.connection = connection;
		this.driver = driver;
		this.slotRule = slotRule;
		this.namesPerCall = namesPerCall;
		this.turns = new WindowTurns(driver::timeout, driver.queueSize() / 2, Schedulers.parallel());
	}

	/**
	 * Returns what is known since {@link #prepare}.
	 */
	@Override
	public int namesPerCall(KeyPrefix prefix) {
		return (this.cluster || this.slotRule.applies()) ? 1 : this.namesPerCall;
	}

	@Override
	public boolean divertsPlainReads() {
		return true;
	}

	@Override
	public boolean prefersPlainReads(int names, KeyPrefix prefix) {
		return false;
	}

	DataAccessException explain(DataAccessException failure) {
		return this.slotRule.explain(failure);
	}

	DataAccessException explainScan(DataAccessException failure) {
		return this.route.explainScan(failure);
	}

	/**
	 * Connects, and finds out how many names a call may be about.
	 * @param prefix makes the keys of the names
	 * @return completes when that is known
	 */
	Mono<Void> prepare(KeyPrefix prefix) {
		return this.connection.get().flatMap((connection) -> {
			this.cluster = connection instanceof ReactiveRedisClusterConnection;
			RedisCall question = (namesPerCall(prefix) > 1) ? this.slotRule.question(prefix) : null;
			return (question != null) ? ask(connection, question) : Mono.empty();
		});
	}

	private Mono<Void> ask(ReactiveRedisConnection connection, RedisCall question) {
		return send(connection, question).doOnNext((reply) -> this.slotRule.answered())
			.onErrorResume(DataAccessException.class, (ex) -> {
				this.slotRule.failed(ex);
				return Mono.empty();
			})
			.then();
	}

	/**
	 * Sends a call.
	 * @param call the call
	 * @return what came of it, never an error of Redis
	 */
	Mono<Answer> send(RedisCall call) {
		RedisCall sent = call.withMoment();
		return this.connection.get()
			.flatMap((connection) -> send(connection, sent))
			.map((reply) -> Answer.of(sent, reply))
			.onErrorResume(DataAccessException.class, (ex) -> Mono.just(Answer.failed(sent, ex)));
	}

	private Mono<Object> send(ReactiveRedisConnection connection, RedisCall call) {
		return timed(ReactiveCommands.send(connection, call, this.driver.evals())).onErrorMap(this::translated)
			.doOnError((ex) -> forgetAfter(ex, connection));
	}

	/**
	 * Waits no longer than the command timeout, where the driver does not see to that.
	 */
	private Mono<Object> timed(Mono<Object> reply) {
		if (this.driver.endsCommandsInTime()) {
			return reply;
		}
		Duration timeout = this.driver.timeout();
		return reply.timeout(timeout,
				Mono.error(() -> new QueryTimeoutException("Redis did not reply within " + timeout)));
	}

	/**
	 * Translates what the driver says, which is the bare exception of the network if the
	 * connection was lost.
	 */
	private Throwable translated(Throwable ex) {
		if (ex instanceof IOException) {
			return new RedisConnectionFailureException("The connection was lost within a reply", ex);
		}
		return (ex instanceof RuntimeException failure) ? this.driver.translate(failure) : ex;
	}

	/**
	 * A command that the driver has no room for says nothing of the connection.
	 */
	private void forgetAfter(Throwable failure, ReactiveRedisConnection connection) {
		if (failure instanceof DataAccessResourceFailureException
				|| (failure instanceof RedisSystemException ex && doubtsConnection(ex))) {
			this.connection.forget(connection);
		}
	}

	private static boolean doubtsConnection(RedisSystemException failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return !(cause instanceof RedisCommandExecutionException)
				&& !String.valueOf(cause.getMessage()).contains(QUEUE_IS_FULL);
	}

	/**
	 * Sends a window when it is its turn among those of all callers.
	 * @param <T> the type of what comes of it
	 * @param window the window
	 * @param sending what sends it
	 * @return what comes of it
	 */
	<T> Mono<T> inTurn(Window window, Supplier<Mono<T>> sending) {
		return this.turns.send(window, sending);
	}

	/**
	 * Returns how many calls a window may have.
	 * @return as many as the driver takes, and others find room beside
	 */
	int maxCalls() {
		return this.driver.queueSize() / (2 * Window.TOGETHER);
	}

	/**
	 * Reads keys page by page, as they are asked for. With {@code read-from} each page
	 * may come from another server, where the cursor means nothing.
	 * @param pattern what they match
	 * @return the keys of sorted sets, some maybe twice
	 */
	Flux<byte[]> scan(String pattern) {
		if (this.route.divertsPlainReads()) {
			return Flux.error(() -> new IllegalStateException(
					"'names' and 'clear' of a reactive multimap are not possible with 'spring.data.redis.lettuce.read-from': "
							+ "each page of names could come from another server. Call those of the form that blocks, "
							+ "with 'subscribeOn(Schedulers.boundedElastic())'"));
		}
		ScanOptions options = KeyScanOptions.scanOptions(DataType.ZSET)
			.match(pattern)
			.count(RedisCall.ScanCall.COUNT)
			.build();
		return this.connection.get()
			.flatMapMany((connection) -> connection.keyCommands()
				.scan(options)
				.map(ReactiveCommands::bytes)
				.onErrorMap(this::translated)
				.doOnError((ex) -> forgetAfter(ex, connection)));
	}

	void close() {
		this.connection.close();
	}

}
