package io.multimapttl.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

/**
 * Threads that open and close connections, as no thread of a caller may: the driver waits
 * without a limit if its own threads are busy, and if the waiting thread is interrupted
 * it leaves a connection behind that nobody closes. A thread is made when none is free,
 * and ends when it has had nothing to do for some seconds.
 */
final class ConnectionThreads {

	private static final long IDLE_SECONDS = 5;

	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS,
			TimeUnit.SECONDS, new SynchronousQueue<>(), ConnectionThreads::newThread);

	private final Set<Work<?>> ongoing = ConcurrentHashMap.newKeySet();

	/**
	 * Returns a thread that keeps nothing of its first caller.
	 */
	private static Thread newThread(Runnable work) {
		Thread thread = new Thread(null, work, "multimap-connections", 0, false);
		thread.setContextClassLoader(ConnectionThreads.class.getClassLoader());
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Starts to open or close a connection.
	 * @param <T> the type of the result
	 * @param task what to do
	 * @return what comes of it, whether or not somebody waits
	 */
	<T> CompletableFuture<T> start(Supplier<T> task) {
		Work<T> work = new Work<>(task);
		this.ongoing.add(work);
		work.whenComplete((result, failure) -> this.ongoing.remove(work));
		return start(work);
	}

	/**
	 * Starts what {@link #stop} does not wait for.
	 * @param <T> the type of the result
	 * @param task what to do
	 * @return what comes of it
	 */
	<T> CompletableFuture<T> startUnattended(Supplier<T> task) {
		return start(new Work<>(task));
	}

	private <T> Work<T> start(Work<T> work) {
		try {
			this.threads.execute(work);
		}
		catch (Throwable ex) {
			work.completeExceptionally(ex);
		}
		return work;
	}

	/**
	 * Waits for a connection.
	 * @param <T> the type of the connection
	 * @param connection the connection
	 * @param timeout how long to wait
	 * @return the connection
	 */
	static <T> T await(CompletableFuture<T> connection, Duration timeout) {
		try {
			return connection.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw notOpened(timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisSystemException("Interrupted while waiting for a connection", ex);
		}
	}

	static RedisConnectionFailureException notOpened(Duration timeout) {
		return new RedisConnectionFailureException(
				"No connection to Redis was opened, or became free in its pool, within " + timeout);
	}

	/**
	 * Returns a failure to connect with the stack of the caller; several may have waited.
	 */
	private static RuntimeException failure(@Nullable Throwable ex) {
		if (ex instanceof RedisConnectionFailureException failure) {
			return new RedisConnectionFailureException(failure.getMessage(), failure.getCause());
		}
		return (ex instanceof RuntimeException failure) ? failure
				: new RedisConnectionFailureException("No connection to Redis could be opened", ex);
	}

	void start() {
		this.threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Waits for the threads that open or close a connection, and interrupts those that do
	 * so for longer: they may hold a lock of the application's connection factory. From
	 * now on threads end at once.
	 * @param timeout how long to wait
	 */
	void stop(Duration timeout) {
		try {
			CompletableFuture.allOf(this.ongoing.toArray(CompletableFuture[]::new))
				.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			// Those that wait for the connection get to know
		}
		catch (TimeoutException ex) {
			this.ongoing.forEach(Work::interrupt);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.threads.setKeepAliveTime(0, TimeUnit.SECONDS);
	}

	private static final class Work<T> extends CompletableFuture<T> implements Runnable {

		private final Supplier<T> task;

		private volatile @Nullable Thread thread;

		Work(Supplier<T> task) {
			this.task = task;
		}

		@Override
		public void run() {
			this.thread = Thread.currentThread();
			try {
				complete(this.task.get());
			}
			catch (Throwable ex) {
				completeExceptionally(ex);
			}
		}

		void interrupt() {
			Thread thread = this.thread;
			if (thread != null) {
				thread.interrupt();
			}
		}

	}

}
