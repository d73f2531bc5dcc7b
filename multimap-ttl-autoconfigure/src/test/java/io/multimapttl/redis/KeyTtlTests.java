package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key lives as long as its longest-living value: to within some milliseconds, and never
 * shorter.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class KeyTtlTests {

	private static final Duration TOLERANCE = Duration.ofMillis(50);

	@RegisterExtension
	final RedisExtension redis;

	private RedisMultiMapWithTTL<String> multiMap;

	private RawKey key;

	KeyTtlTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.multiMapFactory().create("map", String.class);
		this.key = this.redis.key(this.multiMap, "zone");
	}

	@Test
	void keyOfASingleAddLivesAsLongAsItsValue() {
		Instant before = this.key.now();
		this.multiMap.add("zone", "courier", Duration.ofSeconds(30));
		assertThat(this.key.read().expiries().get("courier")).isBetween(before.plusSeconds(30),
				this.key.now().plusSeconds(30));
		assertKeyLivesAsLongAs("courier");
	}

	@Test
	void everyKindOfAddGivesAKeyItsTtl() {
		Instant expiresAt = this.key.now().plusSeconds(40);
		this.multiMap.add("1", "courier");
		this.multiMap.add("2", "courier", Duration.ofSeconds(30));
		this.multiMap.add("3", "courier", expiresAt);
		this.multiMap.addAll("4", List.of("courier", "other"));
		this.multiMap.addAll("5", List.of("courier", "other"), Duration.ofSeconds(30));
		this.multiMap.addAll("6", List.of("courier", "other"), expiresAt);
		this.multiMap.addMany(Map.of("7", List.of("courier")));
		this.multiMap.addMany(Map.of("8", List.of("courier")), Duration.ofSeconds(30));
		this.multiMap.addMany(Stream.of(Map.entry("9", List.of("courier"))), Duration.ofSeconds(30));
		this.multiMap.addManyWithTtl(Map.of("10", Map.of("courier", expiresAt, "other", expiresAt.minusSeconds(9))));
		this.multiMap.addIfAbsent("11", "courier");
		this.multiMap.addIfAbsent("12", "courier", Duration.ofSeconds(30));
		for (int i = 1; i <= 12; i++) {
			assertKeyLivesAsLongAs(String.valueOf(i), "courier");
		}
	}

	@Test
	void keyLivesAsLongAsItsLongestValue() {
		this.multiMap.add("zone", "long", Duration.ofSeconds(30));
		this.multiMap.add("zone", "short", Duration.ofSeconds(1));
		assertKeyLivesAsLongAs("long");
		this.multiMap.add("zone", "longer", Duration.ofSeconds(60));
		assertKeyLivesAsLongAs("longer");
		this.multiMap.addIfAbsent("zone", "short too", Duration.ofSeconds(1));
		this.multiMap.addAll("zone", List.of("a", "b"), Duration.ofSeconds(2));
		this.multiMap.addManyWithTtl(Map.of("zone", Map.of("c", this.key.now().plusSeconds(3))));
		assertKeyLivesAsLongAs("longer");
	}

	@Test
	void addingTheLongestValueAgainWithLessShortensTheKeysLife() {
		this.multiMap.add("zone", "long", Duration.ofHours(1));
		this.multiMap.add("zone", "medium", Duration.ofMinutes(1));
		this.multiMap.add("zone", "long", Duration.ofSeconds(1));
		assertKeyLivesAsLongAs("medium");
		this.multiMap.addManyWithTtl(Map.of("zone", Map.of("medium", this.key.now().plusSeconds(5))));
		assertKeyLivesAsLongAs("medium");
	}

	@Test
	void changingTheExpiryOfTheLongestValueChangesTheKeysLife() {
		this.multiMap.add("zone", "long", Duration.ofHours(1));
		this.multiMap.add("zone", "medium", Duration.ofMinutes(1));
		this.multiMap.expire("zone", "long", Duration.ofSeconds(1));
		assertKeyLivesAsLongAs("medium");
		this.multiMap.expire("zone", "medium", Duration.ofHours(2));
		assertKeyLivesAsLongAs("medium");
		this.multiMap.expireAt("zone", "medium", this.key.now().plusSeconds(30));
		assertKeyLivesAsLongAs("medium");
	}

	@Test
	void takingOutTheLongestValueShortensTheKeysLife() {
		this.multiMap.addAll("zone", List.of("a", "b", "c", "d"), Duration.ofHours(1));
		this.multiMap.add("zone", "short", Duration.ofSeconds(30));
		this.multiMap.add("zone", "medium", Duration.ofMinutes(1));
		this.multiMap.removeAll("zone", List.of("b", "c", "d"));
		assertKeyLivesAsLongAs("a");
		this.multiMap.remove("zone", "a");
		assertKeyLivesAsLongAs("medium");
		this.multiMap.add("zone", "medium", Instant.EPOCH);
		assertKeyLivesAsLongAs("short");
	}

	@Test
	void expireAtAMomentInThePastShortensTheKeysLife() {
		this.multiMap.add("zone", "long", Duration.ofHours(1));
		this.multiMap.add("zone", "short", Duration.ofSeconds(30));
		this.multiMap.expireAt("zone", "long", Instant.EPOCH);
		assertKeyLivesAsLongAs("short");
	}

	@Test
	void takingOutTheLastValueTakesOutTheKey() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		this.multiMap.removeAll("zone", List.of("a", "b"));
		assertThat(this.key.exists()).isFalse();
		this.multiMap.add("zone", "a");
		this.multiMap.expireAt("zone", "a", Instant.EPOCH);
		assertThat(this.key.exists()).isFalse();
		this.multiMap.add("zone", "a");
		this.multiMap.addAll("zone", List.of("a", "b"), Instant.EPOCH);
		assertThat(this.key.exists()).isFalse();
		this.multiMap.add("zone", "a");
		this.multiMap.delete("zone");
		assertThat(this.key.exists()).isFalse();
	}

	@Test
	void keyWithoutTtlKeepsTheDayOfAValueOfOthers() {
		Instant tomorrow = this.key.now().plus(Duration.ofDays(1));
		this.key.put("of others", tomorrow);
		assertThat(this.key.staysForEver()).isTrue();
		this.multiMap.add("zone", "courier", Duration.ofMinutes(1));
		assertLivesUntil(this.key, tomorrow);
		assertThat(this.multiMap.get("zone")).containsExactly("courier", "of others");
	}

	@Test
	void everyWriteGivesAKeyWithoutTtlItsTtl() {
		Instant tomorrow = this.key.now().plus(Duration.ofDays(1));
		for (int i = 1; i <= 9; i++) {
			RawKey key = this.redis.key(this.multiMap, String.valueOf(i));
			key.put("of others", tomorrow);
			key.put("other", tomorrow.minusSeconds(10));
		}
		this.multiMap.addAll("1", List.of("a", "b"), Duration.ofMinutes(1));
		this.multiMap.addMany(Map.of("2", List.of("a")));
		this.multiMap.addManyWithTtl(Map.of("3", Map.of("a", tomorrow.minusSeconds(60))));
		this.multiMap.addIfAbsent("4", "a");
		this.multiMap.expire("5", "other", Duration.ofMinutes(1));
		this.multiMap.remove("6", "other");
		this.multiMap.addAll("7", List.of());
		this.multiMap.addManyWithTtl(Map.of("8", Map.of()));
		this.multiMap.purge("9");
		for (int i = 1; i <= 9; i++) {
			assertLivesUntil(this.redis.key(this.multiMap, String.valueOf(i)), tomorrow);
		}
	}

	@Test
	void keyWithTooShortATtlGetsThatOfItsLongestValue() {
		Instant tomorrow = this.key.now().plus(Duration.ofDays(1));
		this.key.put("of others", tomorrow);
		this.key.setTimeToLive(Duration.ofMinutes(1));
		this.multiMap.add("zone", "courier", Duration.ofMinutes(2));
		assertLivesUntil(this.key, tomorrow);
	}

	@Test
	void readsLeaveTheKeysTtlAlone() {
		this.key.put("of others", this.key.now().plusSeconds(60));
		this.multiMap.get("zone");
		this.multiMap.getMany("zone", "other zone");
		this.multiMap.getLatest("zone", 1);
		this.multiMap.getWithExpiry("zone");
		this.multiMap.size("zone");
		this.multiMap.contains("zone", "of others");
		this.multiMap.getTimeToLive("zone", "of others");
		this.multiMap.stream("zone").close();
		this.multiMap.expire("zone", "not there", Duration.ofHours(1));
		assertThat(this.multiMap.addIfAbsent("zone", "of others")).isFalse();
		assertThat(this.key.staysForEver()).isTrue();
	}

	@Test
	void keyOfManyValuesLivesAsLongAsItsLongestValue() {
		List<String> values = Stream.iterate(0, (i) -> i + 1).limit(2500).map((i) -> "value " + i).toList();
		this.multiMap.add("zone", "longest", Duration.ofHours(1));
		this.multiMap.addAll("zone", values, Duration.ofMinutes(1));
		assertKeyLivesAsLongAs("longest");
		this.multiMap.remove("zone", "longest");
		assertThat(this.key.expiresAt()).isBetween(this.key.now().plusSeconds(50), this.key.now().plusSeconds(61));
	}

	@Test
	void keyLivesToTheEndOfTheYear9999() {
		Instant end = Instant.parse("9999-12-31T23:59:59.999Z");
		this.multiMap.add("zone", "courier", end);
		assertLivesUntil(this.key, end);
	}

	@Test
	void keyOfAValueThatNeverExpiresStaysForEver() {
		this.multiMap.add("zone", "courier");
		this.key.put("of others", Double.POSITIVE_INFINITY);
		assertThat(this.key.staysForEver()).isFalse();
		this.multiMap.add("zone", "courier");
		assertThat(this.key.staysForEver()).isTrue();
		this.multiMap.addManyWithTtl(Map.of("zone", Map.of("other", this.key.now().plusSeconds(60))));
		this.multiMap.expire("zone", "courier", Duration.ofMinutes(1));
		this.multiMap.remove("zone", "courier");
		assertThat(this.key.staysForEver()).isTrue();
		this.multiMap.remove("zone", "of others");
		assertKeyLivesAsLongAs("other");
	}

	@Test
	void withAClockOfItsOwnAKeyHasAnHourOfSlack() {
		MutableClock clock = new MutableClock(Instant.parse("2020-02-29T12:00:00.500Z"));
		RedisMultiMapWithTTL<String> timed = this.redis.disposeAfterwards(this.redis.multiMaps().clock(clock).build())
			.create("timed", String.class);
		timed.add("zone", "courier", Duration.ofSeconds(30));
		RawKey key = this.redis.key(timed, "zone");
		assertThat(Duration.between(key.now(), key.expiresAt())).isBetween(Duration.ofSeconds(3620),
				Duration.ofSeconds(3631));
		timed.add("zone", "other", Duration.ofSeconds(10));
		assertThat(Duration.between(key.now(), key.expiresAt())).as("as long as the longest")
			.isBetween(Duration.ofSeconds(3620), Duration.ofSeconds(3631));
		timed.remove("zone", "courier");
		assertThat(Duration.between(key.now(), key.expiresAt())).isBetween(Duration.ofSeconds(3600),
				Duration.ofSeconds(3611));
	}

	private void assertKeyLivesAsLongAs(String value) {
		assertKeyLivesAsLongAs("zone", value);
	}

	private void assertKeyLivesAsLongAs(String name, String value) {
		RawKey key = this.redis.key(this.multiMap, name);
		assertLivesUntil(key, key.read().expiries().get(value));
	}

	private static void assertLivesUntil(RawKey key, Instant expiresAt) {
		assertThat(key.read()).as("%s, to expire at %s", key.key(), expiresAt)
			.matches(
					(read) -> read.mayExpireBetween(expiresAt.toEpochMilli(), expiresAt.plus(TOLERANCE).toEpochMilli()),
					"expires then");
	}

}
