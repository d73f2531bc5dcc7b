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
 * the application's factory shares; several go through pipelines, a window at a time. The
 * connection factory is asked for by the first call.
 */
final class BlockingSender implements Topology {

	private static final int SCAN_COUNT = 1000;

	private final Supplier<? extends RedisConnectionFactory> connectionFactory;

	private final int connections;

	private final Set<Script> loaded = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Route> route = new AtomicReference<>();

	BlockingSender(Supplier<? extends RedisConnectionFactory> connectionFactory, int connections) {
		this.connectionFactory = connectionFactory;
		this.connections = connections;
	}

	@Override
	public boolean isCluster() {
		return route().isCluster();
	}

	@Override
	public boolean readsFromReplicas() {
		return route().readsFromReplicas();
	}

	/**
	 * Sends a request, and what it asks for next, until it is done.
	 * @param <R> the type of the result
	 * @param request the request
	 * @return the result
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
		return sendMany((Request.Many<?, R>) request);
	}

	private <R> Step<R> sendOne(Request.One<R> one) {
		Object reply;
		try {
			reply = reply(one.call());
		}
		catch (DataAccessException ex) {
			return one.failed(ex, one.call());
		}
		return one.decode().apply(reply);
	}

	private <C extends RedisCall, R> Step<R> sendMany(Request.Many<C, R> many) {
		while (many.calls().hasNext()) {
			for (List<C> calls : roundTrips(Window.cut(many.calls()))) {
				List<Object> replies;
				try {
					replies = (calls.size() > 1) ? pipeline(calls) : List.of(reply(calls.get(0)));
				}
				catch (DataAccessException ex) {
					return many.failed(ex, calls.get(0));
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
		return (window.size() == 1 || route().pipelines().availableToThread()) ? List.of(window)
				: window.stream().map(List::of).toList();
	}

	@SuppressWarnings("NullAway") // a callback may return null, which execute refuses
	private Object reply(RedisCall call) {
		return CallCommands.shaped(route().execute((connection) -> CallCommands.send(connection, call)));
	}

	/**
	 * Sends calls as a pipeline. Scripts travel as text, so none can be missing; on a
	 * cluster, where a call is about one name only, the text would double the cost.
	 */
	private List<Object> pipeline(List<? extends RedisCall> calls) {
		boolean bySha = isCluster() && load(calls.get(0));
		List<Object> replies;
		try {
			replies = route().pipelines().execute(session(calls, bySha));
		}
		catch (DataAccessException ex) {
			if (!bySha || !CallCommands.saysNoScript(ex)) {
				throw ex;
			}
			this.loaded.clear();
			replies = route().pipelines().execute(session(calls, false));
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
				route().execute((connection) -> connection.scriptingCommands().scriptLoad(script.script().text()));
				this.loaded.add(script.script());
			}
			catch (DataAccessException ex) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Walks the sorted sets among the keys that match a pattern, on all masters.
	 * @param pattern the pattern
	 * @return the keys
	 */
	Walk<byte[]> walkKeys(String pattern) {
		ScanOptions options = KeyScanOptions.scanOptions(DataType.ZSET).match(pattern).count(SCAN_COUNT).build();
		Route route = route();
		return walk(route, route.template().scan(options), Function.identity());
	}

	/**
	 * Walks the members of a sorted set.
	 * @param key the key
	 * @return the members
	 */
	Walk<Walk.Member> walkMembers(byte[] key) {
		ScanOptions options = ScanOptions.scanOptions().count(SCAN_COUNT).build();
		Route route = route();
		return walk(route, route.template().opsForZSet().scan(key, options),
				(tuple) -> new Walk.Member(Objects.requireNonNull(tuple.getValue()),
						Objects.requireNonNull(tuple.getScore())));
	}

	private static <S, T> Walk<T> walk(Route route, Cursor<S> cursor, Function<S, T> element) {
		return new Walk<>() {

			@Override
			public boolean hasNext() {
				route.checkThread();
				return cursor.hasNext();
			}

			@Override
			public T next() {
				return element.apply(cursor.next());
			}

			@Override
			public void close() {
				cursor.close();
			}

		};
	}

	/**
	 * Returns the way to Redis, of which each call begins here.
	 * @throws IllegalStateException if this thread must not wait for Redis
	 */
	private Route route() {
		Route route = this.route.get();
		if (route == null) {
			route = connect();
		}
		route.checkThread();
		return route;
	}

	/**
	 * Without a lock, as the container that is asked for the connection factory has locks
	 * of its own. Of two threads that come here at once the later takes what the earlier
	 * made; a route that nobody takes holds nothing that would have to be closed.
	 */
	private Route connect() {
		Route created = new Route(this.connectionFactory.get(), this.connections);
		Route earlier = this.route.compareAndExchange(null, created);
		return (earlier != null) ? earlier : created;
	}

	void closeIdleConnections() {
		Route route = this.route.get();
		if (route != null) {
			route.pipelines().closeIdle();
		}
	}

	void destroy() {
		Route route = this.route.get();
		if (route != null) {
			route.pipelines().destroy();
		}
	}

}
