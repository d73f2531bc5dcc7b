package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

import org.springframework.dao.QueryTimeoutException;

/**
 * Bounds what the windows of all callers have in flight, as they share one connection: a
 * thousand callers with a window each would have some gigabytes on it. Windows take turns
 * in the order in which they came. The first that does not fit waits until it does, and
 * all others behind it; one that is larger than all that may be in flight travels alone.
 * <p>
 * What was sent is answered, whether or not somebody waits for it. So a turn lasts until
 * the replies have come: a caller that gives up and repeats does not send more than the
 * server takes.
 */
final class WindowTurns {

	private final Deque<Turn> waiting = new ArrayDeque<>();

	private final AtomicInteger grants = new AtomicInteger();

	private final Supplier<Duration> timeout;

	private final int maxCalls;

	private final Supplier<Scheduler> scheduler;

	private int calls;

	private int cost;

	private long bytes;

	private long replyBytes;

	/**
	 * Creates turns, of which none is taken.
	 * @param timeout supplies how long a window waits for its turn
	 * @param maxCalls how many calls may be in flight
	 * @param scheduler supplies what sends those that waited for their turn, as the
	 * thread that ends one is the driver's
	 */
	WindowTurns(Supplier<Duration> timeout, int maxCalls, Supplier<Scheduler> scheduler) {
		this.scheduler = scheduler;
		this.timeout = timeout;
		this.maxCalls = maxCalls;
	}

	/**
	 * Sends a window when it is its turn.
	 * @param <T> the type of what comes of it
	 * @param window the window
	 * @param sending what sends it
	 * @return what comes of it; cancelled before its turn, or failed as that did not come
	 * within the timeout, nothing is sent
	 */
	<T> Mono<T> send(Window window, Supplier<Mono<T>> sending) {
		return Mono.deferContextual((context) -> {
			Turn turn = new Turn(window);
			take(turn);
			Duration timeout = this.timeout.get();
			return turn.granted.asMono()
				.timeout(timeout, Mono.defer(() -> late(turn, timeout)))
				.then(Mono
					.defer(() -> start(turn) ? sent(turn, Mono.defer(sending).contextWrite(context)) : Mono.<T>empty()))
				.doOnCancel(() -> abandon(turn));
		});
	}

	/**
	 * Signals errors as well that Reactor throws, such as one of memory: it must not keep
	 * the turn, nor end the loop that grants those of others.
	 */
	private <T> Mono<T> sent(Turn turn, Mono<T> sending) {
		try {
			return Mono.fromFuture(sending.doOnTerminate(() -> end(turn)).toFuture(), true);
		}
		catch (Throwable ex) {
			end(turn);
			return Mono.error(ex);
		}
	}

	private Mono<Void> late(Turn turn, Duration timeout) {
		abandon(turn);
		return Mono.error(new QueryTimeoutException("The turn of a batch did not come within " + timeout
				+ ": those before it are not answered. Nothing of it was sent"));
	}

	private void take(Turn turn) {
		synchronized (this) {
			this.waiting.add(turn);
		}
		grant();
	}

	private synchronized boolean start(Turn turn) {
		boolean starts = turn.state == State.GRANTED;
		if (starts) {
			turn.state = State.STARTED;
		}
		return starts;
	}

	private void end(Turn turn) {
		boolean othersWait;
		synchronized (this) {
			if (turn.state == State.ENDED) {
				return;
			}
			count(turn.window, -1);
			turn.state = State.ENDED;
			othersWait = !this.waiting.isEmpty();
		}
		if (othersWait) {
			this.scheduler.get().schedule(this::grant);
		}
	}

	/**
	 * Ends a turn that was not started.
	 */
	private void abandon(Turn turn) {
		synchronized (this) {
			if (turn.state == State.WAITING) {
				this.waiting.remove(turn);
			}
			else if (turn.state == State.GRANTED) {
				count(turn.window, -1);
			}
			else {
				return;
			}
			turn.state = State.ENDED;
		}
		grant();
	}

	private void count(Window window, int sign) {
		this.calls += sign * window.calls().size();
		this.cost += sign * window.cost();
		this.bytes += sign * (long) window.bytes();
		this.replyBytes += sign * window.replyBytes();
	}

	/**
	 * Grants turns to those that fit, one by one: a window that fails at once ends its
	 * turn while it is granted.
	 */
	private void grant() {
		if (this.grants.getAndIncrement() > 0) {
			return;
		}
		int seen = 1;
		do {
			for (Turn turn = next(); turn != null; turn = next()) {
				turn.granted.tryEmitEmpty();
			}
			seen = this.grants.addAndGet(-seen);
		}
		while (seen > 0);
	}

	private synchronized @Nullable Turn next() {
		Turn turn = this.waiting.peek();
		if (turn == null || !fits(turn.window)) {
			return null;
		}
		this.waiting.remove();
		turn.state = State.GRANTED;
		count(turn.window, 1);
		return turn;
	}

	private boolean fits(Window window) {
		return this.calls == 0 || (this.calls + window.calls().size() <= this.maxCalls
				&& this.cost + window.cost() <= Window.TOGETHER * Window.MAX_COST
				&& this.bytes + window.bytes() <= Window.TOGETHER * Window.MAX_BYTES
				&& this.replyBytes + window.replyBytes() <= Window.TOGETHER * Window.MAX_BYTES);
	}

	private static final class Turn {

		private final Window window;

		private final Sinks.Empty<Void> granted = Sinks.empty();

		private State state = State.WAITING;

		Turn(Window window) {
			this.window = window;
		}

	}

	private enum State {

		WAITING, GRANTED, STARTED, ENDED

	}

}
