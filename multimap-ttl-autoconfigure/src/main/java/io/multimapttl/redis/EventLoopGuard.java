package io.multimapttl.redis;

import java.util.concurrent.TimeUnit;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
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
 * callers behind it.
 *
 * @see <a href="https://github.com/redis/lettuce/issues/1692">lettuce 1692</a>
 */
final class EventLoopGuard {

	private final LettuceConnectionFactory factory;

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
					+ "which has to read the reply. Call the multimap on another thread, in a reactive chain for example by "
					+ "'Mono.fromCallable(() -> multiMap.add(...)).subscribeOn(Schedulers.boundedElastic())'");
		}
	}

	private boolean isEventLoop() {
		ClientResources resources = resources();
		if (resources == null) {
			return false;
		}
		EventLoopGroupProvider provider = resources.eventLoopGroupProvider();
		EventLoopGroup group = provider.allocate(Transports.eventLoopGroupClass());
		try {
			for (EventExecutor loop : group) {
				if (loop.inEventLoop()) {
					return true;
				}
			}
			return false;
		}
		finally {
			provider.release(group, 0, 0, TimeUnit.MILLISECONDS);
		}
	}

	private @Nullable ClientResources resources() {
		AbstractRedisClient client = this.factory.getNativeClient();
		return (client != null) ? client.getResources()
				: this.factory.getClientConfiguration().getClientResources().orElse(null);
	}

}
