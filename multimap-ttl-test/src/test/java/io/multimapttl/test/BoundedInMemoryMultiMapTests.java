package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;

import io.multimapttl.BoundedMultiMapContract;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.support.Bound;

/**
 * The contract of bounded names, kept in memory.
 */
class BoundedInMemoryMultiMapTests extends BoundedMultiMapContract {

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock, int purgeLimit,
			Bound bound) {
		return InMemoryMultiMapWithTTL.builder()
			.ttl(defaultTtl)
			.clock(clock)
			.purgeLimit(purgeLimit)
			.maxValues(bound.maxValues().orElseThrow())
			.whenFull(bound.whenFull())
			.build();
	}

	@Override
	protected MultiMapStatistics statistics(MultiMapWithTTL<?> multiMap) {
		return ((InMemoryMultiMapWithTTL<?>) multiMap).statistics();
	}

}
