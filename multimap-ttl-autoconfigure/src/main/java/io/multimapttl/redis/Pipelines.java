package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
import org.springframework.util.ClassUtils;

/**
 * Runs pipelines, a bounded number at once, and keeps their connections. On Lettuce a
 * pipeline needs a connection to itself, and without a pool Spring Data opens a new one
 * for each, on a cluster one per node.
 */
final class Pipelines {

	/** An application that has another driver may have nothing of it. */
	private static final boolean LETTUCE = ClassUtils.isPresent("io.lettuce.core.RedisCommandExecutionException",
			Pipelines.class.getClassLoader());

	private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

	private final RedisConnectionFactory applicationFactory;

	private final RedisConnectionFactory factory;

	private final RedisTemplate<byte[], byte[]> template;

	private final SharedConnection shared;

	private final DriverCalls driver;

	private final ConnectionThreads threads;

	private final int limit;

	private final Semaphore turns;

	private final Deque<RedisConnection> idle = new ConcurrentLinkedDeque<>();

	private volatile boolean stopped;

	Pipelines(RedisConnectionFactory applicationFactory, SharedConnection shared, DriverCalls driver,
			ConnectionThreads threads, int limit) {
		this.shared = shared;
		this.driver = driver;
		this.threads = threads;
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
	 * than the command timeout. The turn lasts for as long as something goes on with a
	 * connection, be it that the caller does not wait for it any more.
	 * @param calls the calls
	 * @return what came of them, in order; some are left out if one failed
	 */
	List<Answer> send(List<? extends RedisCall> calls) {
		awaitTurn();
		return send(RedisConnectionUtils.bindConnection(this.factory), calls);
	}

	/**
	 * Sends calls over a connection that is bound to the thread, so that the template
	 * uses it and leaves it open.
	 */
	private List<Answer> send(RedisConnection connection, List<? extends RedisCall> calls) {
		List<LettuceCommand> unanswered = new ArrayList<>();
		boolean reusable = false;
		try {
			List<Answer> answers = (connection instanceof LettuceConnection) ? throughLettuce(calls, unanswered)
					: throughSpring(connection, calls);
			reusable = answers.stream().noneMatch(Pipelines::doubtsConnection);
			return answers;
		}
		catch (RedisPipelineException ex) {
			throw translate(ex);
		}
		finally {
			TransactionSynchronizationManager.unbindResource(this.factory);
			if (unanswered.isEmpty()) {
				endTurn(connection, reusable);
			}
			else {
				this.threads.startUnattended(() -> areAnswered(unanswered))
					.whenComplete((answered, failure) -> endTurn(connection, Boolean.TRUE.equals(answered)));
			}
		}
	}

	/**
	 * Spring Data's own pipeline would await replies up to the first failure only, and
	 * flushes each command.
	 */
	private List<Answer> throughLettuce(List<? extends RedisCall> calls, List<LettuceCommand> unanswered) {
		List<Answer> answers = new ArrayList<>(calls.size());
		inPipeline((connection) -> answers.addAll(this.driver.send((LettuceConnection) connection, calls, unanswered)));
		return answers;
	}

	/**
	 * The serializer changes nothing, but without one Spring Data would ask of each value
	 * that was read whether it is a list, a set or a map.
	 */
	private List<Answer> throughSpring(RedisConnection connection, List<? extends RedisCall> calls) {
		List<Answer> answers = new ArrayList<>(calls.size());
		Iterator<RedisCall> unsent = calls.stream().map(RedisCall::withMoment).iterator();
		while (unsent.hasNext()) {
			List<RedisCall> sent = Window.cut(unsent, 1);
			answers.addAll(answers(sent, replies(connection, sent)));
		}
		return answers;
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
		return answer.failure() != null && doubtsConnection(answer.failure());
	}

	private static boolean doubtsConnection(RuntimeException failure) {
		return !LETTUCE
				|| !(NestedExceptionUtils.getMostSpecificCause(failure) instanceof RedisCommandExecutionException);
	}

	/**
	 * Waits for replies that the caller did not wait for.
	 */
	private boolean areAnswered(List<LettuceCommand> commands) {
		try {
			for (LettuceCommand command : commands) {
				command.await(this.driver.timeout());
				RuntimeException failure = command.failure();
				if (failure != null && doubtsConnection(failure)) {
					return false;
				}
			}
			return true;
		}
		catch (DataAccessException ex) {
			return false;
		}
		finally {
			commands.forEach(LettuceCommand::cancel);
		}
	}

	/**
	 * Returns a connection for the turn, which ends if there is none: at once, or when
	 * the one that is being opened is there.
	 */
	private RedisConnection idleOrNewConnection() {
		CompletableFuture<RedisConnection> opening = idleOrOpening();
		try {
			return ConnectionThreads.await(opening, this.driver.connectTimeout());
		}
		catch (RuntimeException ex) {
			opening.whenComplete((connection, failure) -> {
				if (connection != null) {
					endTurn(connection, true);
				}
				else {
					this.turns.release();
				}
			});
			throw ex;
		}
	}

	private CompletableFuture<RedisConnection> idleOrOpening() {
		try {
			RedisConnection idle = this.idle.poll();
			if (idle instanceof LettuceConnection lettuce && this.driver.isOpen(lettuce)) {
				return CompletableFuture.completedFuture(idle);
			}
			if (idle != null) {
				close(idle);
			}
			RedisConnection connection = this.shared.get();
			return (connection instanceof LettuceConnection lettuce) ? this.threads.start(() -> open(lettuce))
					: CompletableFuture.completedFuture(connection);
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Connects at once, and not with the first pipeline.
	 */
	private RedisConnection open(LettuceConnection connection) {
		if (this.stopped) {
			throw new RedisConnectionFailureException("The multimaps' factory was stopped");
		}
		connection.setPipeliningFlushPolicy(LettuceConnection.PipeliningFlushPolicy.flushEachCommand());
		try {
			connection.openPipeline();
			this.driver.sendAtOnce(connection);
			if (keepsConnections()) {
				this.driver.startNoTimers(connection);
			}
			connection.closePipeline();
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
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
	private void endTurn(RedisConnection connection, boolean reusable) {
		if (!reusable) {
			close(connection).whenComplete((closed, failure) -> this.turns.release());
			return;
		}
		try {
			if (!keepsConnections()) {
				connection.close();
				return;
			}
			this.idle.push(connection);
			if (this.stopped) {
				close();
			}
		}
		finally {
			this.turns.release();
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

	/**
	 * Closes connections and those that are idle.
	 */
	private CompletableFuture<?> close(RedisConnection... connections) {
		List<RedisConnection> closed = new ArrayList<>(List.of(connections));
		RedisConnection idle = this.idle.poll();
		while (idle != null) {
			closed.add(idle);
			idle = this.idle.poll();
		}
		return this.threads.start(() -> {
			closed.forEach(RedisConnection::close);
			return true;
		});
	}

	boolean isStopped() {
		return this.stopped;
	}

	void start() {
		this.stopped = false;
		this.threads.start();
	}

	/**
	 * Ends pipelines for now: calls go over the shared connection one by one. Waits for
	 * those that connect, since Lettuce does not end a connect in the middle of which its
	 * threads are shut down.
	 */
	void stop() {
		this.stopped = true;
		close();
		Duration timeout = this.driver.connectTimeout();
		this.threads.stop((timeout.compareTo(STOPS_WITHIN) < 0) ? timeout : STOPS_WITHIN);
	}

}
