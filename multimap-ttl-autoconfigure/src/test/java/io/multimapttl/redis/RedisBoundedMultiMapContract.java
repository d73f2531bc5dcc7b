package io.multimapttl.redis;

import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.multimapttl.BoundedMultiMapContract;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.support.Bound;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

/**
 * The contract of bounded names, kept in Redis.
 */
abstract class RedisBoundedMultiMapContract extends BoundedMultiMapContract {

	@RegisterExtension
	final RedisExtension redis;

	private int created;

	RedisBoundedMultiMapContract(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock, int purgeLimit,
			Bound bound) {
		MultiMapWithTTLFactory multiMaps = this.redis.disposeAfterwards(this.redis.multiMaps().clock(clock).build());
		return multiMaps.builder("map" + this.created++, valueType)
			.ttl(defaultTtl)
			.purgeLimit(purgeLimit)
			.maxValues(bound.maxValues().orElseThrow())
			.whenFull(bound.whenFull())
			.build();
	}

	@Override
	protected MultiMapStatistics statistics(MultiMapWithTTL<?> multiMap) {
		return ((RedisMultiMapWithTTL<?>) multiMap).getStatistics();
	}

}
