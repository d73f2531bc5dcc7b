package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.Addition;
import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapFullException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.WhenFull;
import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * What is in Redis under names that may not have more than so many values.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class BoundedNameTests {

	private static final Instant START = Instant.parse("2026-11-22T10:15:30.123Z");

	private static final Duration TTL = Duration.ofSeconds(10);

	private static final Duration HOUR = Duration.ofHours(1);

	@RegisterExtension
	final RedisExtension redis;

	private final MutableClock clock = new MutableClock(START);

	private MultiMapWithTTLFactory multiMaps;

	private RedisMultiMapWithTTL<String> evicting;

	private RedisMultiMapWithTTL<String> refusing;

	BoundedNameTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMaps() {
		this.multiMaps = this.redis
			.disposeAfterwards(this.redis.multiMaps().clock(this.clock).ttl(TTL).maxValues(3).build());
		this.evicting = this.multiMaps.create("evicting", String.class);
		this.refusing = this.multiMaps.builder("refusing", String.class).whenFull(WhenFull.REFUSE).build();
	}

	@Test
	void valuesThatExpireSoonestLeave() {
		this.evicting.add("zone", "b", TTL.plusSeconds(1));
		this.evicting.add("zone", "a", TTL.plusSeconds(2));
		this.evicting.add("zone", "c", TTL.plusSeconds(3));
		assertThat(this.evicting.add("zone", "d", HOUR)).isTrue();
		assertThat(scores(this.evicting)).containsExactly("a", "c", "d");
		assertThat(this.evicting.addAll("zone", List.of("e", "f"), HOUR)).isEqualTo(2);
		assertThat(scores(this.evicting)).containsExactly("d", "e", "f");
		assertThat(this.evicting.getStatistics()).isEqualTo(new MultiMapStatistics(6, 0, 0, 0, 0, 0, 3, 0));
	}

	@Test
	void ofValuesThatExpireTogetherTheFirstInByteOrderLeave() {
		this.evicting.addAll("zone", List.of("b", "B", "é"));
		this.evicting.add("zone", "a");
		assertThat(scores(this.evicting)).containsExactly("a", "b", "é");
		this.evicting.addAll("zone", List.of("0", "1"));
		assertThat(scores(this.evicting)).containsExactly("0", "1", "é");
	}

	@ParameterizedTest
	@MethodSource("additions")
	void valueOfTheCallStaysThoughItIsTheSoonestToExpire(Consumer<MultiMapWithTTL<String>> call) {
		this.evicting.addAll("zone", List.of("b", "c", "d"), HOUR);
		call.accept(this.evicting);
		assertThat(scores(this.evicting)).containsExactly("a", "c", "d");
		assertThat(this.evicting.getStatistics()).isEqualTo(new MultiMapStatistics(4, 0, 0, 0, 0, 0, 1, 0));
	}

	@ParameterizedTest
	@MethodSource("additions")
	void valueThatDoesNotFitIsRefused(Consumer<MultiMapWithTTL<String>> call) {
		this.refusing.addAll("zone", List.of("b", "c", "d"), HOUR);
		Map<String, Double> before = this.redis.key(this.refusing, "zone").scores();
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> call.accept(this.refusing))
			.satisfies((
					ex) -> assertThat(ex instanceof MultiMapBatchException batch ? batch.getFailures().get("zone") : ex)
						.isExactlyInstanceOf(MultiMapFullException.class)
						.isInstanceOf(IllegalStateException.class)
						.hasMessage("Multimap 'refusing': the name 'zone' is full, it may have 3 value(s), "
								+ "and nothing of that call, or entry of a stream, was written"));
		assertThat(this.redis.key(this.refusing, "zone").scores()).isEqualTo(before);
		assertThat(this.refusing.getStatistics()).isEqualTo(new MultiMapStatistics(3, 0, 0, 0, 0, 0, 0, 1));
	}

	@ParameterizedTest
	@MethodSource("additions")
	void expiredValuesLeaveRoomAndAreNotEvicted(Consumer<MultiMapWithTTL<String>> call) {
		for (RedisMultiMapWithTTL<String> multiMap : List.of(this.evicting, this.refusing)) {
			multiMap.add("zone", "live", HOUR);
			this.redis.key(multiMap, "zone").putAll("expired-", 20, START.minusSeconds(20));
			this.redis.key(multiMap, "zone").put("a", START);
			call.accept(multiMap);
			assertThat(scores(multiMap)).containsExactly("a", "live");
			assertThat(multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(2, 0, 0, 0, 20, 0, 0, 0));
		}
	}

	@ParameterizedTest
	@MethodSource("additions")
	void nameThatIsFullAndHasExpiredTakesNewValues(Consumer<MultiMapWithTTL<String>> call) {
		for (RedisMultiMapWithTTL<String> multiMap : List.of(this.evicting, this.refusing)) {
			multiMap.addAll("zone", List.of("b", "c", "d"));
			this.clock.advance(TTL);
			call.accept(multiMap);
			assertThat(multiMap.get("zone")).containsExactly("a");
			assertThat(multiMap.getStatistics().evicted()).isZero();
			this.clock.set(START);
		}
	}

	static Stream<Arguments> additions() {
		Instant later = START.plus(TTL).plusSeconds(5);
		return Stream.of(addition("add", (map) -> map.add("zone", "a")),
				addition("add with expiry", (map) -> map.add("zone", "a", later)),
				addition("addAll", (map) -> map.addAll("zone", List.of("a"))),
				addition("addAll of a value that repeats", (map) -> map.addAll("zone", List.of("a", "a"), later)),
				addition("addIfAbsent", (map) -> map.addIfAbsent("zone", "a")),
				addition("addMany", (map) -> map.addMany(Map.of("zone", List.of("a")))),
				addition("addMany of a stream", (map) -> map.addMany(Stream.of(Map.entry("zone", List.of("a"))), TTL)),
				addition("addManyWithTtl", (map) -> map.addManyWithTtl(Map.of("zone", Map.of("a", later)))));
	}

	private static Arguments addition(String description, Consumer<MultiMapWithTTL<String>> call) {
		return argumentSet(description, call);
	}

	@Test
	void refreshNeedsNoRoom() {
		for (RedisMultiMapWithTTL<String> multiMap : List.of(this.evicting, this.refusing)) {
			multiMap.addAll("zone", List.of("a", "b", "c"));
			assertThat(multiMap.add("zone", "a", HOUR)).isFalse();
			assertThat(multiMap.addAll("zone", List.of("a", "b", "c"), HOUR.plusSeconds(1))).isZero();
			assertThat(multiMap.addIfAbsent("zone", "c")).isFalse();
			assertThat(multiMap.expire("zone", "b", TTL)).isTrue();
			assertThat(multiMap.addMany(Map.of("zone", Set.of("b")), Duration.ofSeconds(1))).isZero();
			assertThat(this.redis.key(multiMap, "zone").read().expiries()).containsExactly(
					Map.entry("b", START.plusSeconds(1)), Map.entry("a", START.plus(HOUR).plusSeconds(1)),
					Map.entry("c", START.plus(HOUR).plusSeconds(1)));
			assertThat(multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(3, 0, 0, 0, 0, 0, 0, 0));
		}
	}

	@Test
	void callThatDoesNotFitRefreshesNothing() {
		this.refusing.addAll("zone", List.of("a", "b"));
		assertRefused(() -> this.refusing.addAll("zone", List.of("a", "b", "c", "d"), HOUR));
		assertRefused(() -> this.refusing.addAll("zone", List.of("a", "x", "y"), HOUR));
		assertThat(this.redis.key(this.refusing, "zone").read().expiries().values()).hasSize(2)
			.containsOnly(START.plus(TTL));
		assertThat(this.refusing.addAll("zone", List.of("a", "c"), HOUR)).isOne();
	}

	@Test
	void ofMoreThanFitsThoseThatExpireLastStay() {
		assertThat(this.evicting.addAll("zone", List.of("c", "a", "é", "b", "e", "a"))).isEqualTo(3);
		assertThat(scores(this.evicting)).containsExactly("c", "e", "é");
		Map<String, Instant> expiries = Map.of("a", START.plusSeconds(9), "b", START.plusSeconds(5), "x",
				START.plusSeconds(5), "c", START.plusSeconds(1), "z", START.plusSeconds(7));
		assertThat(this.evicting.addManyWithTtl(Map.of("zone", expiries, "other", expiries))).isEqualTo(6);
		assertThat(scores(this.evicting)).containsExactly("x", "z", "a");
		assertThat(this.evicting.get("other")).containsExactly("x", "z", "a");
		assertThat(this.evicting.getStatistics()).isEqualTo(new MultiMapStatistics(9, 1, 0, 0, 0, 0, 3, 0));
		assertRefused(() -> this.refusing.addAll("zone", List.of("a", "b", "c", "d")));
		assertThat(this.refusing.names()).isEmpty();
	}

	@Test
	void expiriesThatAreTheSameToThePrecisionAreInByteOrder() {
		RedisMultiMapWithTTL<String> precise = this.multiMaps.builder("seconds", String.class)
			.precision(Duration.ofSeconds(1))
			.maxValues(2)
			.build();
		Instant second = Instant.parse("2026-11-22T10:15:35Z");
		precise.addManyWithTtl(Map.of("zone", Map.of("a", second.minusMillis(1), "b", second.minusMillis(3), "c",
				second.minusMillis(2), "d", second.minusSeconds(2))));
		assertThat(scores(precise)).containsExactly("b", "c");
		precise.add("zone", "a", Duration.between(START, second).minusMillis(5));
		assertThat(this.redis.key(precise, "zone").read().expiries()).containsExactly(Map.entry("a", second),
				Map.entry("c", second));
	}

	@Test
	void expiriesInThePastMakeRoom() {
		for (RedisMultiMapWithTTL<String> multiMap : List.of(this.evicting, this.refusing)) {
			multiMap.addAll("zone", List.of("a", "b", "c"));
			Map<String, Instant> expiries = Map.of("a", START, "b", START.minusSeconds(1), "new", START.plusSeconds(1),
					"newer", START.plusSeconds(2), "never there", START.minusSeconds(1));
			assertThat(multiMap.addManyWithTtl(Map.of("zone", expiries))).isEqualTo(2);
			assertThat(scores(multiMap)).containsExactly("new", "newer", "c");
			assertThat(multiMap.add("zone", "c", START)).isFalse();
			assertThat(multiMap.addAll("zone", List.of("new", "newer"), START)).isZero();
			assertThat(this.redis.key(multiMap, "zone").exists()).isFalse();
			assertThat(multiMap.getStatistics().evicted()).isZero();
		}
	}

	@Test
	void batchTellsWhyEachNameFailed() {
		this.refusing.addAll("full", List.of("a", "b", "c"));
		this.redis.key(this.refusing, "text").setText("text");
		Map<String, List<String>> values = new LinkedHashMap<>();
		values.put("new", List.of("x"));
		values.put("too many", List.of("1", "2", "3", "4"));
		values.put("text", List.of("x"));
		values.put("full", List.of("a", "x"));
		values.put("none", List.of());
		values.put("newer", List.of("x", "y"));
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> this.refusing.addMany(values, HOUR))
			.withMessage(
					"Multimap 'refusing': the keys of 1 name(s) hold another Redis type than a sorted set: 'text'; "
							+ "2 name(s) are full, as each may have 3 value(s): 'too many', 'full'; "
							+ "all other names were written")
			.satisfies((ex) -> {
				assertThat(ex.getFailedNames()).containsExactly("too many", "text", "full");
				assertThat(ex.getFailures().keySet()).containsExactlyElementsOf(ex.getFailedNames());
				assertThat(ex.getFailures().get("too many")).isExactlyInstanceOf(MultiMapFullException.class);
				assertThat(ex.getFailures().get("text")).isExactlyInstanceOf(MultiMapException.class)
					.hasMessageContaining("'text' holds another Redis type");
				assertThat(ex.getFailures().get("full")).isExactlyInstanceOf(MultiMapFullException.class)
					.hasMessageContaining("'full' is full");
				assertThatExceptionOfType(UnsupportedOperationException.class)
					.isThrownBy(() -> ex.getFailures().clear());
			});
		assertThat(this.refusing.getMany("new", "newer", "too many"))
			.isEqualTo(Map.of("new", Set.of("x"), "newer", Set.of("x", "y"), "too many", Set.of()));
		assertThat(this.refusing.getTimeToLive("full", "a")).contains(TTL);
		assertThat(this.refusing.getStatistics()).isEqualTo(new MultiMapStatistics(6, 2, 1, 0, 0, 0, 0, 2));
	}

	@Test
	void namesOfAStreamThatRepeatFillUp() {
		Stream<Map.Entry<String, List<String>>> entries = IntStream.range(0, 8)
			.mapToObj((i) -> Map.entry("zone " + i % 2, List.of("a" + i, "b" + i)));
		assertThat(this.evicting.addMany(entries, TTL)).isEqualTo(16);
		assertThat(this.evicting.get("zone 0")).containsExactly("a6", "b4", "b6");
		assertThat(this.evicting.get("zone 1")).containsExactly("a7", "b5", "b7");
		assertThat(this.evicting.getStatistics().evicted()).isEqualTo(10);
		Stream<Map.Entry<String, List<String>>> others = IntStream.range(0, 4)
			.mapToObj((i) -> Map.entry("zone " + i % 2, List.of("a" + i, "b" + i)));
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> this.refusing.addMany(others, TTL))
			.satisfies((ex) -> assertThat(ex.getFailedNames()).containsExactly("zone 0", "zone 1"));
		assertThat(this.refusing.get("zone 0")).containsExactly("a0", "b0");
		assertThat(this.refusing.getStatistics().refused()).isEqualTo(2);
	}

	@Test
	void manyNewNamesAreBoundedToo() {
		Map<String, List<String>> values = new LinkedHashMap<>();
		IntStream.range(0, 600)
			.forEach((i) -> values.put("zone " + i, (i % 3 == 0) ? List.of("a", "b", "c", "d") : List.of("a", "b")));
		assertThat(this.evicting.addMany(values)).isEqualTo(600 * 2 + 200);
		assertThat(this.evicting.get("zone 3")).containsExactly("b", "c", "d");
		assertThat(this.evicting.get("zone 599")).containsExactly("a", "b");
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> this.refusing.addMany(values))
			.satisfies((ex) -> assertThat(ex.getFailedNames()).hasSize(200).startsWith("zone 0", "zone 3"));
		assertThat(this.refusing.names()).hasSize(400);
	}

	@Test
	void expiredValuesThatAreNotPurgedYetCountForNothing() {
		for (WhenFull whenFull : WhenFull.values()) {
			RedisMultiMapWithTTL<String> unpurged = this.multiMaps.builder("unpurged-" + whenFull, String.class)
				.purgeLimit(0)
				.whenFull(whenFull)
				.build();
			unpurged.addAll("zone", List.of("a", "b"), HOUR);
			this.redis.key(unpurged, "zone").putAll("expired-", 20, START.minusSeconds(20));
			assertThat(unpurged.add("zone", "c")).isTrue();
			assertThat(unpurged.get("zone")).containsExactly("c", "a", "b");
			assertThat(unpurged.addAndCount("zone", "c")).isEqualTo(new Addition<>(Outcome.REFRESHED, 3, List.of()));
			if (whenFull == WhenFull.EVICT) {
				assertThat(unpurged.addAndCount("zone", "d")).isEqualTo(new Addition<>(Outcome.ADDED, 3, List.of("c")));
			}
			else {
				assertRefused(() -> unpurged.add("zone", "d"));
			}
			assertThat(unpurged.get("zone")).hasSize(3);
		}
	}

	@Test
	void limitThatWasLoweredIsReachedByManyWrites() {
		RedisMultiMapWithTTL<String> lowered = this.multiMaps.builder("lowered", String.class)
			.maxValues(5)
			.purgeLimit(100)
			.build();
		RawKey key = this.redis.key(lowered, "zone");
		key.putAll("of others ", 100_000, START.plusSeconds(3600));
		lowered.add("zone", "a");
		assertThat(lowered.size("zone")).isEqualTo(100_001 - 100);
		lowered.addAll("zone", IntStream.range(0, 1000).mapToObj(String::valueOf).toList(), HOUR.multipliedBy(100));
		assertThat(lowered.size("zone")).isEqualTo(100_001 - 100 + 5 - 2000);
		Addition<String> addition = lowered.addAndCount("zone", "a");
		assertThat(addition.outcome()).as("the soonest to expire, so it had to leave").isEqualTo(Outcome.ADDED);
		assertThat(addition.evicted()).hasSize(100).startsWith("of others 2099").endsWith("of others 2198");
		assertThat(addition.size()).isEqualTo(lowered.size("zone"));
		assertThat(lowered.getStatistics()).isEqualTo(new MultiMapStatistics(7, 0, 0, 0, 0, 0, 2200, 0));
		RedisMultiMapWithTTL<String> quick = this.multiMaps.builder("quick", String.class)
			.keyPrefix(this.redis.keyPrefix() + ".quick")
			.maxValues(5)
			.purgeLimit(0)
			.build();
		this.redis.key(quick, "zone").putAll("of others ", 9, START.plusSeconds(3600));
		List<Long> sizes = Stream.generate(() -> {
			quick.add("zone", "a");
			return quick.size("zone");
		}).limit(5).toList();
		assertThat(sizes).containsExactly(8L, 6L, 5L, 5L, 5L);
		assertThat(scores(quick)).containsExactly("a", "of others 5", "of others 6", "of others 7", "of others 8");
	}

	@Test
	void whatLeavesIsTakenOffThePurgeLimit() {
		RedisMultiMapWithTTL<String> limited = this.multiMaps.builder("limited", String.class).purgeLimit(30).build();
		this.redis.key(limited, "zone").putAll("expired-", 50, START.minusSeconds(50));
		this.redis.key(limited, "zone").putAll("of others ", 20, START.plusSeconds(3600));
		limited.add("zone", "a");
		assertThat(limited.getStatistics()).isEqualTo(new MultiMapStatistics(1, 0, 0, 0, 12, 0, 18, 0));
		limited.add("zone", "a");
		assertThat(limited.getStatistics()).isEqualTo(new MultiMapStatistics(1, 0, 0, 0, 42, 0, 18, 0));
	}

	@Test
	void limitThatWasLoweredRefusesWhatIsNewOnly() {
		this.redis.key(this.refusing, "zone").putAll("of others ", 10, START.plusSeconds(3600));
		assertRefused(() -> this.refusing.add("zone", "a"));
		assertThat(this.refusing.add("zone", "of others 1")).isFalse();
		assertThat(this.refusing.addAll("zone", List.of("of others 2", "of others 3"))).isZero();
		assertThat(this.refusing.addAndCount("zone", "of others 4"))
			.isEqualTo(new Addition<>(Outcome.REFRESHED, 10, List.of()));
		assertThat(this.refusing.addIfAbsent("zone", "of others 5")).isFalse();
		assertThat(this.refusing.size("zone")).isEqualTo(10);
		assertThat(this.refusing.getTimeToLive("zone", "of others 3")).contains(TTL);
	}

	@Test
	void valueThatNeverExpiresLeavesLast() {
		this.redis.key(this.evicting, "zone").put("for ever", Double.POSITIVE_INFINITY);
		this.redis.key(this.evicting, "zone").put("a", Double.POSITIVE_INFINITY);
		this.redis.key(this.evicting, "zone").put("long over", Double.NEGATIVE_INFINITY);
		assertThat(this.evicting.addAll("zone", List.of("b", "c"))).isEqualTo(2);
		assertThat(scores(this.evicting)).containsExactly("b", "c", "for ever");
		assertThat(this.evicting.addAll("zone", List.of("b", "c", "d"))).isOne();
		assertThat(scores(this.evicting)).containsExactly("b", "c", "d");
		assertThat(this.redis.key(this.evicting, "zone").staysForEver()).isFalse();
	}

	@Test
	void noValuesPurgeTheNameAndEvictNothing() {
		RawKey key = this.redis.key(this.evicting, "zone");
		key.putAll("expired-", 10, START.minusSeconds(10));
		key.putAll("of others ", 10, START.plusSeconds(10));
		assertThat(this.evicting.addAll("zone", List.of())).isZero();
		assertThat(this.evicting.addMany(Map.of("zone", List.of(), "other", List.of()))).isZero();
		assertThat(this.evicting.addManyWithTtl(Map.of("zone", Map.of()))).isZero();
		assertThat(key.members()).isEqualTo(10);
	}

	@Test
	void keyLivesAsLongAsTheLongestOfThoseThatStay() {
		MultiMapWithTTLFactory timed = this.redis.disposeAfterwards(this.redis.multiMaps().build());
		RedisMultiMapWithTTL<String> one = timed.builder("one", String.class).maxValues(1).build();
		one.add("zone", "long", Duration.ofHours(2));
		one.add("zone", "short", Duration.ofMinutes(1));
		assertLivesAsLongAs(this.redis.key(one, "zone"), "short");
		one.addAll("zone", List.of("long too", "longer"), Duration.ofHours(1));
		assertLivesAsLongAs(this.redis.key(one, "zone"), "longer");
		one.addAndCount("zone", "shorter", Duration.ofSeconds(30));
		assertLivesAsLongAs(this.redis.key(one, "zone"), "shorter");
		one.addIfAbsent("zone", "short again", Duration.ofSeconds(40));
		assertLivesAsLongAs(this.redis.key(one, "zone"), "short again");
		RedisMultiMapWithTTL<String> three = timed.builder("three", String.class).maxValues(3).build();
		this.redis.key(three, "zone").put("of others", this.redis.key(three, "zone").now().plusSeconds(500));
		three.add("zone", "short", Duration.ofMinutes(1));
		assertLivesAsLongAs(this.redis.key(three, "zone"), "of others");
		three.removeAndCount("zone", "of others");
		assertLivesAsLongAs(this.redis.key(three, "zone"), "short");
	}

	private static void assertLivesAsLongAs(RawKey key, String value) {
		RawKey.Contents read = key.read();
		long expiry = read.expiries().get(value).toEpochMilli();
		assertThat(read.mayExpireBetween(expiry, expiry + 50)).isTrue();
	}

	@Test
	void additionTellsHowManyThereAre() {
		assertThat(this.evicting.addAndCount("zone", "b")).isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of()))
			.matches(Addition::isFirst);
		assertThat(this.evicting.addAndCount("zone", "a", HOUR)).isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of()))
			.matches((addition) -> !addition.isFirst());
		assertThat(this.evicting.addAndCount("zone", "b", Duration.ofMinutes(1)))
			.isEqualTo(new Addition<>(Outcome.REFRESHED, 2, List.of()));
		assertThat(this.evicting.addAndCount("zone", "c")).isEqualTo(new Addition<>(Outcome.ADDED, 3, List.of()));
		assertThat(this.evicting.addAndCount("zone", "d")).isEqualTo(new Addition<>(Outcome.ADDED, 3, List.of("c")));
		assertThat(scores(this.evicting)).containsExactly("d", "b", "a");
		assertThat(this.evicting.addAndCount("zone", "e", TTL, 2))
			.isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of("d", "b")));
		assertThat(this.evicting.addAndCount("zone", "f", TTL, 1))
			.isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of("e", "a")))
			.matches((addition) -> !addition.isFirst());
		assertThat(this.evicting.getStatistics()).isEqualTo(new MultiMapStatistics(6, 0, 0, 0, 0, 0, 5, 0));
		this.clock.advance(TTL);
		assertThat(this.evicting.addAndCount("zone", "f")).isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of()))
			.matches(Addition::isFirst);
	}

	@Test
	void additionTellsThatItIsRefused() {
		this.refusing.addAll("zone", List.of("a", "b", "c"));
		this.redis.key(this.refusing, "zone").putAll("expired-", 5, START.minusSeconds(5));
		assertThat(this.refusing.addAndCount("zone", "d")).isEqualTo(new Addition<>(Outcome.REFUSED, 3, List.of()));
		assertThat(this.refusing.addAndCount("zone", "a", TTL, 1))
			.isEqualTo(new Addition<>(Outcome.REFRESHED, 3, List.of()));
		assertThat(this.refusing.addAndCount("zone", "d", TTL, 3))
			.isEqualTo(new Addition<>(Outcome.REFUSED, 3, List.of()));
		assertThat(this.refusing.addAndCount("zone", "d", TTL, 4))
			.isEqualTo(new Addition<>(Outcome.ADDED, 4, List.of()));
		assertThat(this.refusing.getStatistics().refused()).isEqualTo(2);
		assertThat(this.refusing.getStatistics().added()).isEqualTo(4);
	}

	@Test
	void nameWithoutALimitGetsOneForACall() {
		RedisMultiMapWithTTL<String> unbounded = this.redis
			.disposeAfterwards(this.redis.multiMaps().clock(this.clock).build())
			.create("unbounded", String.class);
		unbounded.addAll("zone", List.of("a", "b", "c", "d"), TTL);
		assertThat(unbounded.addAndCount("zone", "e", HOUR)).isEqualTo(new Addition<>(Outcome.ADDED, 5, List.of()));
		assertThat(unbounded.addAndCount("zone", "e", HOUR, 3))
			.isEqualTo(new Addition<>(Outcome.REFRESHED, 3, List.of("a", "b")));
		assertThat(unbounded.addAll("zone", List.of("f", "g"))).isEqualTo(2);
		assertThat(unbounded.size("zone")).isEqualTo(5);
	}

	@Test
	void valuesThatLeaveAreReplied() {
		String large = "x".repeat(100_000);
		RedisMultiMapWithTTL<String> unbounded = this.redis
			.disposeAfterwards(this.redis.multiMaps().clock(this.clock).build())
			.create("unbounded", String.class);
		IntStream.range(0, 8).forEach((i) -> unbounded.add("zone", i + large, TTL));
		Addition<String> addition = unbounded.addAndCount("zone", "new", HOUR, 1);
		assertThat(addition.evicted()).containsExactly("0" + large, "1" + large, "2" + large);
		assertThat(addition.size()).isEqualTo(6);
		assertThat(unbounded.addAndCount("zone", "new", HOUR, 1).size()).isEqualTo(3);
		assertThat(unbounded.addAndCount("zone", "new", HOUR, 1).size()).isOne();
		unbounded.add("zone", "y".repeat(5_000_000), TTL);
		assertThat(unbounded.addAndCount("zone", "new", HOUR, 1).evicted()).hasSize(1);
	}

	@Test
	void manyValuesThatLeaveAreReadTogether() {
		RedisMultiMapWithTTL<String> unbounded = this.redis
			.disposeAfterwards(this.redis.multiMaps().clock(this.clock).build())
			.create("unbounded", String.class);
		List<String> values = IntStream.range(100, 400).mapToObj(String::valueOf).toList();
		unbounded.addAll("zone", values, TTL);
		unbounded.add("zone", "150", HOUR);
		long before = ranges();
		assertThat(unbounded.addAndCount("zone", "150", HOUR, 201).evicted())
			.containsExactlyElementsOf(values.stream().filter((value) -> !value.equals("150")).limit(99).toList());
		assertThat(ranges() - before).isLessThan(15);
		List<String> evicted = unbounded.addAndCount("zone", "150", HOUR, 1).evicted();
		assertThat(evicted).containsExactlyElementsOf(values.subList(100, 300));
		assertThat(unbounded.get("zone")).containsExactly("150");
	}

	private long ranges() {
		return this.redis.server()
			.consoles()
			.stream()
			.flatMap((console) -> Pattern.compile("cmdstat_zrange:calls=(\\d+)")
				.matcher(console.info("commandstats"))
				.results())
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
	}

	@Test
	void refusedCallTidiesUp() {
		Map<String, List<String>> values = new LinkedHashMap<>();
		values.put("zone", List.of("x"));
		values.put("none live", List.of("1", "2", "3", "4"));
		List<Consumer<MultiMapWithTTL<String>>> calls = List.of((map) -> map.addAndCount("zone", "x"),
				(map) -> assertRefused(() -> map.addIfAbsent("zone", "x")),
				(map) -> assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> map.addMany(values)));
		for (Consumer<MultiMapWithTTL<String>> call : calls) {
			for (String name : values.keySet()) {
				this.redis.key(this.refusing, name).putAll("expired-", 20, START.minusSeconds(20));
			}
			this.redis.key(this.refusing, "zone").putAll("live-", 3, START.plus(HOUR));
			assertThat(this.redis.key(this.refusing, "zone").staysForEver()).isTrue();
			call.accept(this.refusing);
			assertThat(scores(this.refusing)).containsExactly("live-0", "live-1", "live-2");
			assertThat(this.redis.key(this.refusing, "zone").read().ttl()).isPositive();
			this.refusing.delete("zone");
		}
		assertThat(this.redis.key(this.refusing, "none live").exists()).isFalse();
		assertThat(this.refusing.getStatistics()).isEqualTo(new MultiMapStatistics(0, 0, 0, 9, 80, 0, 0, 4));
	}

	@Test
	void whatHadToLeaveIsCountedThoughACallThatFollowsFails() {
		Stream<Map.Entry<String, List<String>>> entries = IntStream.rangeClosed(0, 20_000)
			.mapToObj((i) -> Map.entry("zone " + i % 10, Collections.singletonList((i < 20_000) ? "a" + i : null)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.evicting.addMany(entries, TTL));
		assertThat(this.evicting.getStatistics().evicted()).isPositive();
	}

	@Test
	void valueThatLeavesAndCannotBeReadIsLeftOutAndCounted() {
		RedisMultiMapWithTTL<Long> numbers = this.multiMaps.builder("numbers", Long.class).maxValues(1).build();
		this.redis.key(numbers, "zone").put("no number", START.plusSeconds(1));
		this.redis.key(numbers, "zone").put("7", START.plusSeconds(2));
		assertThat(numbers.addAndCount("zone", 8L)).isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of(7L), 2));
		assertThat(numbers.getStatistics()).isEqualTo(new MultiMapStatistics(1, 0, 0, 0, 0, 1, 2, 0));
		this.redis.key(numbers, "other").put("no number", START.plusSeconds(1));
		assertThat(numbers.addAndCount("other", 5L)).isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of(), 1))
			.matches((addition) -> !addition.isFirst());
	}

	@Test
	void removalTellsHowManyAreLeft() {
		this.evicting.addAll("zone", List.of("a", "b"));
		this.evicting.add("zone", "expired", Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.evicting.removeAndCount("zone", "nobody")).isEqualTo(new Removal(false, 2));
		assertThat(this.evicting.removeAndCount("zone", "expired")).isEqualTo(new Removal(false, 2));
		assertThat(this.evicting.removeAndCount("zone", "a")).isEqualTo(new Removal(true, 1))
			.matches((removal) -> !removal.isLast());
		this.redis.key(this.evicting, "zone").putAll("expired-", 5, START.minusSeconds(5));
		assertThat(this.evicting.removeAndCount("zone", "b")).isEqualTo(new Removal(true, 0)).matches(Removal::isLast);
		assertThat(this.evicting.removeAndCount("zone", "b")).isEqualTo(new Removal(false, 0))
			.matches((removal) -> !removal.isLast());
		assertThat(this.redis.key(this.evicting, "zone").exists()).isFalse();
		assertThat(this.evicting.getStatistics()).isEqualTo(new MultiMapStatistics(3, 0, 0, 2, 5, 0, 0, 0));
	}

	@Test
	void moreThanOneCallTakesIsRefusedBeforeAnythingIsSent() {
		List<String> values = IntStream.rangeClosed(0, 1000).mapToObj(String::valueOf).toList();
		List<String> large = List.of("a".repeat(200_000), "b".repeat(100_000));
		Map<String, List<String>> last = new LinkedHashMap<>();
		last.put("first", List.of("a"));
		last.put("zone", values);
		assertTooMany(() -> this.evicting.addAll("zone", values));
		assertTooMany(() -> this.evicting.addAll("zone", values, START.plus(TTL)));
		assertTooMany(() -> this.evicting.addAll("zone", large));
		assertTooMany(() -> this.evicting.addAll("zone", large, START.plus(TTL)));
		assertTooMany(() -> this.evicting.addMany(last));
		assertTooMany(() -> this.evicting.addMany(Stream.of(Map.entry("zone", values)), TTL));
		Map<String, Instant> expiries = new LinkedHashMap<>();
		values.forEach((value) -> expiries.put(value, START.plus(TTL)));
		assertTooMany(() -> this.evicting.addManyWithTtl(Map.of("zone", expiries)));
		assertThat(this.redis.keys()).isEmpty();
		assertThat(this.evicting.addAll("zone", values.subList(0, 1000))).isEqualTo(3);
		assertThat(this.evicting.addAll("zone",
				Stream.concat(values.stream().limit(1000), Stream.of("1", "2")).toList(), START.plus(TTL)))
			.isZero();
		assertThat(this.evicting.add("zone", "c".repeat(1_000_000))).isTrue();
		assertThat(this.evicting.addAll("zone", List.of(large.get(0), large.get(0)))).isOne();
		assertThat(this.evicting.removeAll("zone", values)).isOne();
	}

	@Test
	void limitOfACallIsChecked() {
		for (int bad : new int[] { 0, -1, 1001, Integer.MIN_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.evicting.addAndCount("zone", "a", TTL, bad))
				.withMessage("'maxValues' must be from 1 to 1000, it is " + bad);
		}
		assertThat(this.redis.keys()).isEmpty();
	}

	private static void assertTooMany(ThrowingCallable call) {
		assertThatIllegalArgumentException().isThrownBy(call)
			.withMessageStartingWith("'values' of one name must not be more than 1000, or 256 KB")
			.withMessageEndingWith("those of 'zone' are more");
	}

	private static void assertRefused(ThrowingCallable call) {
		assertThatExceptionOfType(MultiMapFullException.class).isThrownBy(call);
	}

	private Set<String> scores(RedisMultiMapWithTTL<String> multiMap) {
		return this.redis.key(multiMap, "zone").scores().keySet();
	}

}
