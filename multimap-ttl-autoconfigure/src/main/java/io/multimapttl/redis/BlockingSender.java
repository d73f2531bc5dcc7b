package io.multimapttl.redis;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import io.multimapttl.redis.Request.Step;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.SessionCallback;

/**
 * Sends requests and waits for their results. A single call goes over the connection that
 * the application's factory shares; several go through pipelines, a window at a time.
 */
final class BlockingSender {

	private final Route route;

	private final Set<Script> loaded = ConcurrentHashMap.newKeySet();

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
		Step<R> step = next(request);
		while (step instanceof Step.Next<R> next) {
			step = next(next.request());
		}
		return ((Step.Done<R>) step).result();
	}

	private <R> Step<R> next(Request<R> request) {
		if (request instanceof Request.One<R> one) {
			return sendOne(one);
		}
		if (request instanceof Request.Many<?, R> many) {
			return sendMany(many);
		}
		return new Step.Done<>(((Request.Answered<R>) request).result());
	}

	private <R> Step<R> sendOne(Request.One<R> one) {
		this.route.checkThread();
		Object reply;
		try {
			reply = reply(one.call());
		}
		catch (DataAccessException ex) {
			return DeniedCommand.askOrThrow(ex, one.call(), one.errors());
		}
		return one.decode().apply(reply);
	}

	private <C extends RedisCall, R> Step<R> sendMany(Request.Many<C, R> many) {
		while (many.calls().hasNext()) {
			this.route.checkThread();
			for (List<C> calls : roundTrips(Window.cut(many.calls()))) {
				List<Object> replies;
				try {
					replies = (calls.size() > 1) ? pipeline(calls) : List.of(reply(calls.get(0)));
				}
				catch (DataAccessException ex) {
					return DeniedCommand.askOrThrow(ex, calls.get(0), many.errors());
				}
				for (int i = 0; i < calls.size(); i++) {
					many.fold().accept(calls.get(i), replies.get(i));
				}
			}
		}
		return many.fold().finish();
	}

	/**
	 * Returns the calls that go together: all of a window, or each by itself where the
	 * thread may not take a connection for a pipeline.
	 */
	private <C> List<List<C>> roundTrips(List<C> window) {
		return (window.size() == 1 || this.route.pipelines().availableToThread()) ? List.of(window)
				: window.stream().map(List::of).toList();
	}

	@SuppressWarnings("NullAway") // a callback may return null, which execute refuses
	private Object reply(RedisCall call) {
		return CallCommands.shaped(this.route.execute((connection) -> CallCommands.send(connection, call)));
	}

	/**
	 * Sends calls as a pipeline. Scripts travel as text, so none can be missing; on a
	 * cluster, where a call is about one name only, the text would double the cost.
	 */
	private List<Object> pipeline(List<? extends RedisCall> calls) {
		boolean bySha = this.route.isCluster() && load(calls.get(0));
		List<Object> replies;
		try {
			replies = this.route.pipelines().execute(session(calls, bySha));
		}
		catch (DataAccessException ex) {
			if (!bySha || !CallCommands.saysNoScript(ex)) {
				throw ex;
			}
			this.loaded.clear();
			replies = this.route.pipelines().execute(session(calls, false));
		}
		replies.replaceAll(CallCommands::shaped);
		return replies;
	}

	private static SessionCallback<Object> session(List<? extends RedisCall> calls, boolean bySha) {
		return new SessionCallback<>() {

			@Override
			@SuppressWarnings("NullAway") // in a pipeline a callback has to return null
			public <K, V> Object execute(RedisOperations<K, V> operations) {
				return operations.execute((RedisCallback<Object>) (connection) -> {
					calls.forEach((call) -> CallCommands.sendPipelined(connection, call, bySha));
					return null;
				});
			}

		};
	}

	/**
	 * Loads a script on all nodes. A node that cannot be reached is none that the call
	 * needs, or the call itself will tell.
	 */
	private boolean load(RedisCall call) {
		if (call instanceof RedisCall.ScriptCall script && !this.loaded.contains(script.script())) {
			try {
				this.route.execute((connection) -> connection.scriptingCommands().scriptLoad(script.script().text()));
				this.loaded.add(script.script());
			}
			catch (DataAccessException ex) {
				return false;
			}
		}
		return true;
	}

}
