package io.multimapttl.redis;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of multimaps in applications that use Jedis. The whole contract is run with it by
 * {@code .ci/matrix}.
 */
class JedisTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@Test
	void everyOperationWorksOnOneServer() {
		RedisStandaloneConfiguration server = (RedisStandaloneConfiguration) LettuceConnectionFactory
			.createRedisConfiguration(this.redis.server().getNodes().get(0));
		MultiMapWithTTLFactory multiMaps = this.redis
			.disposeAfterwards(MultiMapWithTTLFactory.builder(start(new JedisConnectionFactory(server)))
				.keyPrefix(this.redis.keyPrefix())
				.build());
		EveryOperation.onOneName(multiMaps.create("map", String.class));
		EveryOperation.onMany(multiMaps.create("many", String.class));
	}

	@Test
	void batchesWaitForTheirTurnAsLongAsTheDriverForAReply() {
		JedisConnectionFactory jedis = new JedisConnectionFactory();
		jedis.setTimeout(1500);
		assertThat(new DriverCalls(jedis, false).timeout()).isEqualTo(Duration.ofMillis(1500));
		jedis.setTimeout(0);
		assertThat(new DriverCalls(jedis, false).timeout()).isGreaterThan(Duration.ofDays(1));
	}

	@Test
	void clusterNeedsLettuce() {
		RedisClusterConfiguration nodes = new RedisClusterConfiguration(List.of("localhost:1"));
		MultiMapWithTTLFactory multiMaps = MultiMapWithTTLFactory.builder(new JedisConnectionFactory(nodes)).build();
		RedisMultiMapWithTTL<String> multiMap = multiMaps.create("map", String.class);
		assertThatIllegalStateException().isThrownBy(() -> multiMap.add("name", "value"))
			.withMessageContaining("io.lettuce:lettuce-core");
	}

	private JedisConnectionFactory start(JedisConnectionFactory jedis) {
		jedis.afterPropertiesSet();
		jedis.start();
		return this.redis.disposeAfterwards(jedis);
	}

}
