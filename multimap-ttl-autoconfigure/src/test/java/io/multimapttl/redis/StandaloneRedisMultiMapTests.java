package io.multimapttl.redis;

import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.MultiMapWithTTLContract;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

/**
 * The contract, kept in one Redis server.
 */
class StandaloneRedisMultiMapTests extends MultiMapWithTTLContract {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	private int created;

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock) {
		MultiMapWithTTLFactory multiMaps = this.redis.disposeAfterwards(this.redis.multiMaps().clock(clock).build());
		return multiMaps.builder("map" + this.created++, valueType).ttl(defaultTtl).build();
	}

}
