package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.ExpiringValue;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis's own clock judges unless a multimap is given another: here time really passes.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class RedisClockTests {

	@RegisterExtension
	final RedisExtension redis;

	private RedisMultiMapWithTTL<String> multiMap;

	private RawKey key;

	RedisClockTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.multiMapFactory().create("map", String.class);
		this.key = this.redis.key(this.multiMap, "zone");
	}

	@Test
	void valueExpiresByRedissClock() {
		Instant before = this.key.now();
		this.multiMap.add("zone", "courier", Duration.ofSeconds(30));
		Instant after = this.key.now();
		assertThat(this.multiMap.getWithExpiry("zone")).singleElement()
			.extracting(ExpiringValue::expiresAt)
			.satisfies((expiry) -> assertThat(expiry).isBetween(before.plusSeconds(30), after.plusSeconds(30)));
		Duration sinceAdded = Duration.between(before, this.key.now()).plusMillis(1);
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).get()
			.satisfies((ttl) -> assertThat(ttl).isBetween(Duration.ofSeconds(29).minus(sinceAdded),
					Duration.ofSeconds(30)));
		assertThat(this.multiMap.getWithExpiry("zone").get(0).timeToLive()).isBetween(Duration.ofSeconds(20),
				Duration.ofSeconds(30));
	}

	@Test
	void clockIsRightInEveryPartOfASecond() {
		Instant end = this.key.now().plusMillis(1100);
		for (int i = 0; this.key.now().isBefore(end); i++) {
			String value = "courier " + i;
			Duration ttl = Duration.ofSeconds(30);
			Instant before = this.key.now();
			assertThat(this.multiMap.add("zone", value, ttl)).isTrue();
			Instant expiresAt = this.key.read().expiries().get(value);
			assertThat(expiresAt).isBetween(before.plus(ttl), this.key.now().plus(ttl));
			assertThat(this.multiMap.get("zone")).contains(value);
			Instant asked = this.key.now();
			assertThat(this.multiMap.getTimeToLive("zone", value)).get()
				.satisfies((left) -> assertThat(left).isBetween(Duration.between(this.key.now(), expiresAt),
						Duration.between(asked, expiresAt)));
		}
	}

	@Test
	void valuesExpireOneByOneAndThenTheKeyByItself() {
		this.multiMap.add("zone", "long", Duration.ofMinutes(5));
		this.multiMap.addAll("zone", List.of("short", "short too"), Duration.ofSeconds(2));
		assertThat(this.multiMap.size("zone")).isEqualTo(3);
		await().until(() -> this.multiMap.get("zone"), Set.of("long")::equals);
		assertThat(this.multiMap.size("zone")).isOne();
		assertThat(this.multiMap.contains("zone", "short")).isFalse();
		assertThat(this.key.members()).as("nobody wrote, so the expired are still there").isEqualTo(3);
		this.multiMap.expire("zone", "long", Duration.ofMillis(100));
		await().until(() -> !this.key.exists());
		assertThat(this.multiMap.get("zone")).isEmpty();
	}

	@Test
	void batchExpires() {
		Instant now = this.key.now();
		this.multiMap.addMany(Map.of("1", List.of("a", "b"), "2", List.of("c")), Duration.ofMillis(300));
		this.multiMap.addManyWithTtl(
				Map.of("1", Map.of("own", now.plusSeconds(300)), "3", Map.of("own", now.plusSeconds(2), "past", now)));
		assertThat(this.multiMap.getMany("3")).isEqualTo(Map.of("3", Set.of("own")));
		await().until(() -> this.multiMap.getMany("1", "2", "3"),
				Map.of("1", Set.of("own"), "2", Set.of(), "3", Set.of())::equals);
		await().until(() -> this.redis.keys(), List.of(this.redis.key(this.multiMap, "1").key())::equals);
		this.multiMap.expire("1", "own", Duration.ofMillis(100));
		await().until(() -> this.redis.keys().isEmpty());
	}

	@Test
	void expiredValueCanBeAddedIfAbsent() {
		this.multiMap.add("zone", "keeper", Duration.ofMinutes(1));
		this.multiMap.addIfAbsent("zone", "courier", Duration.ofSeconds(2));
		assertThat(this.multiMap.addIfAbsent("zone", "courier", Duration.ofSeconds(2))).isFalse();
		await().until(() -> this.multiMap.addIfAbsent("zone", "courier", Duration.ofMinutes(1)));
		assertThat(this.multiMap.expire("zone", "courier", Duration.ofMillis(50))).isTrue();
		await().until(() -> !this.multiMap.contains("zone", "courier"));
		assertThat(this.multiMap.expire("zone", "courier", Duration.ofMinutes(1))).isFalse();
	}

	@Test
	void ttlBelowAMillisecondIsOver() {
		assertThat(this.multiMap.add("zone", "courier", Duration.ofNanos(1))).isTrue();
		await().until(() -> this.multiMap.size("zone") == 0);
		await().until(() -> !this.key.exists());
	}

	@Test
	void momentInThePastByRedissClockIsPast() {
		assertThat(this.multiMap.add("zone", "courier", this.key.now())).isFalse();
		assertThat(this.key.exists()).isFalse();
		assertThat(this.multiMap.add("zone", "courier", this.key.now().plusSeconds(60))).isTrue();
		assertThat(this.multiMap.expireAt("zone", "courier", this.key.now())).isTrue();
		assertThat(this.key.exists()).isFalse();
	}

	@Test
	void streamAndNamesSkipWhatExpired() {
		this.multiMap.add("zone", "short", Duration.ofMillis(200));
		this.multiMap.add("zone", "long", Duration.ofMinutes(1));
		this.multiMap.add("other zone", "short", Duration.ofMillis(200));
		await().until(() -> values(), List.of("long")::equals);
		await().until(() -> names(), List.of("zone")::equals);
	}

	private List<String> values() {
		try (var values = this.multiMap.stream("zone")) {
			return values.toList();
		}
	}

	private List<String> names() {
		try (var names = this.multiMap.names()) {
			return names.toList();
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(60));
	}

}
