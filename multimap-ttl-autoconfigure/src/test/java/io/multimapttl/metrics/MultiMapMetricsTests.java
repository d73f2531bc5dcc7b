package io.multimapttl.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapFullException;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;
import io.multimapttl.WhenFull;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MultiMapMetrics}.
 */
class MultiMapMetricsTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	private final MultiMapWithTTLFactory factory = this.redis.multiMapFactory();

	@Test
	void countsAreZeroBeforeTheFirstEvent() {
		this.factory.create("zero", String.class);
		new MultiMapMetrics(List.of(this.factory)).bindTo(this.registry);
		assertThat(this.registry.getMeters()).hasSize(8);
		assertThat(count("multimap.adds", "zero")).isZero();
		assertThat(count("multimap.gets", "zero", "result", "hit")).isZero();
		assertThat(count("multimap.gets", "zero", "result", "miss")).isZero();
		assertThat(count("multimap.removals", "zero")).isZero();
		assertThat(count("multimap.purged", "zero")).isZero();
		assertThat(count("multimap.evictions", "zero")).isZero();
		assertThat(count("multimap.refusals", "zero")).isZero();
		assertThat(count("multimap.unreadable", "zero")).isZero();
	}

	@Test
	void countsWhatHappens() {
		RedisMultiMapWithTTL<String> couriers = this.factory.create("counts", String.class);
		new MultiMapMetrics(List.of(this.factory)).bindTo(this.registry);
		couriers.addAll("zone", List.of("ann", "bob", "cid"));
		couriers.add("zone", "ann");
		couriers.get("zone");
		couriers.getMany("zone", "empty", "void", "nil");
		couriers.remove("zone", "ann");
		couriers.remove("zone", "nobody");
		couriers.expire("zone", "bob", Duration.ofMillis(1));
		Awaitility.await().until(() -> couriers.purge("zone") == 1);
		assertThat(count("multimap.adds", "counts")).isEqualTo(3);
		assertThat(count("multimap.gets", "counts", "result", "hit")).isEqualTo(2);
		assertThat(count("multimap.gets", "counts", "result", "miss")).isEqualTo(3);
		assertThat(count("multimap.removals", "counts")).isEqualTo(1);
		assertThat(count("multimap.purged", "counts")).isEqualTo(1);
	}

	@Test
	void countsWhoHasToLeaveAndWhatIsRefused() {
		RedisMultiMapWithTTL<String> evicting = this.factory.builder("evicting", String.class).maxValues(2).build();
		RedisMultiMapWithTTL<String> refusing = this.factory.builder("refusing", String.class)
			.maxValues(2)
			.whenFull(WhenFull.REFUSE)
			.build();
		new MultiMapMetrics(List.of(this.factory)).bindTo(this.registry);
		Map<String, List<String>> many = Map.of("zone", List.of("eve", "fay"), "empty", List.of("eve"));
		for (RedisMultiMapWithTTL<String> multiMap : List.of(evicting, refusing)) {
			multiMap.addAll("zone", List.of("ann", "bob"));
			multiMap.addAndCount("zone", "cid");
		}
		evicting.addMany(many);
		assertThatExceptionOfType(MultiMapFullException.class).isThrownBy(() -> refusing.add("zone", "dan"));
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> refusing.addMany(many));
		assertThat(count("multimap.evictions", "evicting")).isEqualTo(3);
		assertThat(count("multimap.refusals", "evicting")).isZero();
		assertThat(count("multimap.evictions", "refusing")).isZero();
		assertThat(count("multimap.refusals", "refusing")).isEqualTo(3);
		assertThat(this.registry.get("multimap.refusals").meter().getId().getBaseUnit()).isEqualTo("writes");
		assertThat(count("multimap.removals", "evicting")).isZero();
		assertThat(count("multimap.adds", "refusing")).isEqualTo(3);
	}

	@Test
	void countsAreKeptApartByMultiMap() {
		RedisMultiMapWithTTL<String> one = this.factory.create("one", String.class);
		this.factory.create("other", String.class);
		new MultiMapMetrics(List.of(this.factory)).bindTo(this.registry);
		one.add("zone", "ann");
		assertThat(count("multimap.adds", "one")).isEqualTo(1);
		assertThat(count("multimap.adds", "other")).isZero();
	}

	@Test
	void multiMapsThatAreMadeLaterAreCounted() {
		new MultiMapMetrics(List.of(this.factory)).bindTo(this.registry);
		assertThat(this.registry.getMeters()).isEmpty();
		RedisMultiMapWithTTL<String> late = this.factory.create("late", String.class);
		assertThat(count("multimap.adds", "late")).isZero();
		late.add("zone", "ann");
		assertThat(count("multimap.adds", "late")).isEqualTo(1);
	}

	@Test
	void metersOfAClosedMultiMapGo() {
		MeterRegistry composite = new CompositeMeterRegistry().add(this.registry);
		new MultiMapMetrics(List.of(this.factory)).bindTo(composite);
		this.factory.create("kept", String.class);
		this.factory.create("closed", String.class).add("zone", "ann");
		this.factory.close("closed");
		assertThat(composite.getMeters()).hasSize(8);
		assertThat(this.registry.getMeters()).hasSize(8)
			.allSatisfy((meter) -> assertThat(meter.getId().getTag("multimap")).isEqualTo("kept"));
		this.factory.create("closed", Long.class);
		assertThat(count("multimap.adds", "closed")).isZero();
	}

	@Test
	void metersOfTheSameIdOfAnotherFactoryStay() {
		MultiMapWithTTLFactory other = this.redis.multiMapFactory();
		new MultiMapMetrics(List.of(this.factory, other)).bindTo(this.registry);
		this.factory.create("same", String.class);
		other.create("same", String.class);
		other.close("same");
		assertThat(count("multimap.adds", "same")).isZero();
	}

	@Test
	void everyRegistryThatIsBoundCounts() {
		MultiMapMetrics metrics = new MultiMapMetrics(List.of(this.factory));
		MeterRegistry second = new SimpleMeterRegistry();
		metrics.bindTo(this.registry);
		metrics.bindTo(second);
		this.factory.create("shared", String.class).add("zone", "ann");
		assertThat(count("multimap.adds", "shared")).isEqualTo(1);
		assertThat(second.get("multimap.adds").functionCounter().count()).isEqualTo(1);
	}

	@Test
	void metersSayWhatTheyCount() {
		this.factory.create("described", String.class);
		new MultiMapMetrics(List.of(this.factory)).bindTo(this.registry);
		assertThat(this.registry.getMeters()).allSatisfy((meter) -> {
			assertThat(meter.getId().getDescription()).isNotBlank();
			assertThat(meter.getId().getBaseUnit()).isIn("values", "names", "writes");
		});
	}

	private double count(String name, String id, String... tags) {
		FunctionCounter counter = this.registry.get(name).tag("multimap", id).tags(tags).functionCounter();
		return counter.count();
	}

}
