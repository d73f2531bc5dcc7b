package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.core.RedisCallback;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * What is in Redis after a call, and what a call makes of what others left there.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class RedisStateTests {

	private static final Instant START = Instant.parse("2026-11-22T10:15:30.123Z");

	@RegisterExtension
	final RedisExtension redis;

	private final MutableClock clock = new MutableClock(START);

	private RedisMultiMapWithTTL<String> multiMap;

	private RawKey key;

	RedisStateTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = multiMaps().create("map", String.class);
		this.key = this.redis.key(this.multiMap, "zone");
	}

	private MultiMapWithTTLFactory multiMaps() {
		return this.redis
			.disposeAfterwards(this.redis.multiMaps().clock(this.clock).ttl(Duration.ofSeconds(10)).build());
	}

	@Test
	void keyIsPrefixColonName() {
		RedisMultiMapWithTTL<String> other = multiMaps().builder("other", String.class)
			.keyPrefix(this.redis.keyPrefix() + ":given")
			.build();
		this.multiMap.add("zone:1", "courier");
		this.multiMap.add("", "courier");
		other.add("Zürich", "courier");
		assertThat(this.redis.keys()).containsExactlyInAnyOrder(this.redis.keyPrefix() + ".map:zone:1",
				this.redis.keyPrefix() + ".map:", this.redis.keyPrefix() + ":given:Zürich");
	}

	@Test
	void scoreIsTheExpiryInSecondsWithMillisecondsAsFraction() {
		this.multiMap.add("zone", "a", Duration.ofMillis(1001));
		this.multiMap.add("zone", "b", Instant.parse("2026-11-22T10:15:40Z"));
		this.multiMap.add("zone", "c", Instant.parse("9999-12-31T23:59:59.999Z"));
		this.multiMap.addIfAbsent("zone", "d", Duration.ofMillis(1));
		this.multiMap.add("zone", "e");
		this.multiMap.expire("zone", "e", Duration.ofMillis(7));
		this.multiMap.addManyWithTtl(Map.of("zone", Map.of("f", START.plusMillis(8))));
		assertThat(this.key.scores()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 1795342531.124, "b", 1795342540.0,
				"c", 253402300799.999, "d", 1795342530.124, "e", 1795342530.130, "f", 1795342530.131));
	}

	@Test
	void memberIsTheTextOfTheValue() {
		RedisMultiMapWithTTL<Long> numbers = multiMaps().create("numbers", Long.class);
		numbers.addAll("zone", List.of(-1L, 12L));
		assertThat(this.redis.key(numbers, "zone").scores()).containsOnlyKeys("-1", "12");
		this.multiMap.addAll("zone", List.of("", "é日本"));
		assertThat(this.key.scores()).containsOnlyKeys("", "é日本");
	}

	@Test
	void expiriesAreRoundedUpToThePrecision() {
		RedisMultiMapWithTTL<String> precise = multiMaps().builder("seconds", String.class)
			.precision(Duration.ofSeconds(1))
			.build();
		precise.add("zone", "a", Duration.ofMillis(1));
		precise.add("zone", "b", Duration.ofMillis(1877));
		precise.add("zone", "c", START.plusSeconds(5));
		precise.addIfAbsent("zone", "d", Duration.ofSeconds(10));
		precise.addManyWithTtl(Map.of("zone",
				Map.of("e", Instant.parse("2026-11-22T10:16:00Z"), "f", Instant.parse("2026-11-22T10:16:00.001Z"))));
		precise.addMany(Map.of("zone", List.of("g", "h")), Duration.ofSeconds(40));
		precise.expire("zone", "h", Duration.ofSeconds(50));
		assertThat(this.redis.key(precise, "zone").scores())
			.containsExactlyInAnyOrderEntriesOf(Map.of("a", 1795342531.0, "b", 1795342532.0, "c", 1795342536.0, "d",
					1795342541.0, "e", 1795342560.0, "f", 1795342561.0, "g", 1795342571.0, "h", 1795342581.0));
		assertThat(precise.getTimeToLive("zone", "a")).contains(Duration.ofMillis(877));
	}

	@Test
	void expiriesAreNotRoundedUpIntoTheYear10000() {
		RedisMultiMapWithTTL<String> precise = multiMaps().builder("seconds", String.class)
			.precision(Duration.ofSeconds(1))
			.build();
		Instant last = Instant.parse("9999-12-31T23:59:59.999Z");
		Duration left = Duration.between(START, last);
		precise.add("zone", "a", last);
		precise.add("zone", "b", left);
		precise.addAll("zone", List.of("c", "d"), left);
		precise.addMany(Map.of("new", List.of("e"), "newer", List.of("e")), left);
		precise.addIfAbsent("zone", "f", left);
		precise.addAll("zone", List.of("g", "h"));
		precise.expire("zone", "g", left.minusMillis(998));
		precise.expireAt("zone", "h", last);
		precise.addManyWithTtl(Map.of("zone", Map.of("i", last.minusMillis(998), "j", last.minusMillis(999))));
		Map<String, Double> scores = new HashMap<>(this.redis.key(precise, "zone").scores());
		assertThat(scores.remove("j")).isEqualTo(253402300799.0);
		assertThat(scores).hasSize(8).allSatisfy((value, score) -> assertThat(score).isEqualTo(253402300799.999));
		assertThat(this.redis.key(precise, "new").scores()).containsExactly(Map.entry("e", 253402300799.999));
		precise.getWithExpiry("zone")
			.forEach((value) -> assertThat(precise.expireAt("zone", value.value(), value.expiresAt())).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "1969-12-31T23:59:58.997Z", "1970-01-01T00:00:01.003Z", "2026-11-22T10:15:30.121Z" })
	void keyWhoseLastValueIsOverIsGoneWithTheNextWrite(Instant start) {
		RedisMultiMapWithTTL<String> unpurged = multiMaps().builder("unpurged", String.class).purgeLimit(0).build();
		for (int millis = 0; millis < 20; millis++) {
			this.clock.set(start.plusMillis(millis));
			unpurged.add("zone", "courier", Duration.ofMillis(2));
			this.clock.advance(Duration.ofMillis(2));
			unpurged.addAll("zone", List.of());
			assertThat(this.redis.key(unpurged, "zone").exists()).as("%d ms later", millis).isFalse();
		}
	}

	@Test
	void momentInThePastIsNotRoundedUpIntoTheFuture() {
		RedisMultiMapWithTTL<String> precise = multiMaps().builder("seconds", String.class)
			.precision(Duration.ofSeconds(1))
			.build();
		this.clock.set(Instant.parse("2026-11-22T10:15:30.500Z"));
		Instant past = Instant.parse("2026-11-22T10:15:30.100Z");
		precise.addAll("zone", List.of("a", "b", "c", "d"));
		assertThat(precise.add("zone", "new", past)).isFalse();
		assertThat(precise.add("zone", "a", past)).isFalse();
		assertThat(precise.addAll("zone", List.of("b", "new too"), past)).isZero();
		assertThat(precise.addManyWithTtl(Map.of("zone", Map.of("c", past, "new as well", past)))).isZero();
		assertThat(precise.expireAt("zone", "d", past)).isTrue();
		assertThat(precise.get("zone")).isEmpty();
	}

	@Test
	void writePurgesItsName() {
		List<String> names = IntStream.rangeClosed(1, 9).mapToObj(String::valueOf).toList();
		names.forEach((name) -> putExpired(name, 20));
		putExpired("10", 20);
		this.multiMap.add("1", "a");
		this.multiMap.addAll("2", List.of("a"));
		this.multiMap.addAll("3", List.of());
		this.multiMap.addAll("4", List.of("a", "b"), START.plusSeconds(1));
		this.multiMap.addMany(Map.of("5", List.of("a"), "6", List.of()));
		this.multiMap.addManyWithTtl(Map.of("7", Map.of("a", START.plusSeconds(1)), "8", Map.of()));
		this.multiMap.addIfAbsent("9", "a");
		assertThat(names.stream().map((name) -> this.redis.key(this.multiMap, name).members())).containsExactly(1L, 1L,
				0L, 2L, 1L, 0L, 1L, 0L, 1L);
		assertThat(this.redis.key(this.multiMap, "10").members()).isEqualTo(20);
		assertThat(this.multiMap.getStatistics().purged()).isEqualTo(180);
	}

	@Test
	void writePurgesNoMoreThanTheLimit() {
		RedisMultiMapWithTTL<String> limited = limited(10);
		putExpired(limited, "zone", 100);
		limited.add("zone", "a");
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(91);
		limited.addAll("zone", List.of());
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(81);
		limited.addManyWithTtl(Map.of("zone", Map.of("b", START.plusSeconds(1))));
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(72);
		limited.addIfAbsent("zone", "c");
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(63);
		assertThat(limited.get("zone")).containsExactlyInAnyOrder("a", "b", "c");
		limited.expire("zone", "a", Duration.ofSeconds(2));
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(53);
		limited.remove("zone", "a");
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(42);
	}

	@Test
	void writePurgesTheOldestFirst() {
		RedisMultiMapWithTTL<String> limited = limited(10);
		putExpired(limited, "zone", 100);
		limited.add("zone", "a");
		assertThat(this.redis.key(limited, "zone").scores().keySet()).startsWith("expired-10")
			.doesNotContain("expired-9");
	}

	@Test
	void writePurgesAtLeastTwiceTheValuesItWrites() {
		RedisMultiMapWithTTL<String> limited = limited(0);
		putExpired(limited, "zone", 100);
		limited.add("zone", "a");
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(99);
		limited.addAll("zone", List.of("b", "c", "d"));
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(96);
		limited.addManyWithTtl(Map.of("zone", Map.of("e", START.plusSeconds(1), "f", START.plusSeconds(2))));
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(94);
		limited.addIfAbsent("zone", "g");
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(93);
		limited.addAll("zone", List.of());
		assertThat(this.redis.key(limited, "zone").members()).as("nothing written").isEqualTo(93);
		limited.expire("zone", "a", Duration.ofSeconds(2));
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(91);
		limited.removeAll("zone", List.of("a", "b"));
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(85);
	}

	@ParameterizedTest
	@MethodSource("batches")
	void purgeLimitIsABudgetOfACall(int written, BiConsumer<MultiMapWithTTL<String>, List<String>> call) {
		RedisMultiMapWithTTL<String> limited = limited(30);
		List<String> names = List.of("zone 1", "zone 2", "zone 3");
		for (String name : names) {
			limited.add(name, "keeper");
			putExpired(limited, name, 20);
		}
		call.accept(limited, names);
		List<Long> left = names.stream().map((name) -> this.redis.key(limited, name).members() - 1 - written).toList();
		// On a cluster each name is a call of its own
		assertThat(left).isEqualTo(this.redis.isCluster() ? List.of(0L, 0L, 0L) : List.of(0L, 10L, 20L - 2 * written));
	}

	static Stream<Arguments> batches() {
		return Stream.of(batch("addMany", 1, (map, names) -> map.addMany(forEach(names, List.of("a")))),
				batch("addMany of nothing", 0, (map, names) -> map.addMany(forEach(names, List.of()))),
				batch("addManyWithTtl", 1,
						(map, names) -> map.addManyWithTtl(forEach(names, Map.of("a", START.plusSeconds(1))))));
	}

	private static Arguments batch(String description, int written,
			BiConsumer<MultiMapWithTTL<String>, List<String>> call) {
		return argumentSet(description, written, call);
	}

	private static <T> Map<String, T> forEach(List<String> names, T element) {
		Map<String, T> map = new LinkedHashMap<>();
		names.forEach((name) -> map.put(name, element));
		return map;
	}

	@Test
	void expiriesInThePastTakeOutNothingElseThatIsLive() {
		this.multiMap.addAll("zone", List.of("live", "live too", "taken out"));
		putExpired("zone", 3);
		this.key.put("an expired one", START.minusSeconds(1));
		this.key.put("expires now", START);
		this.key.put("with an expiry in the past", START.minusSeconds(1));
		List<String> past = List.of("an expired one", "never there", "expires now", "expired-1", "taken out",
				"with an expiry in the past");
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone", forEach(past, START.minusSeconds(1))))).isZero();
		assertThat(this.key.scores()).containsOnlyKeys("live", "live too");
	}

	@ParameterizedTest
	@MethodSource("additions")
	void expiredValueThatIsAddedAgainStaysAndSoDoTheLive(Consumer<MultiMapWithTTL<String>> call) {
		this.multiMap.addAll("zone", List.of("live", "live too", "live as well"), Duration.ofSeconds(1));
		putExpired("zone", 3);
		call.accept(this.multiMap);
		assertThat(this.key.scores()).containsOnlyKeys("expired-1", "live", "live too", "live as well");
	}

	static Stream<Arguments> additions() {
		Instant later = START.plusSeconds(2);
		return Stream.of(addition("add", (map) -> map.add("zone", "expired-1")),
				addition("add with expiry", (map) -> map.add("zone", "expired-1", later)),
				addition("addAll", (map) -> map.addAll("zone", List.of("expired-1", "live"))),
				addition("addIfAbsent", (map) -> map.addIfAbsent("zone", "expired-1")),
				addition("addMany", (map) -> map.addMany(Map.of("zone", List.of("live", "expired-1")))),
				addition("addManyWithTtl",
						(map) -> map.addManyWithTtl(Map.of("zone", Map.of("expired-1", later, "live", later)))));
	}

	private static Arguments addition(String description, Consumer<MultiMapWithTTL<String>> call) {
		return argumentSet(description, call);
	}

	@Test
	void busyNameDoesNotLeak() {
		RedisMultiMapWithTTL<String> limited = limited(10);
		for (int round = 0; round < 12; round++) {
			int number = round;
			limited.addAll("zone", IntStream.range(0, 300).mapToObj((i) -> number + "-" + i).toList(),
					Duration.ofSeconds(1));
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.redis.key(limited, "zone").members()).isEqualTo(300);
	}

	@Test
	void nameUsedOnlyWithAddIfAbsentDoesNotLeak() {
		RedisMultiMapWithTTL<String> limited = limited(0);
		for (int round = 0; round < 50; round++) {
			assertThat(limited.addIfAbsent("zone", "value " + round, Duration.ofSeconds(1))).isTrue();
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.redis.key(limited, "zone").members()).isOne();
	}

	@Test
	void purgeHasNoLimit() {
		RedisMultiMapWithTTL<String> limited = limited(10);
		putExpired(limited, "zone", 25_000);
		putExpired(limited, "dead zone", 2500);
		limited.add("zone", "a");
		assertThat(limited.purge("zone")).isEqualTo(24_990);
		assertThat(limited.purge("dead zone")).isEqualTo(2500);
		assertThat(this.redis.key(limited, "zone").scores()).containsOnlyKeys("a");
		assertThat(this.redis.key(limited, "dead zone").exists()).isFalse();
	}

	@Test
	void readsPurgeNothing() {
		putExpired("zone", 10);
		this.key.put("live", START.plusSeconds(10));
		this.multiMap.get("zone");
		this.multiMap.getMany("zone", "other zone");
		this.multiMap.getWithExpiry("zone");
		this.multiMap.getLatest("zone", 3);
		this.multiMap.size("zone");
		this.multiMap.contains("zone", "live");
		this.multiMap.getTimeToLive("zone", "live");
		assertThat(this.key.members()).isEqualTo(11);
	}

	@Test
	void deleteAndClearTakeOutKeysOfExpiredValues() {
		putExpired("zone", 10);
		putExpired("other zone", 10);
		assertThat(this.multiMap.delete("zone")).isZero();
		assertThat(this.key.exists()).isFalse();
		this.multiMap.clear();
		assertThat(this.redis.keys()).isEmpty();
	}

	@Test
	void valueThatNeverExpiresReadsAsTheLastInstant() {
		this.key.put("infinite", Double.POSITIVE_INFINITY);
		this.key.put("beyond every instant", 1e300);
		this.key.put("long gone", Double.NEGATIVE_INFINITY);
		this.multiMap.add("zone", "courier");
		assertThat(this.multiMap.get("zone")).containsExactly("courier", "beyond every instant", "infinite");
		assertThat(this.multiMap.getLatest("zone", 2)).containsExactly("infinite", "beyond every instant");
		assertThat(this.multiMap.getWithExpiry("zone")).extracting(ExpiringValue::expiresAt)
			.containsExactly(START.plusSeconds(10), Instant.MAX, Instant.MAX);
		assertThat(this.multiMap.getWithExpiry("zone").get(2).timeToLive()).isGreaterThan(Duration.ofDays(365_000));
		assertThat(this.multiMap.getManyWithExpiry(List.of("zone")).get("zone").get(2).expiresAt())
			.isEqualTo(Instant.MAX);
		assertThat(this.multiMap.getTimeToLive("zone", "infinite")).isPresent();
		assertThat(this.multiMap.contains("zone", "infinite")).isTrue();
		assertThat(this.multiMap.size("zone")).isEqualTo(3);
		assertThat(this.multiMap.addIfAbsent("zone", "infinite")).isFalse();
		try (Stream<String> values = this.multiMap.stream("zone")) {
			assertThat(values).containsExactlyInAnyOrder("courier", "beyond every instant", "infinite");
		}
		assertThat(this.multiMap.expire("zone", "infinite", Duration.ofSeconds(5))).isTrue();
		assertThat(this.multiMap.remove("zone", "beyond every instant")).isTrue();
		assertThat(this.multiMap.get("zone")).containsExactly("infinite", "courier");
	}

	@Test
	void scoresOfOthersWithMoreDigitsAreReadToTheMillisecond() {
		this.key.put("a", 1795342540.1239);
		this.key.put("expired", 1795342530.1229);
		this.key.put("whole", 1795342541);
		assertThat(this.multiMap.get("zone")).containsExactly("a", "whole");
		assertThat(this.multiMap.getWithExpiry("zone").get(0).expiresAt().toEpochMilli()).isCloseTo(1795342540123L,
				within(1L));
		assertThat(this.multiMap.getTimeToLive("zone", "whole")).contains(Duration.ofMillis(10_877));
	}

	@Test
	void streamIsWrittenWhileItIsRead() {
		Stream<Map.Entry<String, List<String>>> entries = IntStream.range(0, 20_000).mapToObj((i) -> {
			if (i == 19_999) {
				assertThat(this.key.members()).isOne();
			}
			return Map.entry((i == 0) ? "zone" : "other zone", List.of("courier"));
		});
		assertThat(this.multiMap.addMany(entries, Duration.ofMinutes(1))).isEqualTo(2);
	}

	@Test
	void keysOfAnotherTypeSurviveClear() {
		RawKey text = this.redis.key(this.multiMap, "text of somebody");
		text.setText("precious");
		this.multiMap.addMany(Map.of("a", List.of("1"), "b", List.of("1")));
		try (Stream<String> names = this.multiMap.names()) {
			assertThat(names).containsExactlyInAnyOrder("a", "b");
		}
		this.multiMap.clear();
		assertThat(this.redis.keys()).containsExactly(text.key());
	}

	@ParameterizedTest
	@ValueSource(strings = { "a*", "a?", "[ab]", "a[", "a]", "[^b]", "a\\", "\\*", "a{b}", "{a", "a-z", "^a" })
	void globCharactersInAPrefixAreMeantAsTheyAre(String end) {
		String prefix = this.redis.keyPrefix() + end;
		RedisMultiMapWithTTL<String> awkward = multiMaps().builder("awkward", String.class).keyPrefix(prefix).build();
		List<RawKey> others = new ArrayList<>();
		for (String other : List.of("a", "b", "ab", "a*b", "*", "aa", "[ab]b", "\\", "a\\b", "-", "[^b]]")) {
			RawKey key = this.redis.key(this.redis.keyPrefix() + other + ":zone");
			key.put("of others", START.plusSeconds(10));
			others.add(key);
		}
		awkward.addMany(Map.of("zone 1", List.of("a"), "zone 2", List.of("a")));
		try (Stream<String> names = awkward.names()) {
			assertThat(names).containsExactlyInAnyOrder("zone 1", "zone 2");
		}
		awkward.clear();
		assertThat(awkward.getMany("zone 1", "zone 2").values()).allMatch((values) -> values.isEmpty());
		assertThat(others).allMatch(RawKey::exists);
	}

	@Test
	void namesSkipKeysThatAreNoText() {
		this.multiMap.add("zone", "courier");
		byte[] prefix = (this.multiMap.getKeyPrefix() + ":").getBytes(StandardCharsets.UTF_8);
		byte[] binary = Arrays.copyOf(prefix, prefix.length + 1);
		binary[prefix.length] = (byte) 0xFF;
		this.redis.template()
			.execute((RedisCallback<Boolean>) (connection) -> connection.zSetCommands()
				.zAdd(binary, Double.POSITIVE_INFINITY, new byte[] { 1 }));
		try (Stream<String> names = this.multiMap.names()) {
			assertThat(names).containsExactly("zone");
		}
		finally {
			this.redis.template().execute((RedisCallback<Long>) (connection) -> connection.keyCommands().del(binary));
		}
	}

	private RedisMultiMapWithTTL<String> limited(int purgeLimit) {
		return multiMaps().builder("limited", String.class).purgeLimit(purgeLimit).build();
	}

	private void putExpired(String name, int count) {
		putExpired(this.multiMap, name, count);
	}

	private void putExpired(RedisMultiMapWithTTL<String> multiMap, String name, int count) {
		this.redis.key(multiMap, name).putAll("expired-", count, START.minusSeconds(count));
	}

}
