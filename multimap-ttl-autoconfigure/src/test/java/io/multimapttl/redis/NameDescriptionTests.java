package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapException;
import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of what {@link RedisMultiMapWithTTL#describe} tells of a name.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class NameDescriptionTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");

	@RegisterExtension
	final RedisExtension redis;

	private RedisMultiMapWithTTL<String> multiMap;

	NameDescriptionTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps().clock(new MutableClock(NOW)).purgeLimit(0).build())
			.create("map", String.class);
	}

	@Test
	void liveAndExpiredValuesAreCountedApart() {
		RawKey key = this.redis.key(this.multiMap, "zone");
		key.putAll("expired", 3, NOW.minusSeconds(2));
		key.putAll("live", 2, NOW.plusSeconds(5));
		assertThat(this.multiMap.describe("zone", 0))
			.isEqualTo(new NameDescription<>(2, 3, null, NOW.plusSeconds(5), NOW.plusSeconds(6), List.of()));
	}

	@Test
	void valuesThatExpireLastAreTold() {
		this.redis.key(this.multiMap, "zone").putAll("value", 5, NOW.plusSeconds(1));
		assertThat(this.multiMap.describe("zone", 2).latest()).containsExactly(
				new ExpiringValue<>("value4", NOW.plusSeconds(5), Duration.ofSeconds(5)),
				new ExpiringValue<>("value3", NOW.plusSeconds(4), Duration.ofSeconds(4)));
		assertThat(this.multiMap.describe("zone", 100).latest()).hasSize(5);
	}

	@Test
	void timeToLiveIsThatOfTheKey() {
		this.multiMap.add("zone", "a", Duration.ofMinutes(1));
		Duration hourOfSlack = Duration.ofHours(1);
		assertThat(this.multiMap.describe("zone", 0).keyTimeToLive()).isBetween(hourOfSlack.plusSeconds(30),
				hourOfSlack.plusSeconds(61));
	}

	@Test
	void keyThatStaysForEverHasNoTimeToLive() {
		this.redis.key(this.multiMap, "zone").put("a", Double.POSITIVE_INFINITY);
		assertThat(this.multiMap.describe("zone", 0))
			.isEqualTo(new NameDescription<>(1, 0, null, Instant.MAX, Instant.MAX, List.of()));
	}

	@Test
	void nameThatIsNotThereHasNothing() {
		assertThat(this.multiMap.describe("zone", 100))
			.isEqualTo(new NameDescription<>(0, 0, null, null, null, List.of()));
	}

	@Test
	void nameOfExpiredValuesOnlyHasNoExpiries() {
		this.redis.key(this.multiMap, "zone").put("a", NOW);
		assertThat(this.multiMap.describe("zone", 100))
			.isEqualTo(new NameDescription<>(0, 1, null, null, null, List.of()));
	}

	@Test
	void hugeNameIsCountedAndNotRead() {
		List<String> values = IntStream.range(0, 5000).mapToObj(String::valueOf).toList();
		this.multiMap.addAll("zone", values, NOW.plusSeconds(60));
		NameDescription<String> description = this.multiMap.describe("zone", 100);
		assertThat(description.live()).isEqualTo(5000);
		assertThat(description.latest()).hasSize(100);
	}

	@Test
	void isNotCountedAsRead() {
		this.multiMap.add("zone", "a");
		MultiMapStatistics before = this.multiMap.getStatistics();
		this.multiMap.describe("zone", 1);
		this.multiMap.describe("nowhere", 1);
		assertThat(this.multiMap.getStatistics()).isEqualTo(before);
	}

	@Test
	void nameOfAnotherTypeIsTold() {
		this.redis.key(this.multiMap, "zone 51").setText("precious");
		assertThatExceptionOfType(MultiMapException.class).isThrownBy(() -> this.multiMap.describe("zone 51", 1))
			.withMessageContaining("zone 51");
	}

	@Test
	@SuppressWarnings("NullAway")
	void badNameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.multiMap.describe(null, 1))
			.withMessageContaining("'name'");
	}

	@Test
	void negativeNumberOfValuesIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.multiMap.describe("zone", -1))
			.withMessageContaining("'values'");
	}

}
