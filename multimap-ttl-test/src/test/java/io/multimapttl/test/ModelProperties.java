package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.multimapttl.redis.MultiMapWithTTLBuilder;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.support.Bound;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.WhenFull;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.AfterProperty;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Redis does what the model does, whatever steps the two take.
 */
abstract class ModelProperties {

	private static final int MAX_STEPS = 40;

	/** Among others the ends of what scores are positive for, and of what may expire. */
	private static final Arbitrary<Instant> starts = Arbitraries.of(Instant.parse("2035-01-01T00:00:00Z"),
			Instant.parse("1969-12-31T23:59:58.997Z"), Instant.parse("9999-12-31T23:59:50Z"));

	private final MutableClock clock = new MutableClock();

	private final boolean cluster;

	private final MultiMapWithTTLFactory factory;

	private final StringRedisTemplate redis;

	private final Map<String, RedisMultiMapWithTTL<String>> multiMaps = new HashMap<>();

	ModelProperties(RedisServer server) {
		this(server, (multiMaps) -> multiMaps);
	}

	ModelProperties(RedisServer server, UnaryOperator<MultiMapWithTTLFactory.Builder> customizer) {
		this.cluster = server.isCluster();
		this.factory = customizer
			.apply(MultiMapWithTTLFactory.builder(server.getConnectionFactory()).keyPrefix("test." + UUID.randomUUID()))
			.build();
		this.redis = server.rawTemplate();
	}

	@Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
	void redisDoesWhatTheModelDoes(@ForAll("trials") Trial trial) {
		this.clock.set(trial.start());
		new SideBySide(this.clock, model(trial), multiMap(trial), this.redis).take(trial.steps());
	}

	@Provide
	Arbitrary<Trial> trials() {
		return trials(Arbitraries.just(Bound.NONE));
	}

	@Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
	void redisDoesWhatTheModelDoesWhereNamesAreBounded(@ForAll("boundedTrials") Trial trial) {
		redisDoesWhatTheModelDoes(trial);
	}

	@Provide
	Arbitrary<Trial> boundedTrials() {
		return trials(Combinators.combine(Arbitraries.of(2, 1, 3, 5), Arbitraries.of(WhenFull.class))
			.as((limit, whenFull) -> new Bound(OptionalInt.of(limit), whenFull)));
	}

	private static Arbitrary<Trial> trials(Arbitrary<Bound> bounds) {
		return Combinators
			.combine(starts, Arbitraries.of(Duration.ofMillis(1), Duration.ofSeconds(1)), Arbitraries.of(1000, 0, 1, 3),
					bounds, sequences(Steps.onSettableClock()))
			.as(Trial::new);
	}

	private InMemoryMultiMapWithTTL<String> model(Trial trial) {
		InMemoryMultiMapWithTTL.Builder builder = InMemoryMultiMapWithTTL.builder()
			.id(id(trial))
			.ttl(Steps.DEFAULT_TTL)
			.clock(this.clock)
			.precision(trial.precision())
			.purgeLimit(trial.purgeLimit())
			.namesPerScriptCall(this.cluster ? 1 : 256)
			.whenFull(trial.bound().whenFull());
		trial.bound().maxValues().ifPresent(builder::maxValues);
		return builder.build();
	}

	private RedisMultiMapWithTTL<String> multiMap(Trial trial) {
		return this.multiMaps.computeIfAbsent(id(trial), (id) -> {
			MultiMapWithTTLBuilder<String> builder = this.factory.builder(id, String.class)
				.ttl(Steps.DEFAULT_TTL)
				.clock(this.clock)
				.precision(trial.precision())
				.purgeLimit(trial.purgeLimit())
				.whenFull(trial.bound().whenFull());
			trial.bound().maxValues().ifPresent(builder::maxValues);
			return builder.build();
		});
	}

	private static String id(Trial trial) {
		return trial.precision() + "-" + trial.purgeLimit() + "-" + trial.bound().maxValues().orElse(0) + "-"
				+ trial.bound().whenFull();
	}

	@Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
	void redisDoesWhatTheModelDoesOnClocksOfTheirOwn(@ForAll("steps") List<Step> steps) {
		RedisMultiMapWithTTL<String> multiMap = this.multiMaps.computeIfAbsent("redis-clock",
				(id) -> this.factory.create(id, String.class));
		new ClocksOfTheirOwn(new InMemoryMultiMapWithTTL<>(), multiMap, this.redis).take(steps);
	}

	@Provide
	Arbitrary<List<Step>> steps() {
		return sequences(Steps.onRunningClock());
	}

	private static Arbitrary<List<Step>> sequences(Arbitrary<Step> steps) {
		return steps.list().ofMinSize(1).ofMaxSize(MAX_STEPS).withSizeDistribution(RandomDistribution.uniform());
	}

	@AfterProperty
	void closeConnections() {
		this.factory.destroy();
	}

}
