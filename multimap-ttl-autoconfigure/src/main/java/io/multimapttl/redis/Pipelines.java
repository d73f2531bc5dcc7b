package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

import io.lettuce.core.RedisCommandExecutionException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisConnectionUtils;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs pipelines, a bounded number at once, and keeps their connections. On Lettuce a
 * pipeline needs a connection to itself, and without a pool Spring Data opens a new one
 * for each, on a cluster one per node.
 */
final class Pipelines {

	private final RedisConnectionFactory applicationFactory;

	private final RedisConnectionFactory factory;

	private final RedisTemplate<byte[], byte[]> template;

	private final DriverCalls driver;

	private final int limit;

	private final Semaphore turns;

	private final Deque<RedisConnection> idle = new ConcurrentLinkedDeque<>();

	/** Held for reading by those that connect. */
	private final ReadWriteLock connecting = new ReentrantReadWriteLock();

	private volatile boolean stopped;

	Pipelines(RedisConnectionFactory applicationFactory, DriverCalls driver, int limit) {
		this.driver = driver;
		this.applicationFactory = applicationFactory;
		this.factory = new IsolatedConnectionFactory(applicationFactory, this::idleOrNewConnection);
		this.template = Route.template(this.factory);
		this.limit = Math.min(limit, mostOfPool(applicationFactory));
		this.turns = new Semaphore(this.limit, true);
	}

	/**
	 * Returns how many connections a pool has for pipelines. The one that the factory
	 * shares comes from its pool as well, and is never given back: in a pool of one, a
	 * caller that waits for a second would wait for ever.
	 */
	private static int mostOfPool(RedisConnectionFactory factory) {
		if (factory instanceof LettuceConnectionFactory lettuce
				&& lettuce.getClientConfiguration() instanceof LettucePoolingClientConfiguration pooling
				&& pooling.getPoolConfig().getMaxTotal() >= 0) {
			return Math.max(0, pooling.getPoolConfig().getMaxTotal() - 1);
		}
		return Integer.MAX_VALUE;
	}

	/**
	 * Returns whether this thread may take a connection for a pipeline. One that holds a
	 * connection already must not wait for a second: with a pool, several such threads
	 * would wait for each other for ever.
	 * @return whether {@link #execute} may be called
	 */
	boolean availableToThread() {
		return this.limit > 0 && !this.stopped
				&& !TransactionSynchronizationManager.hasResource(this.applicationFactory)
				&& !TransactionSynchronizationManager.hasResource(this.factory);
	}

	/**
	 * Sends calls together and waits for their replies; before that for a turn, no longer
	 * than the command timeout.
	 * @param calls the calls
	 * @return what came of them, in order; some are left out if one failed
	 */
	List<Answer> send(List<? extends RedisCall> calls) {
		awaitTurn();
		try {
			return sendBound(calls);
		}
		finally {
			this.turns.release();
		}
	}

	/**
	 * Binds a kept connection to the thread, so that the template uses it and leaves it
	 * open.
	 */
	private List<Answer> sendBound(List<? extends RedisCall> calls) {
		boolean reusable = false;
		RedisConnection connection = RedisConnectionUtils.bindConnection(this.factory);
		try {
			List<Answer> answers = (connection instanceof LettuceConnection) ? throughLettuce(calls)
					: throughSpring(connection, calls);
			reusable = keepsConnections() && answers.stream().noneMatch(Pipelines::doubtsConnection);
			return answers;
		}
		catch (RedisPipelineException ex) {
			throw translate(ex);
		}
		finally {
			TransactionSynchronizationManager.unbindResource(this.factory);
			giveBack(connection, reusable);
		}
	}

	/**
	 * Spring Data's own pipeline would await replies up to the first failure only, and
	 * flushes each command.
	 */
	private List<Answer> throughLettuce(List<? extends RedisCall> calls) {
		List<Answer> answers = new ArrayList<>(calls.size());
		inPipeline((connection) -> answers.addAll(this.driver.send((LettuceConnection) connection, calls)));
		return answers;
	}

	/**
	 * The serializer changes nothing, but without one Spring Data would ask of each value
	 * that was read whether it is a list, a set or a map.
	 */
	private List<Answer> throughSpring(RedisConnection connection, List<? extends RedisCall> calls) {
		List<RedisCall> sent = calls.stream().map(RedisCall::withMoment).toList();
		return answers(sent, replies(connection, sent));
	}

