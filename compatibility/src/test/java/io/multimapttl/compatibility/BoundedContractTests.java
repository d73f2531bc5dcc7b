package io.multimapttl.compatibility;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.multimapttl.BoundedMultiMapContract;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.support.Bound;
import org.junit.jupiter.api.AfterEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * The contract of bounded names, kept by multimaps on the Redis that Spring Boot connects
 * to.
 */
@SpringBootTest
class BoundedContractTests extends BoundedMultiMapContract {

	@Autowired
	private MultiMapWithTTLFactory.Builder builder;

	private final List<MultiMapWithTTLFactory> factories = new ArrayList<>();

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock, int purgeLimit,
			Bound bound) {
		MultiMapWithTTLFactory factory = this.builder.keyPrefix("compatibility." + UUID.randomUUID())
			.clock(clock)
			.build();
		this.factories.add(factory);
		return factory.builder("map", valueType)
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

	@AfterEach
	void destroy() {
		this.factories.forEach(MultiMapWithTTLFactory::destroy);
	}

}
