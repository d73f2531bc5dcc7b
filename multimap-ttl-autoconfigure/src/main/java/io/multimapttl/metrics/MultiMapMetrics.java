package io.multimapttl.metrics;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;

import org.springframework.util.Assert;

/**
 * Counts what this application does with multimaps. Each meter has the tag
 * {@code multimap} with the id. The unit is values, except for {@code multimap.gets},
 * whose unit is names:
 * <ul>
 * <li>{@code multimap.adds}: values added that were not live before</li>
 * <li>{@code multimap.gets}: names read, {@code result=hit} if they had a live value,
 * {@code result=miss} if they had none</li>
 * <li>{@code multimap.removals}: live values removed</li>
 * <li>{@code multimap.purged}: expired values dropped</li>
 * </ul>
 * Multimaps that the factories create later are counted as well. Reading the counters
 * sends nothing to Redis.
 */
public final class MultiMapMetrics implements MeterBinder {

	private final List<MultiMapWithTTLFactory> factories;

	/**
	 * Creates metrics of all multimaps of some factories. If two multimaps have the same
	 * id, only the first is counted.
	 * @param factories the factories
	 */
	public MultiMapMetrics(Collection<MultiMapWithTTLFactory> factories) {
		Assert.notNull(factories, "'factories' must not be null");
		this.factories = List.copyOf(factories);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Assert.notNull(registry, "'registry' must not be null");
		this.factories.forEach((factory) -> factory.onCreate((multiMap) -> bindTo(registry, multiMap)));
	}

	private static void bindTo(MeterRegistry registry, RedisMultiMapWithTTL<?> multiMap) {
		counter("multimap.adds", multiMap, MultiMapStatistics::added).baseUnit("values")
			.description("Values added that were not live before")
			.register(registry);
		counter("multimap.gets", multiMap, MultiMapStatistics::hits).tag("result", "hit")
			.baseUnit("names")
			.description("Names read")
			.register(registry);
		counter("multimap.gets", multiMap, MultiMapStatistics::misses).tag("result", "miss")
			.baseUnit("names")
			.description("Names read")
			.register(registry);
		counter("multimap.removals", multiMap, MultiMapStatistics::removed).baseUnit("values")
			.description("Live values removed")
			.register(registry);
		counter("multimap.purged", multiMap, MultiMapStatistics::purged).baseUnit("values")
			.description("Expired values dropped")
			.register(registry);
	}

	private static FunctionCounter.Builder<RedisMultiMapWithTTL<?>> counter(String name,
			RedisMultiMapWithTTL<?> multiMap, ToDoubleFunction<MultiMapStatistics> count) {
		return FunctionCounter
			.<RedisMultiMapWithTTL<?>>builder(name, multiMap, (counted) -> count.applyAsDouble(counted.getStatistics()))
			.tag("multimap", multiMap.getId());
	}

}
