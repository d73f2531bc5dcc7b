package io.multimapttl.test.autoconfigure;

import java.time.Clock;

import io.multimapttl.autoconfigure.MultiMapTtlProperties;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.test.InMemoryMultiMapWithTTL;
import io.multimapttl.test.MutableClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Replaces each multimap in Redis by one in memory. Bean definitions stay as they are. So
 * names and generic types are those of production, and a mistake that makes the
 * application fail at start does the same in the test. The multimaps in Redis that were
 * replaced never connect.
 */
final class InMemoryMultiMapBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<MutableClock> mutableClock;

	private final ObjectProvider<Clock> clock;

	private final ObjectProvider<MultiMapTtlProperties> properties;

	InMemoryMultiMapBeanPostProcessor(ObjectProvider<MutableClock> mutableClock, ObjectProvider<Clock> clock,
			ObjectProvider<MultiMapTtlProperties> properties) {
		this.mutableClock = mutableClock;
		this.clock = clock;
		this.properties = properties;
	}

	/**
	 * Comes before post-processors that create proxies, so that these proxies are around
	 * the multimap in memory.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof RedisMultiMapWithTTL<?> multiMap) ? inMemory(multiMap) : bean;
	}

	private InMemoryMultiMapWithTTL<?> inMemory(RedisMultiMapWithTTL<?> multiMap) {
		InMemoryMultiMapWithTTL.Builder builder = InMemoryMultiMapWithTTL.builder().ttl(multiMap.getDefaultTtl());
		this.clock.ifUnique(builder::clock);
		this.mutableClock.ifUnique(builder::clock);
		this.properties.ifAvailable((properties) -> builder.precision(properties.precision()));
		return builder.build();
	}

}
