package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * Talks to Redis, alone in this package. A single call goes over the connection that the
 * application's factory shares; several go through pipelines, as many at once as the
 * server works through in some 50 ms, so that none runs into the command timeout.
 */
final class SortedSets {

	private static final int WINDOW_COST = 16_384;

	private static final int WINDOW_BYTES = 4 * 1024 * 1024;

	private static final int SCAN_COUNT = 1000;

	/** Redis says more since 7.2. */
	private static final String DENIED_IN_SCRIPT = "can't run this command";

	private static final byte[] INFINITE = ExpiryScore.ascii("+inf");

	private final Supplier<? extends RedisConnectionFactory> connectionFactory;

	private final int connections;

	private final SingletonSupplier<Boolean> cluster = SingletonSupplier
		.of(() -> execute((connection) -> connection instanceof RedisClusterConnection));

	private final Set<Script> loaded = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Access> access = new AtomicReference<>();

	SortedSets(Supplier<? extends RedisConnectionFactory> connectionFactory, int connections) {
		this.connectionFactory = connectionFactory;
		this.connections = connections;
	}

	/**
	 * Returns a template that takes bytes as they are.
	 * @param connectionFactory the connection factory
	 * @return a new template
	 */
	static RedisTemplate<byte[], byte[]> template(RedisConnectionFactory connectionFactory) {
		RedisTemplate<byte[], byte[]> template = new RedisTemplate<>();
		template.setConnectionFactory(connectionFactory);
		template.setEnableDefaultSerializer(false);
		template.setKeySerializer(RedisSerializer.byteArray());
		template.setValueSerializer(RedisSerializer.byteArray());
		template.setExposeConnection(true);
		template.afterPropertiesSet();
		return template;
	}

	/**
	 * Tells whether this is a cluster. There a call is about one name only: several keys
	 * get {@code TRYAGAIN} while their slot is being migrated.
	 * @return whether this is a cluster
	 */
	boolean isCluster() {
		return this.cluster.obtain();
	}

	/**
	 * Tells whether plain reads may be answered by a replica, which scripts never are.
	 * @return whether the application configured {@code read-from}
	 */
	boolean readsFromReplicas() {
		return access().factory() instanceof LettuceConnectionFactory lettuce
				&& lettuce.getClientConfiguration().getReadFrom().isPresent();
	}

	/**
	 * Sends one call.
	 * @param call the call
	 * @return the reply
	 */
	@SuppressWarnings("NullAway") // a callback may return null, which execute refuses
	Object call(RedisCall call) {
		try {
			return whole(execute((connection) -> send(connection, call)));
		}
		catch (DataAccessException ex) {
			throw explained(ex, call);
		}
	}

	/**
	 * Sends calls, pipelined if there are several.
	 * @param <C> the type of the calls
	 * @param calls the calls; obtained one by one while earlier ones are on their way
	 * @param onReply takes each call with its reply
	 */
	<C extends RedisCall> void callAll(Iterator<C> calls, BiConsumer<? super C, Object> onReply) {
		if (!calls.hasNext()) {
			return;
		}
		C first = calls.next();
		if (!calls.hasNext() || !access().pipelines().availableToThread()) {
			onReply.accept(first, call(first));
			calls.forEachRemaining((call) -> onReply.accept(call, call(call)));
			return;
		}
		boolean bySha = isCluster() && load(first);
		Iterator<C> all = new Prepended<>(first, calls);
		while (all.hasNext()) {
			pipeline(all, bySha, onReply);
		}
	}

	/**
	 * Sends calls as {@link #callAll} does, but obtains as many as are sent at once
	 * before it takes a connection for them: the source may be slow, or use Redis itself.
	 * @param <C> the type of the calls
	 * @param calls the calls
	 * @param onReply takes each call with its reply
	 */
	<C extends RedisCall> void callAllCollected(Iterator<C> calls, BiConsumer<? super C, Object> onReply) {
		while (calls.hasNext()) {
			List<C> window = new ArrayList<>();
			Window room = new Window();
			do {
				C call = calls.next();
				window.add(call);
				room.take(call);
			}
			while (room.isLeft() && calls.hasNext());
			callAll(window.iterator(), onReply);
		}
	}

	private <C extends RedisCall> void pipeline(Iterator<C> calls, boolean bySha,
			BiConsumer<? super C, Object> onReply) {
		List<C> sent = new ArrayList<>();
		List<Object> replies;
		try {
			replies = access().pipelines().execute(session(calls, sent, bySha));
		}
		catch (DataAccessException ex) {
			if (!bySha || !saysNoScript(ex)) {
				throw sent.isEmpty() ? ex : explained(ex, sent.get(0));
			}
			this.loaded.clear();
			replies = access().pipelines().execute(session(sent.iterator(), new ArrayList<>(), false));
		}
		for (int i = 0; i < replies.size(); i++) {
			onReply.accept(sent.get(i), whole(replies.get(i)));
		}
	}

