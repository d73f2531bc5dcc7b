package io.multimapttl.test.autoconfigure;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.multimapttl.autoconfigure.MultiMapTtlProperties;
import io.multimapttl.redis.MultiMapWithTTLDecorator;
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
 * <p>
 * As a decorator it comes first, so that what observes or counts multimaps is around
 * those in memory. A factory that the application builds without the decorators is not
 * reached in this way, so its multimaps are replaced as beans.
 */
final class InMemoryReplacement implements MultiMapWithTTLDecorator, BeanPostProcessor, PriorityOrdered {

	private final Set<String> keyPrefixes = ConcurrentHashMap.newKeySet();

	private final ObjectProvider<MutableClock> mutableClock;

	private final ObjectProvider<Clock> clock;

	private final ObjectProvider<MultiMapTtlProperties> properties;

	InMemoryReplacement(ObjectProvider<MutableClock> mutableClock, ObjectProvider<Clock> clock,
			ObjectProvider<MultiMapTtlProperties> properties) {
		this.mutableClock = mutableClock;
		this.clock = clock;
		this.properties = properties;
	}

	/**
	 * Comes before other decorators, and before post-processors that create proxies, so
	 * that all of them are around the multimap in memory.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public <V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap) {
		this.keyPrefixes.add(multiMap.getKeyPrefix());
		return inMemory(multiMap);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof RedisMultiMapWithTTL<?> multiMap && !this.keyPrefixes.contains(multiMap.getKeyPrefix()))
				? inMemory(multiMap) : bean;
	}

	private <V> RedisMultiMapWithTTL<V> inMemory(RedisMultiMapWithTTL<V> multiMap) {
		InMemoryMultiMapWithTTL.Builder builder = InMemoryMultiMapWithTTL.builder();
		this.clock.ifUnique(builder::clock);
		this.mutableClock.ifUnique(builder::clock);
		this.properties.ifAvailable((properties) -> builder.precision(properties.precision())
			.maxNameSize(properties.maxNameSize())
			.maxValueSize(properties.maxValueSize()));
		return builder.buildInPlaceOf(multiMap);
	}

}
