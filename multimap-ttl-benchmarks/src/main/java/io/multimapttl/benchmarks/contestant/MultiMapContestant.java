package io.multimapttl.benchmarks.contestant;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.multimapttl.metrics.MultiMapMetrics;
import io.multimapttl.observation.MultiMapObservations;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * This library. It is public, and uses nothing that is not, as {@link OtherBuild} defines
 * it once more.
 */
public final class MultiMapContestant implements ReactiveContestant {

	/** As exactly as values can expire. */
	static final Duration FINEST = Duration.ofMillis(1);

	private final String prefix;

	private final LettuceConnectionFactory connectionFactory;

	private final MultiMapWithTTLFactory factory;

	private final RedisMultiMapWithTTL<String> multiMap;

	/**
	 * This library.
	 * @param connectionFactory the connection factory, which closes with the contestant
	 * @param prefix the key prefix
	 * @param precision how exactly values expire
	 */
	public MultiMapContestant(LettuceConnectionFactory connectionFactory, String prefix, Duration precision) {
		this(connectionFactory, prefix, (factory) -> factory.precision(precision));
	}

	private MultiMapContestant(LettuceConnectionFactory connectionFactory, String prefix,
			UnaryOperator<MultiMapWithTTLFactory.Builder> configuration) {
		this.prefix = prefix;
		this.connectionFactory = connectionFactory;
		this.factory = configuration.apply(MultiMapWithTTLFactory.builder(this.connectionFactory).ttl(TTL)).build();
		this.multiMap = this.factory.builder("benchmarks", String.class).keyPrefix(prefix).build();
	}

	/**
	 * This library with its metrics in a registry, and a timer of its observations.
	 * @param connectionFactory the connection factory, which closes with the contestant
	 * @param prefix the key prefix
	 * @return the contestant
	 */
	static MultiMapContestant observed(LettuceConnectionFactory connectionFactory, String prefix) {
		return observed(connectionFactory, prefix, DefaultMeterObservationHandler::new);
	}

	/**
	 * This library with its metrics in a registry and a timer of its observations, but
	 * without timers of active calls.
	 * @param connectionFactory the connection factory, which closes with the contestant
	 * @param prefix the key prefix
	 * @return the contestant
	 */
	static MultiMapContestant timed(LettuceConnectionFactory connectionFactory, String prefix) {
		return observed(connectionFactory, prefix,
				(meters) -> new DefaultMeterObservationHandler(meters, IgnoredMeters.LONG_TASK_TIMER));
	}

	private static MultiMapContestant observed(LettuceConnectionFactory connectionFactory, String prefix,
			Function<MeterRegistry, ObservationHandler<Observation.Context>> handler) {
		MeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(handler.apply(meters));
		MultiMapContestant contestant = new MultiMapContestant(connectionFactory, prefix,
				(factory) -> factory.decorator(MultiMapObservations.of(observations)));
		new MultiMapMetrics(List.of(contestant.factory)).bindTo(meters);
		return contestant;
	}

	@Override
	public String key(String name) {
		return this.prefix + ":" + name;
	}

	@Override
	public void add(String name, String value) {
		this.multiMap.add(name, value);
	}

	@Override
	public boolean addIfAbsent(String name, String value) {
		return this.multiMap.addIfAbsent(name, value);
	}

	@Override
	public void addMany(Map<String, Set<String>> valuesByName) {
		this.multiMap.addMany(valuesByName);
	}

	@Override
	public long get(String name) {
		return this.multiMap.get(name).size();
	}

	@Override
	public long getMany(List<String> names) {
		return count(this.multiMap.getMany(names));
	}

	@Override
	public long getWithExpiry(String name) {
		return this.multiMap.getWithExpiry(name).size();
	}

	@Override
	public long getManyWithExpiry(List<String> names) {
		return count(this.multiMap.getManyWithExpiry(names));
	}

	private static long count(Map<String, ? extends Collection<?>> valuesByName) {
		return valuesByName.values().stream().mapToLong(Collection::size).sum();
	}

	@Override
	public boolean contains(String name, String value) {
		return this.multiMap.contains(name, value);
	}

	@Override
	public long size(String name) {
		return this.multiMap.size(name);
	}

	@Override
	public Mono<?> addLater(String name, String value) {
		return this.multiMap.reactive().add(name, value);
	}

	@Override
	public Mono<?> addManyLater(Map<String, Set<String>> valuesByName) {
		return this.multiMap.reactive().addMany(valuesByName);
	}

	@Override
	public Mono<Long> getLater(String name) {
		return this.multiMap.reactive().get(name).collectList().map((values) -> (long) values.size());
	}

	@Override
	public Mono<Long> getManyLater(List<String> names) {
		return this.multiMap.reactive().getMany(names).map(MultiMapContestant::count);
	}

	@Override
	public void close() {
		this.factory.destroy();
		this.connectionFactory.destroy();
	}

}
