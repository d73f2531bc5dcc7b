package io.multimapttl.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * The way to Redis through the application's connection factory: its shared connection
 * for single calls, and pipelines for several. The connection factory is asked for on
 * first use.
 */
final class Route implements Topology {

	/** There a script call is about one name. A plain read saves some 6 us of it. */
	private static final int PLAIN_FROM_ON_CLUSTER = 128;

	/**
	 * Names of ten values are read as quickly from 64 on, of three from 1000 on, of one
	 * never; but all of them at half of the server's time.
	 */
	private static final int PLAIN_FROM = 512;

	private final Supplier<? extends RedisConnectionFactory> connectionFactory;

	private final int connections;

	private final boolean replicaReads;

	private final int namesPerCall;

	private final SlotRule slotRule = new SlotRule();

	private final AtomicReference<@Nullable Ends> ends = new AtomicReference<>();

	private final AtomicReference<@Nullable ReactiveRoute> reactive = new AtomicReference<>();

	/** Factories of other drivers do not say what they connect to. */
	private final SingletonSupplier<Boolean> clusterOfOtherDriver = SingletonSupplier
		.of(() -> execute((connection) -> connection instanceof RedisClusterConnection));

	Route(Supplier<? extends RedisConnectionFactory> connectionFactory, int connections, boolean replicaReads,
			int namesPerCall) {
		this.connectionFactory = connectionFactory;
		this.connections = connections;
		this.replicaReads = replicaReads;
		this.namesPerCall = namesPerCall;
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

	@Override
	public int namesPerCall(KeyPrefix prefix) {
		if (this.namesPerCall == 1 || isCluster()) {
			return 1;
		}
		RedisCall question = this.slotRule.question(prefix);
		if (question != null) {
			ask(question);
		}
		return this.slotRule.applies() ? 1 : this.namesPerCall;
	}

	private void ask(RedisCall question) {
		checkThread();
		try {
			send(question);
			this.slotRule.answered();
		}
		catch (DataAccessException ex) {
			this.slotRule.failed(ex);
		}
	}

	boolean isCluster() {
		RedisConnectionFactory factory = ends().factory();
		if (factory instanceof LettuceConnectionFactory lettuce) {
			return lettuce.isClusterAware();
		}
		return !(factory instanceof JedisConnectionFactory) && this.clusterOfOtherDriver.obtain();
	}

	@Override
	public boolean divertsPlainReads() {
		return ends().hasReadFrom();
	}

	/**
	 * On a cluster pipelines go to the masters whatever {@code read-from} says. With one
	 * master and its replicas Lettuce does not say which it sends a command to, nor
	 * whether the connection to it was lost. Where a call is about one name, a proxy may
	 * stand before several servers, whose clocks differ.
	 */
	@Override
	public boolean prefersPlainReads(int names, KeyPrefix prefix) {
		if (this.replicaReads || !(ends().factory() instanceof LettuceConnectionFactory)
				|| !ends().pipelines().availableToThread()) {
			return false;
		}
		if (isCluster()) {
			return names >= PLAIN_FROM_ON_CLUSTER;
		}
		return names >= PLAIN_FROM && !ends().hasReadFrom() && !ends().driver().hidesServers()
				&& namesPerCall(prefix) > 1;
	}

	/**
	 * Explains why a scan failed.
	 * @param failure the failure
	 * @return what to tell the caller
	 */
	DataAccessException explainScan(DataAccessException failure) {
		return (this.namesPerCall > 1) ? failure : new InvalidDataAccessApiUsageException(
				"'names' and 'clear' need the command SCAN, and it failed. 'multimap.ttl.names-per-call' is 1, so a proxy "
						+ "may stand before Redis, and many proxies refuse SCAN: call 'delete' with names that you know",
				failure);
	}

	/**
	 * Explains a failure, if it says that a call was about too many names for this Redis.
	 * @param failure the failure
	 * @return what to tell the caller
	 */
	DataAccessException explain(DataAccessException failure) {
		return this.slotRule.explain(failure);
	}

	/**
	 * Checks that this thread may wait for Redis.
	 * @throws IllegalStateException if it is one of the driver's event loops
	 */
	void checkThread() {
		EventLoopGuard guard = ends().eventLoopGuard();
		if (guard != null) {
			guard.check();
		}
	}

	/**
	 * Runs a callback on the shared connection.
	 * @param <T> the type of the result
	 * @param callback the callback
	 * @return its result
	 */
	<T> T execute(RedisCallback<T> callback) {
		T result = template().execute(callback);
		Assert.state(result != null, "Redis gave no reply: the connection is in a pipeline or a transaction");
		return result;
	}

	/**
	 * Sends a call over the shared connection and waits for its reply.
	 * @param call the call
	 * @return the reply
	 */
	Object send(RedisCall call) {
		return execute((connection) -> ends().driver().send(connection, call));
	}

	/**
	 * Translates what a cursor threw, as not every driver's does itself.
	 * @param ex the exception
	 * @return Spring's exception for it, or {@code null} if the driver does not know it
	 */
	@Nullable DataAccessException translate(RuntimeException ex) {
		return (ex instanceof DataAccessException translated) ? translated
				: ends().factory().translateExceptionIfPossible(ex);
	}

	/**
	 * Returns whether {@link #masters} are known.
	 * @return whether the driver is Lettuce; others read from masters alone
	 */
	boolean knowsMasters() {
		return ends().factory() instanceof LettuceConnectionFactory;
	}

	/**
	 * Returns the masters that a scan has to visit.
	 * @return their ids
	 */
	List<String> masters() {
		return execute((connection) -> ends().driver().masters((LettuceConnection) connection));
	}

	/**
	 * Asks a master for some of its keys.
	 * @param call the call
	 * @return the reply: a cursor and a list of keys
	 */
	Object send(RedisCall.ScanCall call) {
		return execute((connection) -> ends().driver().send((LettuceConnection) connection, call));
	}

	/**
	 * Returns the way for callers that do not wait. Nothing of Reactor is loaded before
	 * this is asked for.
	 * @return the way, of all multimaps of a factory the same
	 * @throws IllegalStateException if there is none
	 */
	ReactiveRoute reactive() {
		ReactiveRoute reactive = this.reactive.get();
		if (reactive != null) {
			return reactive;
		}
		ReactiveRoute created = ends().reactive(this, this.slotRule, this.namesPerCall);
		ReactiveRoute earlier = this.reactive.compareAndExchange(null, created);
		return (earlier != null) ? earlier : created;
	}

	RedisTemplate<byte[], byte[]> template() {
		return ends().template();
	}

	Pipelines pipelines() {
		return ends().pipelines();
	}

	private Ends ends() {
		Ends ends = this.ends.get();
		return (ends != null) ? ends : create();
	}

	/**
	 * Without a lock, as the container that is asked for the connection factory has
	 * locks. Of two threads that come here at once, the later takes what the earlier
	 * made.
	 */
	private Ends create() {
		Ends created = Ends.of(this.connectionFactory.get(), this.connections, this.replicaReads);
		Ends earlier = this.ends.compareAndExchange(null, created);
		return (earlier != null) ? earlier : created;
	}

	void start() {
		Ends ends = this.ends.get();
		if (ends != null) {
			ends.pipelines().start();
		}
	}

	/**
	 * Closes what was opened, and opens nothing more until the next start.
	 */
	void stop() {
		this.slotRule.forget();
		Ends ends = this.ends.get();
		if (ends != null) {
			ends.release();
			ends.pipelines().stop();
		}
		ReactiveRoute reactive = this.reactive.get();
		if (reactive != null) {
			reactive.close();
		}
	}

	/**
	 * What there is once the connection factory is known. Making it opens nothing.
	 *
	 * @param factory the application's connection factory
	 * @param template for single calls
	 * @param driver sends calls
	 * @param shared the connection for single calls
	 * @param threads open connections
	 * @param pipelines for several calls
	 * @param eventLoopGuard knows the driver's threads, if it is Lettuce
	 */
	private record Ends(RedisConnectionFactory factory, RedisTemplate<byte[], byte[]> template, DriverCalls driver,
			SharedConnection shared, ConnectionThreads threads, Pipelines pipelines,
			@Nullable EventLoopGuard eventLoopGuard) {

		static Ends of(RedisConnectionFactory factory, int connections, boolean replicaReads) {
			checkDriver(factory);
			DriverCalls driver = new DriverCalls(factory, replicaReads);
			ConnectionThreads threads = new ConnectionThreads();
			SharedConnection shared = new SharedConnection(factory, driver, threads);
			Ends ends = new Ends(factory, Route.template(new IsolatedConnectionFactory(factory, shared::get)), driver,
					shared, threads, new Pipelines(factory, shared, driver, threads, connections),
					(factory instanceof LettuceConnectionFactory lettuce) ? new EventLoopGuard(lettuce) : null);
			Assert.state(!replicaReads || ends.hasReadFrom(),
					"'multimap.ttl.replica-reads' lets reads go where 'spring.data.redis.lettuce.read-from' says, "
							+ "which is not set. Set it, for instance to 'replica-preferred'");
			return ends;
		}

		ReactiveRoute reactive(Route route, SlotRule slotRule, int namesPerCall) {
			Assert.state(ClassUtils.isPresent("reactor.core.publisher.Mono", Route.class.getClassLoader()),
					"The reactive form of a multimap needs Reactor: add the dependency 'io.projectreactor:reactor-core'");
			if (!(this.factory instanceof LettuceConnectionFactory lettuce)) {
				throw new IllegalStateException(
						"The reactive form of a multimap needs Lettuce, and the connection factory is '"
								+ this.factory.getClass().getName()
								+ "'. Replace the dependency 'redis.clients:jedis' by 'io.lettuce:lettuce-core', "
								+ "or set 'spring.data.redis.client-type' to 'lettuce'");
			}
			return new ReactiveRoute(route, new SharedReactiveConnection(lettuce, this.shared, this.driver,
					this.threads, this.pipelines::isStopped), this.driver, slotRule, namesPerCall);
		}

		boolean hasReadFrom() {
			return this.factory instanceof LettuceConnectionFactory lettuce
					&& lettuce.getClientConfiguration().getReadFrom().isPresent();
		}

		/**
		 * Refuses Jedis on a cluster at the first call: single calls would work there,
		 * and only a batch would fail.
		 */
		private static void checkDriver(RedisConnectionFactory factory) {
			Assert.state(!(factory instanceof JedisConnectionFactory jedis && jedis.isRedisClusterAware()),
					"Multimaps on a Redis cluster need Lettuce, since with Jedis Spring Data sends no pipelines to one. "
							+ "Replace the dependency 'redis.clients:jedis' by 'io.lettuce:lettuce-core', "
							+ "or set 'spring.data.redis.client-type' to 'lettuce'");
		}

		void release() {
			if (this.eventLoopGuard != null) {
				this.eventLoopGuard.release();
			}
		}

	}

}
