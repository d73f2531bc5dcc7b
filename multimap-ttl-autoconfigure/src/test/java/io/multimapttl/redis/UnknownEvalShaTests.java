package io.multimapttl.redis;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server without {@code EVALSHA}: scripts are sent as text, after it has refused one
 * call or the calls that are in flight together.
 */
class UnknownEvalShaTests {

	private static EmbeddedRedis server;

	private static RedisServer redis;

	@BeforeAll
	static void startServer() {
		server = EmbeddedRedis.builder().setting("rename-command", "EVALSHA \"\"").start();
		redis = RedisServer.of(server);
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@AfterEach
	void removeKeys() {
		redis.consoles().get(0).flushall();
	}

	@Test
	void everyOperationWorks() {
		LettuceConnectionFactory lettuce = lettuce();
		everyOperationWorks(lettuce);
		lettuce.destroy();
	}

	@Test
	void everyOperationWorksWithJedis() {
		JedisConnectionFactory jedis = new JedisConnectionFactory(address());
		jedis.afterPropertiesSet();
		jedis.start();
		everyOperationWorks(jedis);
		jedis.destroy();
	}

	private void everyOperationWorks(RedisConnectionFactory application) {
		MultiMapWithTTLFactory multiMaps = MultiMapWithTTLFactory.builder(application).build();
		RedisMultiMapWithTTL<String> multiMap = multiMaps.create("map", String.class);
		multiMap.names().close(); // connects, which may be refused something, too
		long refused = refused();
		EveryOperation.onOneName(multiMap);
		assertThat(refused()).isEqualTo(refused + 1);
		EveryOperation.onMany(multiMaps.create("many", String.class));
		multiMaps.destroy();
	}

	@Test
	void batchThatIsTheFirstToBeRefusedIsSentAgain() {
		LettuceConnectionFactory lettuce = lettuce();
		MultiMapWithTTLFactory multiMaps = MultiMapWithTTLFactory.builder(lettuce).build();
		RedisMultiMapWithTTL<String> multiMap = multiMaps.create("map", String.class);
		List<String> values = IntStream.range(0, 2500).mapToObj(String::valueOf).toList();
		assertThat(multiMap.addAll("zone", values)).isEqualTo(2500);
		assertThat(multiMap.get("zone")).hasSize(2500);
		multiMaps.destroy();
		lettuce.destroy();
	}

	private static LettuceConnectionFactory lettuce() {
		LettuceConnectionFactory lettuce = new LettuceConnectionFactory(address(),
				RedisServer.clientConfigurationBuilder().build());
		lettuce.start();
		return lettuce;
	}

	private static RedisStandaloneConfiguration address() {
		return new RedisStandaloneConfiguration(server.getHost(), server.getPort());
	}

	private static long refused() {
		return Pattern.compile("errorstat_ERR:count=(\\d+)")
			.matcher(redis.consoles().get(0).info("errorstats"))
			.results()
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
	}

}
