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
 * Puts a multimap in memory in the place of each in Redis. Bean definitions stay as they
 * are, so names and generic types are those of production, and what makes its multimaps
 * fail at start-up does so here. One in Redis that was made and left connects nowhere.
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
	 * Comes before those that make proxies, which then stand before the multimap in
	 * memory.
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
