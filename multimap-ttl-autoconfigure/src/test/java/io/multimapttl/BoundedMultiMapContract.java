package io.multimapttl;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.support.Bound;
import io.multimapttl.testsupport.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every {@link MultiMapWithTTL} does whose names may have so many values at the
 * most. As long as the limit is not reached that is what the others do.
 */
public abstract class BoundedMultiMapContract extends MultiMapWithTTLContract {

	private static final Duration TTL = Duration.ofSeconds(10);

	private static final Instant START = Instant.parse("2026-11-27T10:15:30.123Z");

	private static final Instant PAST = START.minusSeconds(1);

	/** What is purged beside twice the values of a call. */
	private static final int PURGE_LIMIT = 1000;

	private final MutableClock clock = new MutableClock(START);

	/**
	 * Makes a multimap that is empty and has nothing to do with others made before.
	 * @param <V> the type of the values
	 * @param valueType the type of the values
	 * @param defaultTtl the default ttl
	 * @param clock the clock that judges expiry
	 * @param purgeLimit how many expired values a call drops beside twice what it brings
	 * @param bound how many values a name may have
	 * @return a new multimap
	 */
	protected abstract <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock,
			int purgeLimit, Bound bound);

	/**
	 * Returns what a multimap has counted.
	 * @param multiMap a multimap that was made by this class
	 * @return the counters
	 */
	protected abstract MultiMapStatistics statistics(MultiMapWithTTL<?> multiMap);

	@Override
	protected final <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock) {
		return create(valueType, defaultTtl, clock, PURGE_LIMIT, bound(Bound.LARGEST, WhenFull.EVICT));
	}

	private MultiMapWithTTL<String> evicting(int maxValues) {
		return create(maxValues, WhenFull.EVICT);
	}

	private MultiMapWithTTL<String> refusing(int maxValues) {
		return create(maxValues, WhenFull.REFUSE);
	}

	private MultiMapWithTTL<String> create(int maxValues, WhenFull whenFull) {
		return create(String.class, TTL, this.clock, PURGE_LIMIT, bound(maxValues, whenFull));
	}

	private static Bound bound(int maxValues, WhenFull whenFull) {
		return new Bound(OptionalInt.of(maxValues), whenFull);
	}

	/**
	 * Half of what a name may have, so that the limit is never reached.
	 */
	@Override
	int manyValues() {
		return Bound.LARGEST / 2;
	}

	/**
	 * A bounded name takes in one call what one call to Redis takes.
	 */
	@Override
	@Test
	void largeValuesComeBackWhole() {
		MultiMapWithTTL<String> multiMap = evicting(12);
		List<String> values = largeValues(12);
		for (int i = 0; i < 12; i += 2) {
			assertThat(multiMap.addAll("zone", values.subList(i, i + 2))).isEqualTo(2);
		}
		assertThat(multiMap.get("zone")).hasSameElementsAs(values);
		assertThat(multiMap.removeAll("zone", values)).isEqualTo(12);
	}

	@Test
	void soonestToExpireLeavesButNotTheValueOfTheCall() {
		MultiMapWithTTL<String> multiMap = evicting(3);
		addWithTtls(multiMap, "30", "10", "20");
		assertThat(multiMap.add("zone", "5", Duration.ofSeconds(5))).isTrue();
		assertThat(multiMap.get("zone")).containsExactly("5", "20", "30");
		assertThat(multiMap.add("zone", "40", Duration.ofSeconds(40))).isTrue();
		assertThat(multiMap.get("zone")).containsExactly("20", "30", "40");
		assertCounted(multiMap, 5, 2, 0);
	}

	@Test
	void firstInByteOrderLeavesOfEqualExpiries() {
		MultiMapWithTTL<String> multiMap = evicting(3);
		multiMap.addAll("zone", List.of("\uD83D\uDEB4", "\uFFFD", "z"));
		multiMap.add("zone", "a");
		assertThat(multiMap.get("zone")).containsExactly("a", "\uFFFD", "\uD83D\uDEB4");
		multiMap.addAll("zone", List.of("a", "b"));
		assertThat(multiMap.get("zone")).containsExactly("a", "b", "\uD83D\uDEB4");
	}

	@Test
	void valuesOfTheCallStay() {
		MultiMapWithTTL<String> multiMap = evicting(3);
		addWithTtls(multiMap, "10", "20", "30");
		assertThat(multiMap.addAll("zone", List.of("10", "x"), Duration.ofSeconds(1))).isOne();
		assertThat(multiMap.get("zone")).containsExactly("10", "x", "30");
		assertThat(multiMap.addAll("zone", List.of("a", "b", "c"), START.plusSeconds(1))).isEqualTo(3);
		assertThat(multiMap.get("zone")).containsExactly("a", "b", "c");
		assertThat(multiMap.addManyWithTtl(Map.of("zone", Map.of("c", START.plusMillis(2), "d", START.plusMillis(1)))))
			.isOne();
		assertThat(multiMap.get("zone")).containsExactly("d", "c", "b");
		assertCounted(multiMap, 8, 5, 0);
	}

	@Test
	void lastToExpireMayLeave() {
		MultiMapWithTTL<String> multiMap = evicting(1);
		multiMap.add("zone", "long", Duration.ofDays(1));
		assertThat(multiMap.add("zone", "short", Duration.ofMillis(5))).isTrue();
		assertThat(multiMap.get("zone")).containsExactly("short");
		this.clock.advance(Duration.ofMillis(5));
		assertThat(multiMap.size("zone")).isZero();
		assertCounted(multiMap, 2, 1, 0);
	}

	@Test
	void everyNameHasALimitOfItsOwn() {
		MultiMapWithTTL<String> multiMap = evicting(2);
		assertThat(multiMap.addMany(Map.of("zone 1", List.of("a", "b"), "zone 2", List.of("a", "b")))).isEqualTo(4);
		assertThat(multiMap.addMany(Map.of("zone 1", List.of("c"), "zone 3", List.of("c")), Duration.ofSeconds(20)))
			.isEqualTo(2);
		assertThat(multiMap.getMany("zone 1", "zone 2", "zone 3"))
			.isEqualTo(Map.of("zone 1", Set.of("b", "c"), "zone 2", Set.of("a", "b"), "zone 3", Set.of("c")));
		assertCounted(multiMap, 6, 1, 0);
	}

	@Test
	void addIfAbsentMakesRoomOnlyForAValueThatIsNotLive() {
		MultiMapWithTTL<String> multiMap = evicting(2);
		addWithTtls(multiMap, "10", "20");
		assertThat(multiMap.addIfAbsent("zone", "10")).isFalse();
		assertThat(multiMap.get("zone")).containsExactly("10", "20");
		assertThat(multiMap.addIfAbsent("zone", "5", Duration.ofSeconds(5))).isTrue();
		assertThat(multiMap.get("zone")).containsExactly("5", "20");
		assertCounted(multiMap, 3, 1, 0);
	}

	@Test
	void ofMoreThanTheLimitInOneCallThoseThatExpireLastStay() {
		MultiMapWithTTL<String> multiMap = evicting(2);
		Map<String, Instant> expiries = Map.of("a", START.plusSeconds(3), "b", START.plusSeconds(1), "c",
				START.plusSeconds(2), "d", START.plusSeconds(4));
		assertThat(multiMap.addManyWithTtl(Map.of("zone", expiries))).isEqualTo(2);
		assertThat(multiMap.get("zone")).containsExactly("a", "d");
		assertCounted(multiMap, 2, 0, 0);
	}

	@Test
	void ofMoreThanTheLimitInOneCallTheLaterInByteOrderStay() {
		MultiMapWithTTL<String> multiMap = evicting(2);
		List<String> values = List.of("\uFFFD", "b", "\uD83D\uDEB4", "a");
		assertThat(multiMap.addAll("zone 1", values)).isEqualTo(2);
		assertThat(multiMap.addAll("zone 2", values, START.plusSeconds(1))).isEqualTo(2);
		assertThat(multiMap.addMany(Map.of("zone 3", values))).isEqualTo(2);
		assertThat(multiMap.addMany(Stream.of(Map.entry("zone 4", values)), TTL)).isEqualTo(2);
		assertThat(multiMap.getMany("zone 1", "zone 2", "zone 3", "zone 4").values())
			.allSatisfy((kept) -> assertThat(kept).containsExactly("\uFFFD", "\uD83D\uDEB4"));
		assertCounted(multiMap, 8, 0, 0);
	}

	@Test
	void whatStaysOfACallTakesTheRoomOfWhatIsThere() {
		MultiMapWithTTL<String> multiMap = evicting(2);
		multiMap.addAll("zone", List.of("a", "x"), Duration.ofDays(1));
		assertThat(multiMap.addAll("zone", List.of("a", "b", "c"))).isEqualTo(2);
		assertThat(multiMap.get("zone")).containsExactly("b", "c");
		assertCounted(multiMap, 4, 2, 0);
	}

	@Test
	void moreThanTheLimitInOneCallIsRefusedWhole() {
		MultiMapWithTTL<String> multiMap = refusing(2);
		assertFull(() -> multiMap.addAll("zone", List.of("a", "b", "c")));
		assertFull(() -> multiMap.addAll("zone", List.of("a", "b", "c"), START.plusSeconds(1)));
		assertFullInBatch(() -> multiMap.addMany(Map.of("zone", List.of("a", "b", "c"))));
		assertThat(multiMap.names()).isEmpty();
		assertThat(multiMap.addAll("zone", List.of("a", "b"))).isEqualTo(2);
		assertCounted(multiMap, 2, 0, 3);
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void valueThatRepeatsInOneCallTakesOnePlace(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(2, whenFull);
		List<String> values = List.of("b", "a", "b", "b", "a");
		assertThat(multiMap.addAll("zone 1", values)).isEqualTo(2);
		assertThat(multiMap.addAll("zone 2", values, START.plusSeconds(1))).isEqualTo(2);
		assertThat(multiMap.addMany(Map.of("zone 3", values, "zone 4", values))).isEqualTo(4);
		assertThat(multiMap.addAll("zone 5", Collections.nCopies(2500, "a"))).isOne();
		assertCounted(multiMap, 9, 0, 0);
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void moreThanOneCallToRedisTakesIsABadArgument(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(Bound.LARGEST, whenFull);
		List<String> most = texts(Bound.LARGEST);
		List<String> tooMany = texts(Bound.LARGEST + 1);
		assertTooMuch(() -> multiMap.addAll("zone", tooMany));
		assertTooMuch(() -> multiMap.addAll("zone", tooMany, START.plusSeconds(1)));
		assertTooMuch(() -> multiMap.addMany(ordered("before", List.of("a"), "zone", tooMany)));
		assertTooMuch(
				() -> multiMap.addManyWithTtl(ordered("before", expiring(List.of("a")), "zone", expiring(tooMany))));
		assertTooMuch(() -> multiMap.addAll("zone", largeValues(12)));
		assertTooMuch(() -> multiMap.addMany(Map.of("zone", largeValues(12))));
		assertTooMuch(() -> multiMap.addManyWithTtl(Map.of("zone", expiring(largeValues(12)))));
		assertThat(multiMap.names()).isEmpty();
		assertTooMuch(() -> multiMap.addMany(Stream.of(Map.entry("zone", tooMany)), TTL));
		assertThat(multiMap.size("zone")).isZero();
		assertThat(multiMap.addAll("zone", most)).isEqualTo(Bound.LARGEST);
		List<String> repeated = new ArrayList<>(most);
		repeated.addAll(most);
		assertThat(multiMap.addAll("zone", repeated)).isZero();
		assertCounted(multiMap, Bound.LARGEST, 0, 0);
	}

	@Test
	void moreThanOneCallToRedisTakesIsABadArgumentWhateverTheLimit() {
		MultiMapWithTTL<String> multiMap = evicting(2);
		assertTooMuch(() -> multiMap.addAll("zone", texts(Bound.LARGEST + 1)));
		assertTooMuch(() -> multiMap.addAll("zone", largeValues(12)));
		assertThat(multiMap.addAll("zone", texts(Bound.LARGEST))).isEqualTo(2);
		assertThat(multiMap.get("zone")).containsExactly("value-998", "value-999");
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void refreshingNeedsNoRoom(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(3, whenFull);
		multiMap.addAll("zone", List.of("a", "b", "c"), Duration.ofSeconds(20));
		assertThat(multiMap.add("zone", "a")).isFalse();
		assertThat(multiMap.add("zone", "b", START.plusSeconds(9))).isFalse();
		assertThat(multiMap.addAll("zone", List.of("b", "c"), Duration.ofSeconds(8))).isZero();
		assertThat(multiMap.addMany(Map.of("zone", List.of("c")), Duration.ofSeconds(7))).isZero();
		assertThat(multiMap.addManyWithTtl(Map.of("zone", Map.of("a", START.plusSeconds(6))))).isZero();
		assertThat(multiMap.addIfAbsent("zone", "a")).isFalse();
		assertThat(multiMap.expire("zone", "b", Duration.ofSeconds(30))).isTrue();
		assertThat(multiMap.addAndCount("zone", "c", Duration.ofSeconds(7)).outcome()).isEqualTo(Outcome.REFRESHED);
		assertThat(multiMap.get("zone")).containsExactly("a", "c", "b");
		assertCounted(multiMap, 3, 0, 0);
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void expiredValuesTakeNoRoomAndAreNeverEvicted(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(String.class, TTL, this.clock, 0, bound(10, whenFull));
		multiMap.addAll("zone", texts(10), Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(multiMap.add("zone", "a")).isTrue();
		assertThat(multiMap.addAndCount("zone", "b")).isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of()));
		assertThat(multiMap.addIfAbsent("zone", "c")).isTrue();
		assertThat(multiMap.addMany(Map.of("zone", List.of("d")))).isOne();
		assertThat(multiMap.get("zone")).containsExactly("a", "b", "c", "d");
		assertThat(multiMap.purge("zone")).isEqualTo(2);
		assertCounted(multiMap, 14, 0, 0);
	}

	@Test
	void expiredValuesStayWhileALiveOneIsEvicted() {
		MultiMapWithTTL<String> multiMap = create(String.class, TTL, this.clock, 0, bound(8, WhenFull.EVICT));
		multiMap.addAll("zone", texts(8), Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(1));
		addWithTtls(multiMap, "20", "30");
		assertThat(multiMap.addAndCount("zone", "10", Duration.ofSeconds(10), 2))
			.isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of("20")));
		assertThat(multiMap.get("zone")).containsExactly("10", "30");
		assertThat(multiMap.purge("zone")).isEqualTo(2);
		assertCounted(multiMap, 11, 1, 0);
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void fullNameThatHasExpiredTakesNewValues(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(2, whenFull);
		multiMap.addAll("zone", List.of("a", "b"));
		this.clock.advance(TTL);
		assertThat(multiMap.addAndCount("zone", "c").isFirst()).isTrue();
		assertThat(multiMap.add("zone", "a")).isTrue();
		assertThat(multiMap.get("zone")).containsExactly("a", "c");
		assertCounted(multiMap, 4, 0, 0);
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void whatIsRemovedMakesRoom(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(2, whenFull);
		multiMap.addAll("zone", List.of("a", "b"));
		multiMap.remove("zone", "a");
		assertThat(multiMap.add("zone", "c")).isTrue();
		assertThat(multiMap.removeAndCount("zone", "b")).isEqualTo(new Removal(true, 1));
		assertThat(multiMap.add("zone", "d")).isTrue();
		multiMap.expireAt("zone", "c", PAST);
		assertThat(multiMap.addIfAbsent("zone", "e")).isTrue();
		multiMap.add("zone", "d", PAST);
		assertThat(multiMap.addAll("zone", List.of("e", "f"))).isOne();
		multiMap.delete("zone");
		assertThat(multiMap.addAll("zone", List.of("g", "h"))).isEqualTo(2);
		assertCounted(multiMap, 8, 0, 0);
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void pastExpiryInACallMakesRoomForAnother(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(2, whenFull);
		multiMap.addAll("zone", List.of("a", "b"));
		assertThat(multiMap.addManyWithTtl(Map.of("zone", Map.of("b", PAST, "c", START.plusSeconds(1))))).isOne();
		assertThat(multiMap.get("zone")).containsExactly("c", "a");
		assertThat(multiMap.add("zone", "d", START)).isFalse();
		assertThat(multiMap.get("zone")).containsExactly("c", "a");
		assertCounted(multiMap, 3, 0, 0);
	}

	@ParameterizedTest
	@EnumSource(WhenFull.class)
	void whatAddsNothingEvictsNothing(WhenFull whenFull) {
		MultiMapWithTTL<String> multiMap = create(2, whenFull);
		fill(multiMap, "a", "b", "c", "d", "e");
		assertThat(multiMap.expire("zone", "e", Duration.ofSeconds(20))).isTrue();
		assertThat(multiMap.expireAt("zone", "e", START.plusSeconds(30))).isTrue();
		assertThat(multiMap.addIfAbsent("zone", "d")).isFalse();
		assertThat(multiMap.removeAndCount("zone", "x")).isEqualTo(new Removal(false, 5));
		assertThat(multiMap.purge("zone")).isZero();
		assertThat(multiMap.addAll("zone", List.of())).isZero();
		assertThat(multiMap.add("zone", "x", PAST)).isFalse();
		assertThat(multiMap.get("zone")).containsExactly("a", "b", "c", "d", "e");
		assertThat(multiMap.removeAll("zone", List.of("a", "x"))).isOne();
		assertThat(multiMap.addManyWithTtl(Map.of("zone", Map.of("b", PAST, "x", PAST)))).isZero();
		assertThat(multiMap.get("zone")).containsExactly("c", "d", "e");
	}

	@Test
	void fullNameRefusesWhatIsNew() {
		MultiMapWithTTL<String> multiMap = refusing(2);
		multiMap.addAll("zone", List.of("live", "other"));
		assertFull(() -> multiMap.add("zone", "secret"));
		assertFull(() -> multiMap.add("zone", "secret", Duration.ofDays(1)));
		assertFull(() -> multiMap.add("zone", "secret", START.plusSeconds(60)));
		assertFull(() -> multiMap.addAll("zone", List.of("secret")));
		assertFull(() -> multiMap.addIfAbsent("zone", "secret"));
		assertFull(() -> multiMap.addIfAbsent("zone", "secret", Duration.ofDays(1)));
		assertThat(multiMap.get("zone")).containsExactly("live", "other");
		assertCounted(multiMap, 2, 0, 6);
	}

	@Test
	void refusalWritesNothingOfTheName() {
		MultiMapWithTTL<String> multiMap = refusing(3);
		multiMap.addAll("zone", List.of("a", "b", "c"), Duration.ofSeconds(5));
		List<ExpiringValue<String>> before = multiMap.getWithExpiry("zone");
		assertFull(() -> multiMap.addAll("zone", List.of("a", "secret")));
		assertFull(() -> multiMap.addAll("zone", List.of("a", "secret"), START.plusSeconds(60)));
		assertFullInBatch(() -> multiMap.addMany(Map.of("zone", List.of("a", "secret"))));
		assertFullInBatch(() -> multiMap.addManyWithTtl(
				Map.of("zone", Map.of("a", PAST, "x", START.plusSeconds(60), "secret", START.plusSeconds(60)))));
		assertThat(multiMap.getWithExpiry("zone")).isEqualTo(before);
		assertCounted(multiMap, 3, 0, 4);
	}

	@Test
	void refusalDropsExpiredValues() {
		MultiMapWithTTL<String> multiMap = refusing(3);
		for (String name : List.of("zone", "other")) {
			multiMap.addAll(name, List.of("x", "y"), Duration.ofSeconds(1));
			multiMap.add(name, "live");
		}
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(multiMap.addAndCount("zone", "a", TTL, 1)).isEqualTo(new Addition<>(Outcome.REFUSED, 1, List.of()));
		assertThatExceptionOfType(MultiMapBatchException.class)
			.isThrownBy(() -> multiMap.addMany(Map.of("other", List.of("a", "b", "c", "d"))));
		assertThat(statistics(multiMap).purged()).isEqualTo(4);
		assertThat(multiMap.size("other")).isOne();
	}

	@Test
	void refusalIsNoFailureOfRedis() {
		MultiMapWithTTL<String> multiMap = refusing(1);
		multiMap.add("zone", "a");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> multiMap.add("zone", "b"))
			.isExactlyInstanceOf(MultiMapFullException.class);
	}

	@Test
	void batchTellsWhichNamesWereRefusedAndWritesTheOthers() {
		MultiMapWithTTL<String> multiMap = refusing(2);
		multiMap.addMany(Map.of("full", List.of("a", "b"), "half", List.of("a"), "full too", List.of("a", "b")));
		Map<String, List<String>> valuesByName = ordered("full too", List.of("secret"), "never",
				List.of("a", "b", "secret"));
		valuesByName.put("half", List.of("b"));
		valuesByName.put("full", List.of("a", "secret"));
		valuesByName.put("new", List.of("a"));
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> multiMap.addMany(valuesByName))
			.satisfies((ex) -> {
				assertThat(ex.getFailedNames()).containsExactly("full too", "never", "full");
				assertThat(ex.getFailures().keySet()).containsExactly("full too", "never", "full");
				assertThat(ex.getFailures())
					.allSatisfy((name, failure) -> assertThat(failure).isExactlyInstanceOf(MultiMapFullException.class)
						.hasMessageContaining("'" + name + "'")
						.hasMessageNotContaining("secret"));
				assertThat(ex.getOtherValues()).isEmpty();
				assertThat(ex).hasMessageContainingAll("'full too'", "'full'", "'never'")
					.hasMessageNotContaining("secret");
			});
		assertThat(multiMap.getMany("full", "half", "full too", "new", "never").values().stream().map(List::copyOf))
			.containsExactly(List.of("a", "b"), List.of("a", "b"), List.of("a", "b"), List.of("a"), List.of());
		assertCounted(multiMap, 7, 0, 3);
	}

	@Test
	void batchOfManyNamesTellsWhichWereRefused() {
		MultiMapWithTTL<String> multiMap = refusing(1);
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		IntStream.range(0, 1000).forEach((i) -> valuesByName.put("zone " + i, List.of("a")));
		List<String> full = IntStream.range(0, 100).mapToObj((i) -> "zone " + 7 * i).toList();
		full.forEach((name) -> multiMap.add(name, "b"));
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> multiMap.addMany(valuesByName))
			.satisfies((ex) -> assertThat(ex.getFailedNames()).containsExactlyElementsOf(full));
		assertCounted(multiMap, 1000, 0, 100);
	}

	@Test
	void everyEntryOfAStreamIsAWriteOfItsOwn() {
		Stream<Map.Entry<String, List<String>>> entries = Stream.of(Map.entry("zone", List.of("a", "b")),
				Map.entry("zone", List.of("c")), Map.entry("other", List.of("a")), Map.entry("zone", List.of("b")),
				Map.entry("other", List.of("b", "c")));
		MultiMapWithTTL<String> multiMap = evicting(2);
		assertThat(multiMap.addMany(entries, TTL)).isEqualTo(6);
		assertThat(multiMap.get("zone")).containsExactly("b", "c");
		assertThat(multiMap.get("other")).containsExactly("b", "c");
		assertCounted(multiMap, 6, 2, 0);
	}

	@Test
	void entriesOfAStreamThatDoNotFitAreRefused() {
		Stream<Map.Entry<String, List<String>>> entries = Stream.of(Map.entry("zone", List.of("a", "b")),
				Map.entry("zone", List.of("c")), Map.entry("other", List.of("a")), Map.entry("zone", List.of("b")),
				Map.entry("other", List.of("b", "c")), Map.entry("zone", List.of("d")));
		MultiMapWithTTL<String> multiMap = refusing(2);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> multiMap.addMany(entries, TTL))
			.satisfies((ex) -> assertThat(ex.getFailedNames()).containsExactlyInAnyOrder("zone", "other"));
		assertThat(multiMap.get("zone")).containsExactly("a", "b");
		assertThat(multiMap.get("other")).containsExactly("a");
		assertCounted(multiMap, 3, 0, 3);
	}

	@Test
	void loweredLimitIsReachedByAndBy() {
		MultiMapWithTTL<String> multiMap = create(String.class, TTL, this.clock, 0, bound(3, WhenFull.EVICT));
		fill(multiMap, texts("value-", 10, 20).toArray(String[]::new));
		assertThat(multiMap.addAndCount("zone", "a", Duration.ofSeconds(60)))
			.isEqualTo(new Addition<>(Outcome.ADDED, 9, List.of("value-10", "value-11")));
		assertThat(multiMap.addAndCount("zone", "a", Duration.ofSeconds(60)))
			.isEqualTo(new Addition<>(Outcome.REFRESHED, 7, List.of("value-12", "value-13")));
		assertThat(multiMap.addIfAbsent("zone", "b", Duration.ofSeconds(60))).isTrue();
		assertThat(multiMap.size("zone")).isEqualTo(6);
		assertThat(multiMap.add("zone", "b", Duration.ofSeconds(60))).isFalse();
		assertThat(multiMap.size("zone")).isEqualTo(4);
		assertThat(multiMap.addAndCount("zone", "b", Duration.ofSeconds(60)))
			.isEqualTo(new Addition<>(Outcome.REFRESHED, 3, List.of("value-18")));
		assertThat(multiMap.get("zone")).containsExactly("value-19", "a", "b");
		assertCounted(multiMap, 12, 9, 0);
	}

	@Test
	void callOfSeveralValuesEvictsTwiceAsMany() {
		MultiMapWithTTL<String> multiMap = create(String.class, TTL, this.clock, 0, bound(2, WhenFull.EVICT));
		fill(multiMap, texts("value-", 10, 20).toArray(String[]::new));
		assertThat(multiMap.addAll("zone", List.of("a", "b"), Duration.ofSeconds(60))).isEqualTo(2);
		assertThat(multiMap.get("zone")).containsExactly("value-14", "value-15", "value-16", "value-17", "value-18",
				"value-19", "a", "b");
		assertThat(multiMap.addManyWithTtl(Map.of("zone", Map.of("a", START.plusSeconds(20))))).isZero();
		assertThat(multiMap.size("zone")).isEqualTo(6);
		assertCounted(multiMap, 12, 6, 0);
	}

	@Test
	void asManyMoreMayLeaveAsAWritePurges() {
		MultiMapWithTTL<String> multiMap = create(2, WhenFull.EVICT);
		fill(multiMap, texts(900).toArray(String[]::new));
		assertThat(multiMap.addAndCount("zone", "new", Duration.ofSeconds(1))).satisfies((addition) -> {
			assertThat(addition.outcome()).isEqualTo(Outcome.ADDED);
			assertThat(addition.size()).isEqualTo(2);
			assertThat(addition.evicted()).hasSize(899).startsWith("value-0", "value-1", "value-10");
		});
		assertThat(multiMap.get("zone")).containsExactly("new", "value-99");
	}

	@Test
	void whatIsThereStaysWhereALoweredLimitRefuses() {
		MultiMapWithTTL<String> multiMap = refusing(2);
		fill(multiMap, "a", "b", "c", "d");
		assertThat(multiMap.addAndCount("zone", "x")).isEqualTo(new Addition<>(Outcome.REFUSED, 4, List.of()));
		assertFull(() -> multiMap.add("zone", "x"));
		assertThat(multiMap.addAndCount("zone", "d", Duration.ofSeconds(20)))
			.isEqualTo(new Addition<>(Outcome.REFRESHED, 4, List.of()));
		assertThat(multiMap.addAll("zone", List.of("b", "c"), Duration.ofSeconds(15))).isZero();
		assertThat(multiMap.get("zone")).containsExactly("a", "b", "c", "d");
		multiMap.removeAll("zone", List.of("a", "b"));
		assertFull(() -> multiMap.add("zone", "x"));
		multiMap.remove("zone", "c");
		assertThat(multiMap.add("zone", "x")).isTrue();
		assertCounted(multiMap, 5, 0, 3);
	}

	@Test
	void addAndCountTellsWhoHadToLeave() {
		MultiMapWithTTL<String> multiMap = evicting(2);
		addWithTtls(multiMap, "20", "10");
		assertThat(multiMap.addAndCount("zone", "15", Duration.ofSeconds(15)))
			.isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of("10")));
		assertThat(multiMap.addAndCount("zone", "a")).isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of("15")));
		assertThat(multiMap.addAndCount("zone", "20")).isEqualTo(new Addition<>(Outcome.REFRESHED, 2, List.of()));
		assertCounted(multiMap, 4, 2, 0);
	}

	@Test
	void addAndCountTellsThatANameIsFull() {
		MultiMapWithTTL<String> multiMap = refusing(2);
		assertThat(multiMap.addAndCount("zone", "a")).isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of()));
		assertThat(multiMap.addAndCount("zone", "b", Duration.ofSeconds(5)))
			.isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of()));
		assertThat(multiMap.addAndCount("zone", "c")).isEqualTo(new Addition<>(Outcome.REFUSED, 2, List.of()));
		assertThat(multiMap.addAndCount("zone", "b")).isEqualTo(new Addition<>(Outcome.REFRESHED, 2, List.of()));
		assertThat(multiMap.get("zone")).containsExactly("a", "b");
		assertCounted(multiMap, 2, 0, 1);
	}

	@Test
	void limitOfACallReplacesThatOfTheMultiMap() {
		MultiMapWithTTL<String> refusing = refusing(2);
		refusing.addAll("zone", List.of("a", "b"));
		assertThat(refusing.addAndCount("zone", "c", TTL, 3).outcome()).isEqualTo(Outcome.ADDED);
		assertThat(refusing.addAndCount("zone", "d", TTL, 3).outcome()).isEqualTo(Outcome.REFUSED);
		assertFull(() -> refusing.add("zone", "d"));
		MultiMapWithTTL<String> evicting = evicting(2);
		evicting.addAll("zone", List.of("a", "b"));
		assertThat(evicting.addAndCount("zone", "c", TTL, 3)).isEqualTo(new Addition<>(Outcome.ADDED, 3, List.of()));
		assertThat(evicting.addAndCount("zone", "d", TTL, 3)).isEqualTo(new Addition<>(Outcome.ADDED, 3, List.of("a")));
		assertThat(evicting.add("zone", "e")).isTrue();
		assertThat(evicting.get("zone")).containsExactly("d", "e");
	}

	@Test
	void whoeverTakesThePlaceOfAnotherIsNotTheFirst() {
		MultiMapWithTTL<String> multiMap = evicting(1);
		assertThat(multiMap.addAndCount("room", "ada").isFirst()).isTrue();
		assertThat(multiMap.addAndCount("room", "bob").isFirst()).isFalse();
		assertThat(multiMap.removeAndCount("room", "ada").isLast()).isFalse();
		assertThat(multiMap.removeAndCount("room", "bob").isLast()).isTrue();
	}

	private static void addWithTtls(MultiMapWithTTL<String> multiMap, String... seconds) {
		for (String ttl : seconds) {
			multiMap.add("zone", ttl, Duration.ofSeconds(Integer.parseInt(ttl)));
		}
	}

	/**
	 * Adds values past the limit, as it was higher before.
	 */
	private static void fill(MultiMapWithTTL<String> multiMap, String... values) {
		for (String value : values) {
			multiMap.addAndCount("zone", value, TTL, Bound.LARGEST);
		}
	}

	private void assertCounted(MultiMapWithTTL<?> multiMap, long added, long evicted, long refused) {
		MultiMapStatistics statistics = statistics(multiMap);
		assertThat(List.of(statistics.added(), statistics.evicted(), statistics.refused()))
			.as("added, evicted, refused")
			.containsExactly(added, evicted, refused);
	}

	/**
	 * Checks that a call is refused as the name {@code zone} is full, and that the
	 * message tells no value.
	 */
	private static void assertFull(ThrowingCallable call) {
		assertThatExceptionOfType(MultiMapFullException.class).isThrownBy(call)
			.withMessageContaining("'zone'")
			.withMessageNotContaining("secret");
	}

	private static void assertFullInBatch(ThrowingCallable call) {
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(call)
			.withMessageNotContaining("secret")
			.satisfies((ex) -> assertThat(ex.getFailedNames()).containsExactly("zone"));
	}

	private static void assertTooMuch(ThrowingCallable call) {
		assertThatIllegalArgumentException().isThrownBy(call)
			.withMessageStartingWith("'values' ")
			.withMessageContaining("'zone'");
	}

	private static List<String> texts(int count) {
		return texts("value-", 0, count);
	}

	private static List<String> texts(String prefix, int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> prefix + i).toList();
	}

	/** Each has almost 100 KB. */
	private static List<String> largeValues(int count) {
		return IntStream.range(0, count).mapToObj((i) -> String.valueOf((char) ('a' + i)).repeat(100_000)).toList();
	}

	private static Map<String, Instant> expiring(List<String> values) {
		return values.stream().collect(Collectors.toMap((value) -> value, (value) -> START.plusSeconds(1)));
	}

	private static <T> Map<String, T> ordered(String name, T first, String secondName, T second) {
		Map<String, T> byName = new LinkedHashMap<>();
		byName.put(name, first);
		byName.put(secondName, second);
		return byName;
	}

}
