package io.multimapttl.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;

/**
 * The way to Redis for callers that do not wait: one connection that they share. All
 * reads are scripts there. Plain commands pay where a connection is one caller's alone.
 */
final class ReactiveRoute implements Topology {

	/** Callers that cut windows at the same time share so many bytes. */
	private static final int MOST_BYTES_CUT = 16 * 1024 * 1024;

	/** With a text of some kilobytes each. */
	private static final int MOST_CALLS_AS_TEXT = 512;

	private final Route route;

	private final SharedReactiveConnection connection;

	private final DriverCalls driver;

	private final SlotRule slotRule;

	private final int namesPerCall;

	private final WindowTurns turns;

	/** How many requests of several calls are under way. */
	private final AtomicInteger batches = new AtomicInteger();

	ReactiveRoute(Route route, SharedReactiveConnection connection, DriverCalls driver, SlotRule slotRule,
			int namesPerCall) {
		this.route = route;
		this.connection = connection;
		this.driver = driver;
		this.slotRule = slotRule;
		this.namesPerCall = namesPerCall;
		this.turns = new WindowTurns(driver::timeout, driver.queueSize() / 2, Schedulers::parallel);
	}

	/**
	 * Returns what is known since {@link #prepare}.
	 */
	@Override
	public int namesPerCall(KeyPrefix prefix) {
		return (this.route.isCluster() || this.slotRule.applies()) ? 1 : this.namesPerCall;
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
		return this.connection.get().flatMap((commands) -> {
			RedisCall question = (namesPerCall(prefix) > 1) ? this.slotRule.question(prefix) : null;
			return (question != null) ? send(question).doOnNext(this::learn).then() : Mono.empty();
		});
	}

	private void learn(Answer answer) {
		if (answer.failure() != null) {
			this.slotRule.failed(answer.failure());
		}
		else {
			this.slotRule.answered();
		}
	}

	/**
	 * Sends a call.
	 * @param call the call
	 * @return what came of it, never an error of Redis
	 */
	Mono<Answer> send(RedisCall call) {
		return this.connection.get()
			.flatMap((commands) -> this.driver.endsCommandsInTime() ? commands.send(call) : timed(commands.send(call)))
			.onErrorResume(RuntimeException.class, (ex) -> Mono.just(Answer.failed(call, this.driver.translate(ex))));
	}

	/**
	 * Sends calls together, no two of which write the same name.
	 * @param calls the calls
	 * @return what came of them, in order, never an error of Redis
	 */
	Mono<List<Answer>> send(List<RedisCall> calls) {
		return this.connection.get()
			.flatMap((commands) -> timed(commands.send(calls)))
			.onErrorResume(RuntimeException.class, (ex) -> {
				DataAccessException failure = this.driver.translate(ex);
				return Mono.just(calls.stream().map((call) -> Answer.failed(call, failure)).toList());
			});
	}

	/**
	 * Waits no longer than the command timeout. The driver sees to that for each command,
	 * where it is known to.
	 */
	private <T> Mono<T> timed(Mono<T> reply) {
		Duration timeout = this.driver.timeout();
		return reply.timeout(timeout,
				Mono.error(() -> new QueryTimeoutException("Redis did not reply within " + timeout)));
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
	 * Has windows cut while something is read of them. The more callers do so, the
	 * smaller: each may hold a window that waits for its turn.
	 * @param <T> the type of what is read
	 * @param windows makes what is read of the windows that a cutter cuts
	 * @return the same
	 */
	<T> Mono<T> cutting(Function<WindowCutter, Mono<T>> windows) {
		return Mono.using(() -> {
			this.batches.incrementAndGet();
			int calls = this.driver.queueSize() / (2 * Window.TOGETHER);
			return new WindowCutter(this.driver.evals().isTextOnly() ? Math.min(calls, MOST_CALLS_AS_TEXT) : calls,
					() -> MOST_BYTES_CUT / Math.max(1, this.batches.get()));
		}, windows, (cutter) -> this.batches.decrementAndGet());
	}

	/**
	 * Reads keys page by page, of all masters, as they are asked for.
	 * @param pattern what they match
	 * @return the keys of sorted sets, some maybe twice
	 */
	Flux<byte[]> scan(byte[] pattern) {
		return this.connection.get()
			.flatMapMany((commands) -> Flux.fromIterable(commands.masters())
				.concatMap((master) -> scan(new RedisCall.ScanCall(master, RedisCall.ScanCall.END, pattern), commands),
						0));
	}

	private Flux<byte[]> scan(RedisCall.ScanCall call, ReactiveCommands commands) {
		return page(call, commands)
			.expand((page) -> page.isLast() ? Mono.empty()
					: page(new RedisCall.ScanCall(call.master(), page.cursor(), call.pattern()), commands))
			.concatMapIterable(KeyPage::keys, 1);
	}

	private Mono<KeyPage> page(RedisCall.ScanCall call, ReactiveCommands commands) {
		return timed(commands.send(call)).map(KeyPage::of);
	}

	void close() {
		this.connection.close();
	}

}
