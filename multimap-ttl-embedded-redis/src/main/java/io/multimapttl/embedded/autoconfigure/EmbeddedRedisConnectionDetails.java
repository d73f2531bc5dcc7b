package io.multimapttl.embedded.autoconfigure;

import java.io.Closeable;
import java.io.IOException;

import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.embedded.EmbeddedRedisException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;

/**
 * Connection details of a server that was started for this application context, and ends
 * with it. Beans that use these details depend on them, so those beans are destroyed
 * first.
 */
final class EmbeddedRedisConnectionDetails implements DataRedisConnectionDetails, Closeable {

	private static final Log logger = LogFactory.getLog(EmbeddedRedisConnectionDetails.class);

	private final Closeable server;

	private final Standalone standalone;

	private final @Nullable String password;

	private EmbeddedRedisConnectionDetails(Closeable server, Standalone standalone, @Nullable String password) {
		this.server = server;
		this.standalone = standalone;
		this.password = password;
	}

	static EmbeddedRedisConnectionDetails start(EmbeddedRedisProperties properties, Environment environment,
			@Nullable ClassLoader classLoader) {
		checkAgain(environment);
		int database = environment.getProperty("spring.data.redis.database", Integer.class, 0);
		boolean mockPresent = MockRedis.isPresent(classLoader);
		if (needsMock(properties.mock(), EmbeddedRedis.isSupported(), mockPresent)) {
			return startMock(mockPresent, database);
		}
		return startServer(database);
	}

	// The condition may have been evaluated too early: with ahead-of-time processing when
	// the application was built, and in a test before a DynamicPropertyRegistrar added
	// properties
	private static void checkAgain(Environment environment) {
		OnEmbeddedRedisCondition.reasonAgainst(environment).ifPresent((reason) -> {
			throw new EmbeddedRedisException(
					"The application was set up to use an embedded Redis, but must not start one: " + reason + ".",
					"If the application was processed ahead of time, process it again without"
							+ " 'multimap.ttl.embedded-redis.enabled=true'; otherwise set that property to false.",
					null);
		});
	}

	static boolean needsMock(boolean wanted, boolean serverSupported, boolean mockPresent) {
		return wanted || (!serverSupported && mockPresent);
	}

	private static EmbeddedRedisConnectionDetails startServer(int database) {
		EmbeddedRedis server = EmbeddedRedis.builder().randomPassword().start();
		logger.warn(("No Redis is configured: started an embedded redis-server %s on %s:%d, for development and tests"
				+ " only. What it holds is lost when the application stops. Set 'spring.data.redis.url' to use a real"
				+ " one.")
			.formatted(EmbeddedRedis.VERSION, server.getHost(), server.getPort()));
		return new EmbeddedRedisConnectionDetails(server::close,
				Standalone.of(server.getHost(), server.getPort(), database), server.getPassword());
	}

	private static EmbeddedRedisConnectionDetails startMock(boolean present, int database) {
		if (!present) {
			throw new EmbeddedRedisException(
					"'multimap.ttl.embedded-redis.mock' is true, but jedis-mock is not on the class path.",
					"Add the dependency 'com.github.fppt:jedis-mock', remove the property, or configure a Redis with"
							+ " the property 'spring.data.redis.url'.",
					null);
		}
		MockRedis mock = MockRedis.start();
		logger.warn(("No Redis is configured: started jedis-mock on %s:%d, which is a mock and no real Redis, for"
				+ " development and tests only. What it holds is lost when the application stops. Set"
				+ " 'spring.data.redis.url' to use a real one.")
			.formatted(mock.getHost(), mock.getPort()));
		return new EmbeddedRedisConnectionDetails(mock::close, Standalone.of(mock.getHost(), mock.getPort(), database),
				null);
	}

	@Override
	public Standalone getStandalone() {
		return this.standalone;
	}

	@Override
	public @Nullable String getPassword() {
		return this.password;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
