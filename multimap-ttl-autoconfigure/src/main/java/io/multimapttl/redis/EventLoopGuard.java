package io.multimapttl.redis;

import java.util.concurrent.TimeUnit;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Refuses to wait on one of the threads that Lettuce reads and writes with. A call there
 * waits for a reply that the waiting thread would have to read, or for a connection that
 * it would have to open; for the latter Lettuce waits without a limit, and all other
 * callers behind it. Threads of a thread factory that makes none of Netty's are not
 * recognized.
 *
 * @see <a href="https://github.com/redis/lettuce/issues/1692">lettuce 1692</a>
 */
final class EventLoopGuard {

	private final LettuceConnectionFactory factory;

	private @Nullable EventLoops eventLoops;

	EventLoopGuard(LettuceConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Checks that this thread may wait for Redis.
	 * @throws IllegalStateException if it is one of the factory's event loops
	 */
	void check() {
		if (Thread.currentThread() instanceof FastThreadLocalThread && isEventLoop()) {
			throw new IllegalStateException("A multimap waits for Redis, and the thread '"
					+ Thread.currentThread().getName() + "' must not wait: it is an event loop of Lettuce, "
					+ "which has to read the reply. Use the multimap's reactive form, 'multiMap.reactive()', or call it on another "
					+ "thread, in a reactive chain for example by "
					+ "'Mono.fromCallable(() -> multiMap.add(...)).subscribeOn(Schedulers.boundedElastic())'");
		}
	}

	private boolean isEventLoop() {
		EventLoops eventLoops = eventLoops();
		if (eventLoops != null) {
			for (EventExecutor eventLoop : eventLoops.group()) {
				if (eventLoop.inEventLoop()) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Returns the event loops, which are those of other resources after the connection
	 * factory was stopped and started.
	 */
	private synchronized @Nullable EventLoops eventLoops() {
		ClientResources resources = resources();
		if (resources == null) {
			return null;
		}
		if (this.eventLoops == null || this.eventLoops.resources() != resources) {
			release();
			this.eventLoops = EventLoops.of(resources);
		}
		return this.eventLoops;
	}

	private @Nullable ClientResources resources() {
		if (!this.factory.isRunning()) {
			return null;
		}
		AbstractRedisClient client = this.factory.getNativeClient();
		return (client != null) ? client.getResources()
				: this.factory.getClientConfiguration().getClientResources().orElse(null);
	}

	synchronized void release() {
		if (this.eventLoops != null) {
			this.eventLoops.release();
			this.eventLoops = null;
		}
	}

	/**
	 * The threads of a driver. To ask for them means to use them: between a use that was
	 * the only one, and its end, a connection could get threads that are about to end.
	 *
	 * @param resources what they belong to
	 * @param group the threads, in use until they are released
	 */
	private record EventLoops(ClientResources resources, EventLoopGroup group) {

		static @Nullable EventLoops of(ClientResources resources) {
			try {
				return new EventLoops(resources,
						resources.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass()));
			}
			catch (IllegalStateException ex) {
				// The resources were shut down: no thread is theirs any more
				return null;
			}
		}

		void release() {
			this.resources.eventLoopGroupProvider().release(this.group, 0, 0, TimeUnit.MILLISECONDS);
		}

	}

}
