package io.multimapttl.redis;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.testsupport.RedisServer;

/**
 * A driver that an application may use.
 */
enum Driver {

	LETTUCE {

		@Override
		RedisConnectionFactory connect(RedisStandaloneConfiguration server, Runnable beforeEachUse) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory(server,
					RedisServer.clientConfigurationBuilder().build()) {

				@Override
				public RedisConnection getConnection() {
					beforeEachUse.run();
					return super.getConnection();
				}

			};
			factory.afterPropertiesSet();
			return started(factory);
		}

	},

	JEDIS {

		@Override
		RedisConnectionFactory connect(RedisStandaloneConfiguration server, Runnable beforeEachUse) {
			JedisConnectionFactory factory = new JedisConnectionFactory(server) {

				@Override
				public RedisConnection getConnection() {
					beforeEachUse.run();
					return super.getConnection();
				}

			};
			factory.afterPropertiesSet();
			return started(factory);
		}

	};

	/**
	 * Returns a connection factory.
	 * @param server the server
	 * @param beforeEachUse is run before each command or pipeline
	 * @return a started connection factory, to be destroyed
	 */
	abstract RedisConnectionFactory connect(RedisStandaloneConfiguration server, Runnable beforeEachUse);

	private static <T extends SmartLifecycle> T started(T factory) {
		factory.start();
		return factory;
	}

}
