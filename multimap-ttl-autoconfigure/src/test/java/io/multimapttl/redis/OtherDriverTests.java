package io.multimapttl.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;

import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

/**
 * Tests of multimaps on connections that are neither Lettuce's nor Jedis's: they refuse
 * scripts in a pipeline, as those of Redisson do.
 */
class OtherDriverTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@Test
	void everyOperationWorksWithoutPipelines() {
		RedisConnectionFactory factory = around(RedisConnectionFactory.class, this.redis.connectionFactory(),
				(method, connections) -> method.getName().equals("getConnection")
						? refusing((RedisConnection) connections.call()) : connections.call());
		MultiMapWithTTLFactory multiMaps = this.redis
			.disposeAfterwards(MultiMapWithTTLFactory.builder(factory).keyPrefix(this.redis.keyPrefix()).build());
		EveryOperation.onOneName(multiMaps.create("map", String.class));
		EveryOperation.onMany(multiMaps.create("many", String.class));
	}

	private static RedisConnection refusing(RedisConnection connection) {
		return around(RedisConnection.class, connection,
				(method, commands) -> (method.getName().equals("scriptingCommands"))
						? refusing(connection, (RedisScriptingCommands) commands.call()) : commands.call());
	}

	private static RedisScriptingCommands refusing(RedisConnection connection, RedisScriptingCommands scripts) {
		return around(RedisScriptingCommands.class, scripts, (method, reply) -> {
			if (connection.isPipelined()) {
				throw new UnsupportedOperationException();
			}
			return reply.call();
		});
	}

	@SuppressWarnings("unchecked")
	private static <T> T around(Class<T> type, T target, Around around) {
		return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> around.call(method, () -> invoke(method, target, arguments)));
	}

	private static Object invoke(Method method, Object target, Object[] arguments) throws Exception {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	private interface Around {

		Object call(Method method, Callable<Object> target) throws Exception;

	}

}