	/**
	 * Sends what one window takes. Scripts travel as text, so none can be missing; on a
	 * cluster, where a call is about one name only, the text would double the cost.
	 */
	private static <C extends RedisCall> SessionCallback<Object> session(Iterator<C> calls, List<C> sent,
			boolean bySha) {
		return new SessionCallback<>() {

			@Override
			@SuppressWarnings("NullAway") // in a pipeline a callback has to return null
			public <K, V> Object execute(RedisOperations<K, V> operations) {
				return operations.execute((RedisCallback<Object>) (connection) -> {
					Window room = new Window();
					do {
						C call = calls.next();
						sent.add(call);
						room.take(call);
						sendPipelined(connection, call, bySha);
					}
					while (room.isLeft() && calls.hasNext());
					return null;
				});
			}

		};
	}

	private static void sendPipelined(RedisConnection connection, RedisCall call, boolean bySha) {
		if (call instanceof RedisCall.ScriptCall script) {
			if (bySha) {
				evalSha(connection, script);
			}
			else {
				eval(connection, script);
			}
		}
		else {
			send(connection, call);
		}
	}

	private static @Nullable Object send(RedisConnection connection, RedisCall call) {
		if (call instanceof RedisCall.ScriptCall script) {
			return evalShaOrEval(connection, script);
		}
		if (call instanceof RedisCall.RangeCall range) {
			return range(connection, range);
		}
		if (call instanceof RedisCall.LatestCall latest) {
			return latest(connection, latest);
		}
		return connection.keyCommands().unlink(((RedisCall.UnlinkCall) call).keys());
	}

	private static @Nullable Object evalShaOrEval(RedisConnection connection, RedisCall.ScriptCall call) {
		try {
			return evalSha(connection, call);
		}
		catch (DataAccessException ex) {
			if (!saysNoScript(ex)) {
				throw ex;
			}
			return eval(connection, call);
		}
	}

	private static @Nullable Object evalSha(RedisConnection connection, RedisCall.ScriptCall call) {
		return connection.scriptingCommands()
			.evalSha(call.script().sha1(), ReturnType.MULTI, call.names().size(), call.keysAndArgs());
	}

	private static @Nullable Object eval(RedisConnection connection, RedisCall.ScriptCall call) {
		return connection.scriptingCommands()
			.eval(call.script().text(), ReturnType.MULTI, call.names().size(), call.keysAndArgs());
	}

	/**
	 * Reads values past Spring Data's own method, which would put all of them into a set
	 * before they are put into the caller's. Scores come in pairs of the driver's kind.
	 */
	private static @Nullable Object range(RedisConnection connection, RedisCall.RangeCall call) {
		if (call.withScores()) {
			return connection.zSetCommands()
				.zRangeByScoreWithScores(call.key(), expiringAfter(call.after()), Limit.unlimited());
		}
		return connection.execute("ZRANGEBYSCORE", call.key(), exclusive(call.after()), INFINITE);
	}

	private static byte[] exclusive(byte[] score) {
		byte[] bound = new byte[1 + score.length];
		bound[0] = '(';
		System.arraycopy(score, 0, bound, 1, score.length);
		return bound;
	}

	private static @Nullable Object latest(RedisConnection connection, RedisCall.LatestCall call) {
		return connection.zSetCommands()
			.zRevRangeByScore(call.key(), expiringAfter(call.after()), Limit.limit().count(call.limit()));
	}

	private static Range<Double> expiringAfter(byte[] moment) {
		return Range.rightUnbounded(Range.Bound.exclusive(ExpiryScore.parse(moment)));
	}

