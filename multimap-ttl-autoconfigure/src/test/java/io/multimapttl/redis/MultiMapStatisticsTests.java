package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource(RedisTopology.class)
class MultiMapStatisticsTests {

	private static final Duration TTL = Duration.ofSeconds(5);

	@RegisterExtension
	final RedisExtension redis;

	private final MutableClock clock = new MutableClock(Instant.parse("2026-11-22T10:15:30Z"));

	private RedisMultiMapWithTTL<String> multiMap;

	MultiMapStatisticsTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.disposeAfterwards(this.redis.multiMaps().clock(this.clock).ttl(TTL).build())
			.create("map", String.class);
	}

	@Test
	void addedAreValuesThatWereNotLive() {
		this.multiMap.add("zone", "a");
		this.multiMap.add("zone", "a", TTL);
		this.multiMap.add("zone", "b", this.clock.instant().plus(TTL));
		this.multiMap.add("zone", "past", this.clock.instant());
		this.multiMap.addAll("zone", List.of("b", "c"));
		this.multiMap.addIfAbsent("zone", "c");
		this.multiMap.addIfAbsent("zone", "d");
		this.multiMap.addMany(Map.of("zone", List.of("d", "e"), "other zone", List.of("e")));
		this.multiMap.addMany(Stream.of(Map.entry("zone", List.of("f"))), TTL);
		this.multiMap.addManyWithTtl(Map.of("zone", Map.of("g", this.clock.instant().plus(TTL))));
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(8, 0, 0, 0, 0, 0, 0, 0));
	}

	@Test
	void readsAreHitsOrMissesByName() {
		this.multiMap.addMany(Map.of("zone", List.of("a", "b"), "other zone", List.of("c")));
		this.multiMap.get("zone");
		this.multiMap.get("nothing");
		this.multiMap.getLatest("zone", 1);
		this.multiMap.getWithExpiry("nothing");
		this.multiMap.getMany("zone", "nothing", "other zone", "zone");
		this.multiMap.getManyWithExpiry(List.of("zone", "nothing"));
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(3, 5, 4, 0, 0, 0, 0, 0));
	}

	@Test
	void manyNamesAreReadOnceEach() {
		List<String> names = IntStream.range(0, 300).mapToObj((i) -> "zone " + i).toList();
		this.multiMap.addMany(names.subList(0, 200).stream().map((name) -> Map.entry(name, List.of("a"))), TTL);
		this.multiMap.addAll("zone 0", IntStream.range(0, 2500).mapToObj(String::valueOf).toList());
		this.multiMap.getMany(names);
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(2700, 200, 100, 0, 0, 0, 0, 0));
	}

	@Test
	void removedAreLiveValuesThatWereTakenOut() {
		this.multiMap.addMany(Map.of("zone", List.of("a", "b", "c", "d"), "other zone", List.of("e", "f")));
		this.multiMap.remove("zone", "a");
		this.multiMap.remove("zone", "a");
		this.multiMap.removeAll("zone", List.of("b", "c", "x"));
		this.multiMap.delete("other zone", "nothing");
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(6, 0, 0, 5, 0, 0, 0, 0));
	}

	@Test
	void purgedAreExpiredValuesThatWereDropped() {
		this.multiMap.addMany(Map.of("zone", List.of("a", "b", "c"), "other zone", List.of("d")));
		this.clock.advance(TTL);
		this.multiMap.add("zone", "e");
		assertThat(this.multiMap.getStatistics().purged()).isEqualTo(3);
		this.multiMap.purge("other zone");
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(5, 0, 0, 0, 4, 0, 0, 0));
	}

	@Test
	void expireAndRemovePurgeToo() {
		this.multiMap.addAll("zone", List.of("a", "b", "c"));
		this.multiMap.addAll("zone", List.of("long", "longer"), TTL.multipliedBy(10));
		this.clock.advance(TTL);
		this.multiMap.expire("zone", "long", TTL);
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(5, 0, 0, 0, 3, 0, 0, 0));
		this.multiMap.addAll("zone", List.of("d", "e"));
		this.clock.advance(TTL);
		this.multiMap.remove("zone", "longer");
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(7, 0, 0, 1, 6, 0, 0, 0));
	}

	@Test
	void statisticsAreASnapshot() {
		MultiMapStatistics before = this.multiMap.getStatistics();
		this.multiMap.add("zone", "a");
		assertThat(before.added()).isZero();
		assertThat(this.multiMap.getStatistics().added()).isOne();
	}

}