	private List<Object> replies(RedisConnection connection, List<RedisCall> calls) {
		try {
			return inPipeline((pipelined) -> calls.forEach((call) -> CallCommands.sendPipelined(pipelined, call)));
		}
		catch (UnsupportedOperationException ex) {
			// Redisson refuses a script in a pipeline, the first one already
			return calls.stream().map((call) -> this.driver.send(connection, call)).toList();
		}
		catch (RedisPipelineException ex) {
			if (ex.getPipelineResult().size() != calls.size()) {
				throw ex;
			}
			return ex.getPipelineResult();
		}
	}

	private static List<Answer> answers(List<RedisCall> calls, List<Object> replies) {
		List<Answer> answers = new ArrayList<>(calls.size());
		for (int i = 0; i < calls.size(); i++) {
			answers.add((replies.get(i) instanceof DataAccessException failure) ? Answer.failed(calls.get(i), failure)
					: Answer.of(calls.get(i), CallCommands.shaped(replies.get(i))));
		}
		return answers;
	}

	private List<Object> inPipeline(Consumer<RedisConnection> sender) {
		return this.template.executePipelined(new SessionCallback<>() {

			@Override
			@SuppressWarnings("NullAway") // in a pipeline a callback has to return null
			public <K, V> Object execute(RedisOperations<K, V> operations) {
				return operations.execute((RedisCallback<Object>) (connection) -> {
					sender.accept(connection);
					return null;
				});
			}

		}, RedisSerializer.byteArray());
	}

	/**
	 * Returns whether a call failed by other means than Redis's own reply.
	 */
	private static boolean doubtsConnection(Answer answer) {
		return answer.failure() != null
				&& !(NestedExceptionUtils.getRootCause(answer.failure()) instanceof RedisCommandExecutionException);
	}

	private RedisConnection idleOrNewConnection() {
		RedisConnection idle = this.idle.poll();
		if (idle != null) {
			return idle;
		}
		this.connecting.readLock().lock();
		try {
			if (this.stopped) {
				throw new RedisConnectionFailureException("The multimaps' factory was stopped");
			}
			return newConnection();
		}
		finally {
			this.connecting.readLock().unlock();
		}
	}

	/**
	 * Connects at once, and not with the first pipeline.
	 */
	private RedisConnection newConnection() {
		RedisConnection connection = this.applicationFactory.getConnection();
		if (connection instanceof LettuceConnection lettuce) {
			lettuce.setPipeliningFlushPolicy(LettuceConnection.PipeliningFlushPolicy.flushEachCommand());
			try {
				lettuce.openPipeline();
				lettuce.closePipeline();
			}
			catch (RuntimeException ex) {
				lettuce.close();
				throw ex;
			}
		}
		return connection;
	}

	private void awaitTurn() {
		Duration timeout = this.driver.timeout();
		try {
			if (!this.turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new QueryTimeoutException("No connection for a batch became free within " + timeout + ": "
						+ this.limit + " batches run at once at the most (multimap.ttl.connections)");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisSystemException("Interrupted while waiting for a connection", ex);
		}
	}

	/**
	 * After a failure that is not Redis's own reply the other connections are not trusted
	 * either: with auto-reconnect off they would fail one by one.
	 */
	private void giveBack(RedisConnection connection, boolean reusable) {
		if (reusable && keepsConnections()) {
			this.idle.push(connection);
			if (this.stopped) {
				closeIdle();
			}
			return;
		}
		connection.close();
		if (!reusable) {
			closeIdle();
		}
	}

	/**
	 * A factory that pools keeps connections itself; of one that is not Lettuce's nobody
	 * knows.
	 */
	private boolean keepsConnections() {
		return this.applicationFactory instanceof LettuceConnectionFactory lettuce
				&& !(lettuce.getClientConfiguration() instanceof LettucePoolingClientConfiguration);
	}

	/**
	 * Spring Data wraps whatever fails in a pipeline.
	 */
	private DataAccessException translate(RedisPipelineException ex) {
		return (ex.getCause() instanceof RuntimeException cause) ? this.driver.translate(cause) : ex;
	}

	private void closeIdle() {
		RedisConnection connection = this.idle.poll();
		while (connection != null) {
			connection.close();
			connection = this.idle.poll();
		}
	}

	void start() {
		this.stopped = false;
	}

	/**
	 * Ends pipelines for now: calls go over the shared connection one by one. Waits for
	 * those that connect, no longer than the command timeout: Lettuce does not end a
	 * connect in the middle of which its threads are shut down.
	 */
	void stop() {
		this.stopped = true;
		try {
			if (this.connecting.writeLock().tryLock(this.driver.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
				this.connecting.writeLock().unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		closeIdle();
	}

}
