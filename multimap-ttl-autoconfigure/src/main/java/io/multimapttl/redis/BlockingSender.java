package io.multimapttl.redis;

import java.util.List;
import java.util.function.UnaryOperator;

import io.multimapttl.redis.Request.Step;

import org.springframework.dao.DataAccessException;

/**
 * Sends requests and waits for their results. A single call goes over the connection that
 * the application's factory shares; several go through pipelines, a window at a time.
 */
final class BlockingSender {

	private final Route route;

	BlockingSender(Route route) {
		this.route = route;
	}

	/**
	 * Sends a request, and what it asks for next, until it is done.
	 * @param <R> the type of the result
	 * @param request the request
	 * @return the result
	 * @throws IllegalStateException if this thread must not wait for Redis
	 */
	<R> R send(Request<R> request) {
		try {
			Step<R> step = next(request);
			while (step instanceof Step.Next<R> next) {
				step = next(next.request());
			}
			return ((Step.Done<R>) step).result();
		}
		catch (DataAccessException ex) {
			throw this.route.explain(ex);
		}
	}

	private <R> Step<R> next(Request<R> request) {
		if (request instanceof Request.One<R> one) {
			return sendOne(one);
		}
		if (request instanceof Request.Many<R> many) {
			return sendMany(many);
		}
		return new Step.Done<>(((Request.Answered<R>) request).result());
	}

	private <R> Step<R> sendOne(Request.One<R> one) {
		this.route.checkThread();
		return one.accept(answer(one.call()));
	}

	private <R> Step<R> sendMany(Request.Many<R> many) {
		while (many.calls().hasNext()) {
			this.route.checkThread();
			List<RedisCall> calls = Window.cut(many.calls(), Window.TOGETHER);
			Step<R> step = many.accept(calls.size(), answers(calls, many.errors()));
			if (step != null) {
				return step;
			}
		}
		return many.fold().finish();
	}

	/**
	 * Sends calls together. Where the thread may not take a connection for a pipeline,
	 * each is sent by itself, when its answer is asked for: none after one that failed.
	 */
	private Iterable<Answer> answers(List<? extends RedisCall> calls, UnaryOperator<DataAccessException> errors) {
		if (calls.size() > 1 && this.route.pipelines().availableToThread()) {
			try {
				return this.route.pipelines().send(calls);
			}
			catch (DataAccessException ex) {
				throw errors.apply(ex);
			}
		}
		return () -> calls.stream().map(RedisCall::withMoment).map(this::answer).iterator();
	}

	private Answer answer(RedisCall call) {
		try {
			return Answer.of(call, CallCommands.shaped(this.route.send(call)));
		}
		catch (DataAccessException ex) {
			return Answer.failed(call, ex);
		}
	}

}
