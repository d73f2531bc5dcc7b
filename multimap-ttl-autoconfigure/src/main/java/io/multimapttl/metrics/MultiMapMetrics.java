package io.multimapttl.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Counts what this application does with multimaps. Each meter has the tag
 * {@code multimap} with the id. The unit is values, except for {@code multimap.gets},
 * whose unit is names, and {@code multimap.refusals}, whose unit is writes:
 * <ul>
 * <li>{@code multimap.adds}: values added that were not live before</li>
 * <li>{@code multimap.gets}: names read, {@code result=hit} if they had a live value,
 * {@code result=miss} if they had none</li>
 * <li>{@code multimap.removals}: live values removed</li>
 * <li>{@code multimap.purged}: expired values dropped</li>
 * <li>{@code multimap.evictions}: live values that had to leave because a name was
 * full</li>
 * <li>{@code multimap.refusals}: writes of names that were refused because the name was
 * full</li>
 * <li>{@code multimap.unreadable}: values read or evicted that the serializer could not
 * read</li>
 * </ul>
 * Multimaps that the factories create later are counted as well, and those that they
 * close no longer. Reading the counters sends nothing to Redis.
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
		Map<String, Counted> counted = new ConcurrentHashMap<>();
		this.factories.forEach((factory) -> {
			factory.onCreate((multiMap) -> counted.computeIfAbsent(multiMap.getId(),
					(id) -> new Counted(multiMap, register(registry, multiMap))));
			factory.onClose((multiMap) -> counted.computeIfPresent(multiMap.getId(),
					(id, entry) -> entry.isOf(multiMap) ? entry.removeFrom(registry) : entry));
		});
	}

	private static List<Meter> register(MeterRegistry registry, RedisMultiMapWithTTL<?> multiMap) {
		return List.of(
				counter("multimap.adds", multiMap, MultiMapStatistics::added).baseUnit("values")
					.description("Values added that were not live before")
					.register(registry),
				counter("multimap.gets", multiMap, MultiMapStatistics::hits).tag("result", "hit")
					.baseUnit("names")
					.description("Names read")
					.register(registry),
				counter("multimap.gets", multiMap, MultiMapStatistics::misses).tag("result", "miss")
					.baseUnit("names")
					.description("Names read")
					.register(registry),
				counter("multimap.removals", multiMap, MultiMapStatistics::removed).baseUnit("values")
					.description("Live values removed")
					.register(registry),
				counter("multimap.purged", multiMap, MultiMapStatistics::purged).baseUnit("values")
					.description("Expired values dropped")
					.register(registry),
				counter("multimap.evictions", multiMap, MultiMapStatistics::evicted).baseUnit("values")
					.description("Live values that had to leave because a name was full")
					.register(registry),
				counter("multimap.refusals", multiMap, MultiMapStatistics::refused).baseUnit("writes")
					.description("Writes of names that were refused because the name was full")
					.register(registry),
				counter("multimap.unreadable", multiMap, MultiMapStatistics::unreadable).baseUnit("values")
					.description("Values read or evicted that the serializer could not read")
					.register(registry));
	}

	private static FunctionCounter.Builder<RedisMultiMapWithTTL<?>> counter(String name,
			RedisMultiMapWithTTL<?> multiMap, ToDoubleFunction<MultiMapStatistics> count) {
		return FunctionCounter
			.<RedisMultiMapWithTTL<?>>builder(name, multiMap, (counted) -> count.applyAsDouble(counted.getStatistics()))
			.tag("multimap", multiMap.getId());
	}

	private record Counted(RedisMultiMapWithTTL<?> multiMap, List<Meter> meters) {

		boolean isOf(RedisMultiMapWithTTL<?> other) {
			return this.multiMap == other;
		}

		@Nullable Counted removeFrom(MeterRegistry registry) {
			this.meters.forEach(registry::remove);
			return null;
		}

	}

}
