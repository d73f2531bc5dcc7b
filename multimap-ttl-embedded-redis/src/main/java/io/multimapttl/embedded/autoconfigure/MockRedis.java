package io.multimapttl.embedded.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;

import com.github.fppt.jedismock.RedisServer;
import io.multimapttl.embedded.EmbeddedRedisException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A mock of Redis that runs in this JVM. This is the only class that knows
 * {@code jedis-mock}, which is optional.
 *
 * @see <a href="https://github.com/fppt/jedis-mock">jedis-mock</a>
 */
final class MockRedis implements AutoCloseable {

	private final RedisServer server;

	private MockRedis(RedisServer server) {
		this.server = server;
	}

	static boolean isPresent(@Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent("com.github.fppt.jedismock.RedisServer", classLoader);
	}

	static MockRedis start() {
		try {
			return new MockRedis(RedisServer.newRedisServer(0, InetAddress.getLoopbackAddress()).start());
		}
		catch (IOException ex) {
			throw new EmbeddedRedisException("The mock of Redis could not be started: " + ex,
					"Configure a Redis with the property 'spring.data.redis.url'.", ex);
		}
	}

	String getHost() {
		return this.server.getHost();
	}

	int getPort() {
		return this.server.getBindPort();
	}

	@Override
	public void close() throws IOException {
		this.server.stop();
	}

}