	/**
	 * Loads a script on all nodes. A node that cannot be reached is none that the call
	 * needs, or the call itself will tell.
	 */
	private boolean load(RedisCall call) {
		if (call instanceof RedisCall.ScriptCall script && !this.loaded.contains(script.script())) {
			try {
				execute((connection) -> connection.scriptingCommands().scriptLoad(script.script().text()));
				this.loaded.add(script.script());
			}
			catch (DataAccessException ex) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Refuses a reply that is two in one. When a connection is lost within a reply,
	 * Lettuce sends the command again and decodes what comes into what it had already:
	 * the second reply is then inside of the first. Our scripts' replies are flat.
	 */
	private static Object whole(Object reply) {
		if (reply instanceof List<?> elements) {
			for (Object element : elements) {
				if (element instanceof List) {
					throw new RedisConnectionFailureException("The connection was lost within a reply");
				}
			}
		}
		return reply;
	}

	private static boolean saysNoScript(DataAccessException ex) {
		return says(ex, "NOSCRIPT");
	}

	private static boolean says(DataAccessException ex, String text) {
		String message = NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
		return message != null && message.contains(text);
	}

	/**
	 * Tells which command of a script the user may not run, as Redis before 7.2 does not.
	 */
	private DataAccessException explained(DataAccessException ex, RedisCall call) {
		if (!(call instanceof RedisCall.ScriptCall script) || !says(ex, DENIED_IN_SCRIPT)) {
			return ex;
		}
		Set<String> commands = script.script().commands(script.now().length == 0);
		String denied = String.join(", ", denied(script.keysAndArgs()[0], commands));
		return new PermissionDeniedDataAccessException("Redis does not permit its user to run " + (!denied.isEmpty()
				? denied : "one of " + String.join(", ", commands) + ", as scripts of a multimap do"), ex);
	}

	private List<String> denied(byte[] key, Set<String> commands) {
		byte[][] keysAndArgs = Stream.concat(Stream.of(key), commands.stream().map(ExpiryScore::ascii))
			.toArray(byte[][]::new);
		try {
			List<?> denied = execute((connection) -> connection.scriptingCommands()
				.eval(Script.PERMISSIONS.text(), ReturnType.MULTI, 1, keysAndArgs));
			return denied.stream().map((command) -> new String((byte[]) command, StandardCharsets.US_ASCII)).toList();
		}
		catch (DataAccessException ex) {
			// Redis before 7.0 cannot be asked
			return List.of();
		}
	}

	/**
	 * Walks the sorted sets among the keys that match a pattern, on all masters.
	 * @param pattern the pattern
	 * @return the keys, to be closed
	 */
	Cursor<byte[]> scanKeys(String pattern) {
		ScanOptions options = KeyScanOptions.scanOptions(DataType.ZSET).match(pattern).count(SCAN_COUNT).build();
		return access().template().scan(options);
	}

	/**
	 * Walks the members of a sorted set.
	 * @param key the key
	 * @return the members with their scores, to be closed
	 */
	Cursor<TypedTuple<byte[]>> scanMembers(byte[] key) {
		return access().template().opsForZSet().scan(key, ScanOptions.scanOptions().count(SCAN_COUNT).build());
	}

	private <T> T execute(RedisCallback<T> callback) {
		T result = access().template().execute(callback);
		Assert.state(result != null, "Redis gave no reply: the connection is in a pipeline or a transaction");
		return result;
	}

	private Access access() {
		Access access = this.access.get();
		return (access != null) ? access : connect();
	}

	/**
	 * Without a lock, as the container that is asked for the connection factory has locks
	 * of its own. An access that came too late is nothing but garbage.
	 */
	private Access connect() {
		RedisConnectionFactory factory = this.connectionFactory.get();
		checkDriver(factory);
		Access created = new Access(factory, template(new IsolatedConnectionFactory(factory, factory::getConnection)),
				new Pipelines(factory, this.connections));
		Access earlier = this.access.compareAndExchange(null, created);
		return (earlier != null) ? earlier : created;
	}

	/**
	 * Jedis does for one server. Told at the first call, as single calls would work and
	 * only a batch would fail.
	 */
	private static void checkDriver(RedisConnectionFactory factory) {
		Assert.state(!(factory instanceof JedisConnectionFactory jedis && jedis.isRedisClusterAware()),
				"Multimaps on a Redis cluster need Lettuce, since with Jedis Spring Data sends no pipelines to one. "
						+ "Replace the dependency 'redis.clients:jedis' by 'io.lettuce:lettuce-core', "
						+ "or set 'spring.data.redis.client-type' to 'lettuce'");
	}

	void closeIdleConnections() {
		Access access = this.access.get();
		if (access != null) {
			access.pipelines().closeIdle();
		}
	}

	void destroy() {
		Access access = this.access.get();
		if (access != null) {
			access.pipelines().destroy();
		}
	}

	/**
	 * The ways to Redis, there from the first call on.
	 *
	 * @param factory the application's connection factory
	 * @param template for single calls
	 * @param pipelines for several
	 */
	private record Access(RedisConnectionFactory factory, RedisTemplate<byte[], byte[]> template, Pipelines pipelines) {
	}

	/**
	 * How much more fits into what is in flight at once.
	 */
	private static final class Window {

		private int cost;

		private int bytes;

		void take(RedisCall call) {
			this.cost += call.cost();
			this.bytes += call.bytes();
		}

		boolean isLeft() {
			return this.cost < WINDOW_COST && this.bytes < WINDOW_BYTES;
		}

	}

	/**
	 * Calls with the first of them put back.
	 */
	private static final class Prepended<C> implements Iterator<C> {

		private final Iterator<C> rest;

		private @Nullable C first;

		Prepended(C first, Iterator<C> rest) {
			this.first = first;
			this.rest = rest;
		}

		@Override
		public boolean hasNext() {
			return this.first != null || this.rest.hasNext();
		}

		@Override
		public C next() {
			C next = this.first;
			if (next == null) {
				return this.rest.next();
			}
			this.first = null;
			return next;
		}

	}

}
