package io.multimapttl.redis;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.multimapttl.redis.Request.Step;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.dao.DataAccessException;

/**
 * Sends the requests of one multimap without waiting for their results. A single call is
 * sent at once; several are sent a window at a time, in turn with those of all callers.
 */
final class ReactiveSender {

	/** So many elements of a reply are decoded on the thread that has read it. */
	private static final int MOST_AT_ONCE = 64;

	/** So large a window does not wait for its turn. */
	private static final int MOST_BYTES_AT_ONCE = 16 * 1024;

	private final ReactiveRoute route;

	private final KeyPrefix prefix;

	ReactiveSender(ReactiveRoute route, KeyPrefix prefix) {
		this.route = route;
		this.prefix = prefix;
	}

	/**
	 * Sends a request, and what it asks for next, until it is done.
	 * @param <R> the type of the result
	 * @param request makes the request, for each subscriber another one
	 * @return the result
	 */
	<R> Mono<R> send(Supplier<Request<R>> request) {
		return Mono.defer(() -> done(next(request.get())));
	}

	/**
	 * Sends calls that come one by one. They are asked for when the connection is there.
	 * @param <R> the type of the result
	 * @param calls the calls
	 * @param request what to do with the replies; it has no calls
	 * @return the result
	 */
	<R> Mono<R> send(Flux<RedisCall> calls, Request.Many<R> request) {
		return done(sendMany(calls, request));
	}

	/**
	 * Connects, if nobody did so before.
	 * @return completes when there is a connection
	 */
	Mono<Void> connect() {
		return this.route.prepare(this.prefix);
	}

	private <R> Mono<R> done(Mono<Step<R>> first) {
		return first.flatMap(this::done).onErrorMap(DataAccessException.class, this.route::explain);
	}

	/**
	 * Goes on step by step, not within each other: there may be thousands.
	 */
	private <R> Mono<R> done(Step<R> step) {
		if (step instanceof Step.Done<R> done) {
			return Mono.just(done.result());
		}
		return Mono.just(step)
			.expand((before) -> (before instanceof Step.Next<R> next) ? next(next.request()) : Mono.empty())
			.last()
			.map((last) -> ((Step.Done<R>) last).result());
	}

	private <R> Mono<Step<R>> next(Request<R> request) {
		if (request instanceof Request.One<R> one) {
			return sendOne(one);
		}
		if (request instanceof Request.Many<R> many) {
			return sendMany(Flux.fromIterable(() -> calls(many)), many);
		}
		return Mono.just(new Step.Done<>(((Request.Answered<R>) request).result()));
	}

	@SuppressWarnings("unchecked")
	private static Iterator<RedisCall> calls(Request.Many<?> many) {
		return (Iterator<RedisCall>) many.calls();
	}

	private <R> Mono<Step<R>> sendOne(Request.One<R> one) {
		return answer(one.call()).onErrorMap(DataAccessException.class, one.errors()).map(one::accept);
	}

	/**
	 * What sends, or may reply, more than others do waits for its turn. What replied much
	 * is decoded elsewhere: the driver's thread reads for all others meanwhile.
	 */
	private Mono<Answer> answer(RedisCall call) {
		if (call.bytes() > CallPacker.MAX_BYTES || call.replyBytes() > CallPacker.MAX_BYTES) {
			Window alone = new Window(1);
			alone.add(call);
			return inTurn(alone, () -> this.route.send(call));
		}
		return this.route.send(call)
			.flatMap((answer) -> (answer.reply() instanceof List<?> reply && reply.size() > MOST_AT_ONCE)
					? Mono.just(answer).publishOn(Schedulers.parallel()) : Mono.just(answer));
	}

	/**
	 * Calls are asked for, and their replies decoded, on no thread of the driver's: that
	 * is code of the application, and the driver's thread reads for all others meanwhile.
	 */
	private <R> Mono<Step<R>> sendMany(Flux<RedisCall> calls, Request.Many<R> many) {
		return connect().onErrorMap(DataAccessException.class, many.errors())
			.publishOn(Schedulers.parallel())
			.then(this.route.cutting((cutter) -> sendWindows(windows(calls, cutter), many)));
	}

	private <R> Mono<Step<R>> sendWindows(Flux<Window> windows, Request.Many<R> many) {
		return windows.concatMap((window) -> inTurn(window, () -> this.route.send(window.calls()))
			.onErrorMap(DataAccessException.class, many.errors())
			.<Step<R>>handle((answers, sink) -> {
				Step<R> step = many.accept(window.calls().size(), answers);
				if (step != null) {
					sink.next(step);
				}
			}), 0).next().switchIfEmpty(Mono.fromSupplier(many.fold()::finish));
	}

	/**
	 * Returns windows, each cut when it is asked for: the next only after all is there of
	 * the one before.
	 */
	private static Flux<Window> windows(Flux<RedisCall> calls, WindowCutter cutter) {
		return present(calls, cutter::add).concatWith(Mono.fromSupplier(cutter::rest));
	}

	private <T> Mono<T> inTurn(Window window, Supplier<Mono<T>> sending) {
		return (isSmall(window) ? Mono.defer(sending) : this.route.inTurn(window, sending))
			.publishOn(Schedulers.parallel());
	}

	/**
	 * Returns whether a window need not wait behind those of others: it is one call, and
	 * thousands of the kind do no harm.
	 */
	private static boolean isSmall(Window window) {
		return window.calls().size() == 1 && window.bytes() <= MOST_BYTES_AT_ONCE
				&& window.replyBytes() <= CallPacker.MAX_BYTES;
	}

	/**
	 * Maps elements, and leaves out what has no result.
	 * @param <T> the type of the elements
	 * @param <R> the type of the results
	 * @param elements the elements
	 * @param mapper makes the result
	 * @return the results
	 */
	static <T, R> Flux<R> present(Flux<T> elements, Function<? super T, ? extends @Nullable R> mapper) {
		return elements.handle((element, sink) -> {
			R result = mapper.apply(element);
			if (result != null) {
				sink.next(result);
			}
		});
	}

}
