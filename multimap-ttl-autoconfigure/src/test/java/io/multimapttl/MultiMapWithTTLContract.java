package io.multimapttl;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RefusedCalls.RefusedCall;
import io.multimapttl.testsupport.RefusedCalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every {@link MultiMapWithTTL} does, as far as it can be seen through the interface
 * with a clock that is set by hand. Each implementation inherits it.
 */
public abstract class MultiMapWithTTLContract {

	/**
	 * More names than one call to Redis takes.
	 */
	private static final int MANY_NAMES = 10_000;

	private static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

	private static final Duration MILLISECOND = Duration.ofMillis(1);

	private static final Instant START = Instant.parse("2026-11-22T10:15:30.123Z");

	private final MutableClock clock = new MutableClock(START);

	private MultiMapWithTTL<String> multiMap;

	/**
	 * Makes a multimap that is empty and has nothing to do with others made before.
	 * @param <V> the type of the values
	 * @param valueType the type of the values
	 * @param defaultTtl the default ttl
	 * @param clock the clock that judges expiry
	 * @return a new multimap
	 */
	protected abstract <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock);

	/**
	 * Returns how many values a name is given where it shall be many.
	 * @return more values than one call to Redis takes
	 */
	int manyValues() {
		return 2500;
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = create(String.class, DEFAULT_TTL, this.clock);
	}

	@Test
	void newNameIsEmpty() {
		assertThat(this.multiMap.get("zone")).isEmpty();
		assertThat(this.multiMap.getWithExpiry("zone")).isEmpty();
		assertThat(this.multiMap.getLatest("zone", 10)).isEmpty();
		assertThat(this.multiMap.size("zone")).isZero();
		assertThat(this.multiMap.contains("zone", "courier")).isFalse();
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).isEmpty();
		assertThat(values("zone")).isEmpty();
		assertThat(names()).isEmpty();
		assertThat(this.multiMap.purge("zone")).isZero();
		assertThat(this.multiMap.delete("zone")).isZero();
	}

	@Test
	void addTellsWhetherValueWasNotLive() {
		assertThat(this.multiMap.add("zone", "courier")).isTrue();
		assertThat(this.multiMap.add("zone", "courier")).isFalse();
		assertThat(this.multiMap.add("zone", "other")).isTrue();
		assertThat(this.multiMap.add("other zone", "courier")).isTrue();
		assertThat(this.multiMap.get("zone")).containsExactlyInAnyOrder("courier", "other");
		assertThat(this.multiMap.get("other zone")).containsExactly("courier");
	}

	@Test
	void addUsesDefaultTtl() {
		this.multiMap.add("zone", "courier");
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(DEFAULT_TTL);
	}

	@Test
	void addWithTtlUsesIt() {
		assertThat(this.multiMap.add("zone", "courier", Duration.ofMinutes(3))).isTrue();
		assertThat(this.multiMap.add("zone", "courier", Duration.ofMinutes(4))).isFalse();
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofMinutes(4));
	}

	@Test
	void addWithExpiryUsesIt() {
		Instant expiresAt = START.plus(Duration.ofDays(400)).plusMillis(7);
		assertThat(this.multiMap.add("zone", "courier", expiresAt)).isTrue();
		assertThat(this.multiMap.add("zone", "courier", expiresAt)).isFalse();
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactly(expiring("courier", expiresAt));
	}

	@Test
	void everyValueHasAnExpiryOfItsOwn() {
		this.multiMap.add("zone", "short", Duration.ofSeconds(1));
		this.multiMap.add("zone", "long", Duration.ofSeconds(30));
		this.multiMap.add("zone", "medium", Duration.ofSeconds(5));
		assertThat(this.multiMap.get("zone")).containsExactly("short", "medium", "long");
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.get("zone")).containsExactly("medium", "long");
		this.clock.advance(Duration.ofSeconds(4));
		assertThat(this.multiMap.get("zone")).containsExactly("long");
		this.clock.advance(Duration.ofSeconds(25));
		assertThat(this.multiMap.get("zone")).isEmpty();
	}

	@Test
	void valueIsLiveUntilTheMillisecondOfItsExpiry() {
		this.multiMap.add("zone", "courier", Duration.ofSeconds(5));
		this.clock.advance(Duration.ofSeconds(5).minus(MILLISECOND));
		assertThat(this.multiMap.get("zone")).containsExactly("courier");
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(MILLISECOND);
		this.clock.advance(Duration.ofNanos(999_999));
		assertThat(this.multiMap.get("zone")).containsExactly("courier");
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.multiMap.get("zone")).isEmpty();
	}

	@Test
	void expiredValueIsInNoAnswer() {
		this.multiMap.add("zone", "expired", Duration.ofSeconds(1));
		this.multiMap.add("zone", "live", Duration.ofSeconds(2));
		this.multiMap.add("quiet zone", "expired", Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.get("zone")).containsExactly("live");
		assertThat(this.multiMap.getLatest("zone", 5)).containsExactly("live");
		assertThat(this.multiMap.getWithExpiry("zone"))
			.containsExactly(expiring("live", START.plus(Duration.ofSeconds(2))));
		assertThat(this.multiMap.getMany("zone", "quiet zone"))
			.isEqualTo(Map.of("zone", Set.of("live"), "quiet zone", Set.of()));
		assertThat(this.multiMap.getManyWithExpiry(List.of("zone", "quiet zone"))).isEqualTo(
				Map.of("zone", List.of(expiring("live", START.plus(Duration.ofSeconds(2)))), "quiet zone", List.of()));
		assertThat(this.multiMap.size("zone")).isOne();
		assertThat(this.multiMap.size("quiet zone")).isZero();
		assertThat(this.multiMap.contains("zone", "expired")).isFalse();
		assertThat(this.multiMap.contains("zone", "live")).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "expired")).isEmpty();
		assertThat(values("zone")).containsExactly("live");
		assertThat(values("quiet zone")).isEmpty();
		assertThat(names()).containsExactly("zone");
		assertThat(this.multiMap.expire("zone", "expired", DEFAULT_TTL)).isFalse();
		assertThat(this.multiMap.expireAt("zone", "expired", START.plusSeconds(60))).isFalse();
		assertThat(this.multiMap.delete("zone", "quiet zone")).isOne();
	}

	@Test
	void removingAnExpiredValueTakesOutNothingLive() {
		this.multiMap.addAll("zone", List.of("expired", "expired too"), Duration.ofSeconds(1));
		this.multiMap.add("zone", "live", Duration.ofSeconds(2));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.remove("zone", "expired")).isFalse();
		assertThat(this.multiMap.removeAll("zone", List.of("expired too", "live"))).isOne();
	}

	@Test
	void addingAnExpiredValueAgainCountsAsNew() {
		addExpired("zone", "a", "b", "c");
		assertThat(this.multiMap.add("zone", "a")).isTrue();
		assertThat(this.multiMap.addAll("zone", List.of("a", "b"))).isOne();
		addExpired("zone", "d", "e", "f", "g");
		assertThat(this.multiMap.add("zone", "d", START.plus(Duration.ofDays(1)))).isTrue();
		assertThat(this.multiMap.addMany(Map.of("zone", List.of("d", "e")))).isOne();
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone", Map.of("f", START.plus(Duration.ofDays(1)))))).isOne();
		assertThat(this.multiMap.addMany(Stream.of(Map.entry("zone", List.of("f", "g"))), DEFAULT_TTL)).isOne();
	}

	@Test
	void addingAgainSetsTheExpiryAnew() {
		this.multiMap.add("zone", "courier", Duration.ofSeconds(5));
		this.clock.advance(Duration.ofSeconds(4));
		this.multiMap.add("zone", "courier", Duration.ofSeconds(5));
		this.clock.advance(Duration.ofSeconds(4));
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofSeconds(1));
	}

	@Test
	void addingAgainMakesTheExpiryEarlierToo() {
		this.multiMap.add("zone", "courier", Duration.ofHours(1));
		this.multiMap.add("zone", "courier", Duration.ofSeconds(5));
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofSeconds(5));
		this.multiMap.addAll("zone", List.of("courier"), Duration.ofSeconds(4));
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofSeconds(4));
		this.multiMap.add("zone", "courier", START.plusSeconds(3));
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofSeconds(3));
		this.multiMap.addManyWithTtl(Map.of("zone", Map.of("courier", START.plusSeconds(2))));
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofSeconds(2));
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(this.multiMap.get("zone")).isEmpty();
	}

	@Test
	void expiryThatIsNotAfterNowTakesTheValueOut() {
		this.multiMap.addAll("zone", List.of("a", "b", "c", "d"));
		assertThat(this.multiMap.add("zone", "a", START)).isFalse();
		assertThat(this.multiMap.get("zone")).containsExactlyInAnyOrder("b", "c", "d");
		assertThat(this.multiMap.add("zone", "b", START.minusSeconds(1))).isFalse();
		assertThat(this.multiMap.addAll("zone", List.of("c", "new"), Instant.EPOCH)).isZero();
		assertThat(this.multiMap.get("zone")).containsExactly("d");
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone", Map.of("d", Instant.MIN)))).isZero();
		assertThat(this.multiMap.get("zone")).isEmpty();
		assertThat(this.multiMap.add("zone", "new", Instant.MIN)).isFalse();
		assertThat(names()).isEmpty();
	}

	@Test
	void expiryOneMillisecondAfterNowIsAfterNow() {
		assertThat(this.multiMap.add("zone", "courier", START.plusMillis(1))).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(MILLISECOND);
		this.clock.advance(MILLISECOND);
		assertThat(this.multiMap.contains("zone", "courier")).isFalse();
	}

	@Test
	void instantsAreRoundedDownToTheMillisecond() {
		assertThat(this.multiMap.add("zone", "courier", START.plusNanos(2_999_999))).isTrue();
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactly(expiring("courier", START.plusMillis(2)));
		assertThat(this.multiMap.expireAt("zone", "courier", START.plusNanos(3_999_999))).isTrue();
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactly(expiring("courier", START.plusMillis(3)));
		assertThat(this.multiMap.add("zone", "other", START.plusNanos(999_999))).isFalse();
		assertThat(this.multiMap.get("zone")).containsExactly("courier");
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone", Map.of("other", START.plusNanos(4_000_001))))).isOne();
		assertThat(this.multiMap.getTimeToLive("zone", "other")).contains(Duration.ofMillis(4));
	}

	@Test
	void nowIsCutToTheMillisecond() {
		this.clock.set(START.plusNanos(999_999));
		this.multiMap.add("zone", "courier", Duration.ofMillis(10));
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactly(expiring("courier", START.plusMillis(10)));
	}

	@Test
	void ttlBelowAMillisecondIsRoundedUp() {
		Duration tiny = Duration.ofNanos(1);
		this.multiMap.add("zone", "a", tiny);
		this.multiMap.addAll("zone", List.of("b"), tiny);
		this.multiMap.addMany(Map.of("zone", List.of("c")), tiny);
		this.multiMap.addMany(Stream.of(Map.entry("zone", List.of("d"))), tiny);
		this.multiMap.addIfAbsent("zone", "e", tiny);
		this.multiMap.add("zone", "f");
		this.multiMap.expire("zone", "f", tiny);
		assertThat(this.multiMap.getWithExpiry("zone")).hasSize(6)
			.allSatisfy((value) -> assertThat(value.timeToLive()).isEqualTo(MILLISECOND));
		this.clock.advance(MILLISECOND);
		assertThat(this.multiMap.get("zone")).isEmpty();
	}

	@Test
	void expiryMayLieAtTheEndOfTheYear9999() {
		Instant end = Instant.parse("9999-12-31T23:59:59.999Z");
		this.multiMap.add("zone", "a", end.plusNanos(999_999));
		this.multiMap.add("zone", "b", Duration.between(START, end).minusDays(2));
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactly(expiring("b", end.minus(Duration.ofDays(2))),
				expiring("a", end));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.multiMap.add("zone", "c", Duration.between(START, end).plusDays(2)))
			.withMessageContaining("'ttl'");
	}

	@Test
	void clockMayBeBeyondAnyExpiry() {
		this.multiMap.add("zone", "a", Instant.parse("9999-12-31T23:59:59.999Z"));
		this.clock.set(Instant.MAX);
		assertThat(this.multiMap.get("zone")).isEmpty();
		assertThat(this.multiMap.getTimeToLive("zone", "a")).isEmpty();
		assertThat(values("zone")).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.multiMap.add("zone", "b"))
			.withMessageContaining("'ttl'");
		this.clock.set(Instant.MIN);
		assertThat(this.multiMap.get("zone")).containsExactly("a");
		assertThat(this.multiMap.add("zone", "b")).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "b")).contains(DEFAULT_TTL);
		assertThat(values("zone")).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void millisecondsStayExactFarInTheFuture() {
		Map<String, Instant> expiries = new LinkedHashMap<>();
		for (int i = 0; i < 100; i++) {
			expiries.put("value-" + i, Instant.parse("9999-12-31T00:00:00.900Z").plusMillis(i));
		}
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone", expiries))).isEqualTo(100);
		assertThat(this.multiMap.getWithExpiry("zone")).extracting(ExpiringValue::expiresAt)
			.containsExactlyElementsOf(expiries.values());
	}

	@Test
	void clockThatStandsStillKeepsValuesLive() {
		this.multiMap.add("zone", "courier", MILLISECOND);
		for (int i = 0; i < 50; i++) {
			assertThat(this.multiMap.add("zone", "courier", MILLISECOND)).isFalse();
			assertThat(this.multiMap.get("zone")).containsExactly("courier");
		}
	}

	@Test
	void clockThatLeapsBackMakesValuesLiveLonger() {
		this.multiMap.add("zone", "courier", Duration.ofSeconds(10));
		this.clock.advance(Duration.ofHours(-2));
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofHours(2).plusSeconds(10));
		assertThat(this.multiMap.add("zone", "other", Duration.ofSeconds(5))).isTrue();
		assertThat(this.multiMap.get("zone")).containsExactly("other", "courier");
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.multiMap.get("zone")).containsExactly("courier");
	}

	@Test
	void clockThatLeapsBackBringsBackWhatNobodyPurged() {
		this.multiMap.add("zone", "courier", Duration.ofSeconds(10));
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(this.multiMap.get("zone")).isEmpty();
		this.clock.advance(MILLISECOND.negated());
		assertThat(this.multiMap.get("zone")).containsExactly("courier");
	}

	@Test
	void addAllCountsValuesThatWereNotLive() {
		assertThat(this.multiMap.addAll("zone", List.of("a", "b"))).isEqualTo(2);
		assertThat(this.multiMap.addAll("zone", List.of("b", "c", "d"), Duration.ofSeconds(3))).isEqualTo(2);
		assertThat(this.multiMap.addAll("zone", List.of("d", "e"), START.plusSeconds(20))).isOne();
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactlyInAnyOrder(
				expiring("a", START.plus(DEFAULT_TTL)), expiring("b", START.plusSeconds(3)),
				expiring("c", START.plusSeconds(3)), expiring("d", START.plusSeconds(20)),
				expiring("e", START.plusSeconds(20)));
	}

	@Test
	void valueThatRepeatsInOneCallCountsOnce() {
		List<String> values = List.of("a", "b", "a", "a");
		assertThat(this.multiMap.addAll("zone 1", values)).isEqualTo(2);
		assertThat(this.multiMap.addAll("zone 2", values, START.plusSeconds(1))).isEqualTo(2);
		assertThat(this.multiMap.addMany(Map.of("zone 3", values))).isEqualTo(2);
		addExpired("zone 4", "a", "b");
		assertThat(this.multiMap.addAll("zone 4", values)).isEqualTo(2);
		assertThat(this.multiMap.removeAll("zone 4", values)).isEqualTo(2);
	}

	@Test
	void addAllOfNoValuesPurgesTheName() {
		this.multiMap.add("zone 1", "live", Duration.ofHours(1));
		addExpired("zone 1", "a", "b");
		addExpired("zone 2", "a", "b");
		addExpired("zone 3", "a", "b");
		addExpired("zone 4", "a", "b");
		assertThat(this.multiMap.addAll("zone 1", List.of())).isZero();
		assertThat(this.multiMap.addAll("zone 2", List.of(), DEFAULT_TTL)).isZero();
		assertThat(this.multiMap.addAll("zone 3", List.of(), START.plusSeconds(5))).isZero();
		assertThat(this.multiMap.purge("zone 1")).isZero();
		assertThat(this.multiMap.purge("zone 2")).isZero();
		assertThat(this.multiMap.purge("zone 3")).isZero();
		assertThat(this.multiMap.purge("zone 4")).isEqualTo(2);
		assertThat(this.multiMap.get("zone 1")).containsExactly("live");
	}

	@Test
	void nameWithoutValuesInABatchIsPurged() {
		for (int i = 1; i <= 5; i++) {
			addExpired("zone " + i, "a", "b");
		}
		assertThat(this.multiMap.addMany(Map.of("zone 1", List.of(), "zone 9", List.of("a")))).isOne();
		assertThat(this.multiMap.addMany(Map.of("zone 2", Set.of()), DEFAULT_TTL)).isZero();
		assertThat(this.multiMap.addMany(Stream.of(Map.entry("zone 3", List.of())), DEFAULT_TTL)).isZero();
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone 4", Map.of()))).isZero();
		assertThat(IntStream.rangeClosed(1, 5).mapToLong((i) -> this.multiMap.purge("zone " + i))).containsExactly(0L,
				0L, 0L, 0L, 2L);
		assertThat(names()).containsExactly("zone 9");
	}

	@Test
	void addManyAddsUnderEveryName() {
		this.multiMap.add("zone 1", "a");
		assertThat(this.multiMap.addMany(Map.of("zone 1", List.of("a", "b"), "zone 2", Set.of("a")))).isEqualTo(2);
		assertThat(this.multiMap.addMany(Map.of("zone 1", List.of("c"), "zone 3", List.of("d")), Duration.ofMinutes(1)))
			.isEqualTo(2);
		assertThat(this.multiMap.getManyWithExpiry(List.of("zone 1", "zone 2", "zone 3")))
			.hasEntrySatisfying("zone 1",
					(values) -> assertThat(values).containsExactlyInAnyOrder(expiring("a", START.plus(DEFAULT_TTL)),
							expiring("b", START.plus(DEFAULT_TTL)), expiring("c", START.plusSeconds(60))))
			.containsEntry("zone 2", List.of(expiring("a", START.plus(DEFAULT_TTL))))
			.containsEntry("zone 3", List.of(expiring("d", START.plusSeconds(60))));
	}

	@Test
	void addManyOfAStreamTakesNamesThatRepeat() {
		Stream<Map.Entry<String, List<String>>> entries = IntStream.range(0, 1000)
			.mapToObj((i) -> Map.entry("zone " + i % 10, List.of("courier " + i, "courier " + i % 10)));
		assertThat(this.multiMap.addMany(entries, Duration.ofMinutes(1))).isEqualTo(1000);
		for (int i = 0; i < 10; i++) {
			assertThat(this.multiMap.size("zone " + i)).isEqualTo(100);
			assertThat(this.multiMap.getTimeToLive("zone " + i, "courier " + i)).contains(Duration.ofMinutes(1));
		}
	}

	@Test
	void addManyClosesTheStream() {
		AtomicBoolean closed = new AtomicBoolean();
		this.multiMap.addMany(Stream.of(Map.entry("zone", List.of("a"))).onClose(() -> closed.set(true)), DEFAULT_TTL);
		assertThat(closed).isTrue();
		AtomicBoolean closedAfterFailure = new AtomicBoolean();
		Stream<Map.Entry<String, List<String>>> failing = Stream.<Map.Entry<String, List<String>>>generate(() -> {
			throw new IllegalStateException("No more");
		}).onClose(() -> closedAfterFailure.set(true));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.multiMap.addMany(failing, DEFAULT_TTL))
			.withMessage("No more");
		assertThat(closedAfterFailure).isTrue();
	}

	@Test
	void addManyWithTtlGivesEachValueItsOwnExpiry() {
		this.multiMap.add("zone 1", "live before", Duration.ofHours(1));
		Map<String, Map<String, Instant>> expiries = Map.of("zone 1",
				Map.of("a", START.plusSeconds(1), "b", START.plusSeconds(2), "live before", START.plusSeconds(3)),
				"zone 2", Map.of("a", START.plusSeconds(4), "past", START));
		assertThat(this.multiMap.addManyWithTtl(expiries)).isEqualTo(3);
		assertThat(this.multiMap.getWithExpiry("zone 1")).containsExactly(expiring("a", START.plusSeconds(1)),
				expiring("b", START.plusSeconds(2)), expiring("live before", START.plusSeconds(3)));
		assertThat(this.multiMap.getWithExpiry("zone 2")).containsExactly(expiring("a", START.plusSeconds(4)));
	}

	@Test
	void namesWithoutValuesAmongOthersStayEmpty() {
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		valuesByName.put("zone 1", List.of());
		valuesByName.put("zone 2", List.of("a", "b"));
		valuesByName.put("zone 3", List.of());
		valuesByName.put("zone 4", List.of("a"));
		assertThat(this.multiMap.addMany(valuesByName)).isEqualTo(3);
		assertThat(this.multiMap.addMany(valuesByName)).isZero();
		assertThat(names()).containsExactlyInAnyOrder("zone 2", "zone 4");
	}

	@Test
	void atTheMomentOfItsExpiryAValueIsNoLongerThere() {
		Instant later = START.plusSeconds(2);
		for (List<String> values : List.of(List.of("a"), List.of("a", "b", "c"))) {
			for (int zone = 1; zone <= 9; zone++) {
				this.multiMap.addAll("zone " + zone, values, Duration.ofSeconds(1));
			}
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(this.multiMap.add("zone 1", "a")).isTrue();
			assertThat(this.multiMap.addAll("zone 2", values)).isEqualTo(values.size());
			assertThat(this.multiMap.addMany(Map.of("zone 3", List.of("a")))).isOne();
			assertThat(this.multiMap.addManyWithTtl(Map.of("zone 4", Map.of("a", later)))).isOne();
			assertThat(this.multiMap.addIfAbsent("zone 5", "a")).isTrue();
			assertThat(this.multiMap.expire("zone 6", "a", Duration.ofSeconds(1))).isFalse();
			assertThat(this.multiMap.removeAll("zone 7", values)).isZero();
			assertThat(this.multiMap.delete("zone 8")).isZero();
			assertThat(this.multiMap.getTimeToLive("zone 9", "a")).isEmpty();
			assertThat(this.multiMap.size("zone 9")).isZero();
			this.multiMap.clear();
			this.clock.set(START);
		}
	}

	@Test
	void noNamesIsNothingToDo() {
		assertThat(this.multiMap.addMany(Map.of())).isZero();
		assertThat(this.multiMap.addMany(Map.of(), DEFAULT_TTL)).isZero();
		assertThat(this.multiMap.addMany(Stream.<Map.Entry<String, List<String>>>empty(), DEFAULT_TTL)).isZero();
		assertThat(this.multiMap.addManyWithTtl(Map.of())).isZero();
		assertThat(this.multiMap.getMany(List.of())).isEmpty();
		assertThat(this.multiMap.getMany()).isEmpty();
		assertThat(this.multiMap.getManyWithExpiry(List.of())).isEmpty();
		assertThat(this.multiMap.delete(List.of())).isZero();
		assertThat(this.multiMap.delete()).isZero();
		assertThat(this.multiMap.removeAll("zone", List.of())).isZero();
	}

	@Test
	void addIfAbsentLeavesALiveValueAlone() {
		assertThat(this.multiMap.addIfAbsent("zone", "courier")).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(DEFAULT_TTL);
		this.clock.advance(DEFAULT_TTL.minus(MILLISECOND));
		assertThat(this.multiMap.addIfAbsent("zone", "courier", Duration.ofHours(1))).isFalse();
		assertThat(this.multiMap.addIfAbsent("zone", "courier")).isFalse();
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(MILLISECOND);
		assertThat(this.multiMap.addIfAbsent("zone", "other", Duration.ofHours(1))).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "other")).contains(Duration.ofHours(1));
	}

	@Test
	void addIfAbsentAddsAnExpiredValue() {
		this.multiMap.add("zone", "courier", Duration.ofSeconds(1));
		this.multiMap.add("zone", "other", Duration.ofHours(1));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.addIfAbsent("zone", "courier", Duration.ofSeconds(5))).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofSeconds(5));
		assertThat(this.multiMap.get("zone")).containsExactly("courier", "other");
	}

	@Test
	void oneOfManyThreadsAddsIfAbsent() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Callable<Boolean> addIfAbsent = () -> this.multiMap.addIfAbsent("zone", "courier");
			int winners = 0;
			for (Future<Boolean> result : threads.invokeAll(Collections.nCopies(32, addIfAbsent), 30,
					TimeUnit.SECONDS)) {
				winners += result.get() ? 1 : 0;
			}
			assertThat(winners).isOne();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void addAndCountTellsWhatBecameOfTheValue() {
		assertThat(this.multiMap.addAndCount("zone", "a")).isEqualTo(addition(Outcome.ADDED, 1));
		assertThat(this.multiMap.addAndCount("zone", "b", Duration.ofSeconds(2))).isEqualTo(addition(Outcome.ADDED, 2));
		assertThat(this.multiMap.addAndCount("zone", "a", Duration.ofSeconds(3), 1000))
			.isEqualTo(addition(Outcome.REFRESHED, 2));
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactly(expiring("b", START.plusSeconds(2)),
				expiring("a", START.plusSeconds(3)));
		assertThat(this.multiMap.addAndCount("zone", "a")).isEqualTo(addition(Outcome.REFRESHED, 2));
		assertThat(this.multiMap.getTimeToLive("zone", "a")).contains(DEFAULT_TTL);
	}

	@Test
	void addAndCountCountsLiveValues() {
		addExpired("zone", "a", "b", "c");
		assertThat(this.multiMap.addAndCount("zone", "a").size()).isOne();
		addExpired("zone", "b", "c");
		assertThat(this.multiMap.addAndCount("zone", "d").size()).isEqualTo(2);
		this.clock.advance(DEFAULT_TTL);
		assertThat(this.multiMap.addAndCount("zone", "a")).isEqualTo(addition(Outcome.ADDED, 1));
	}

	@Test
	void firstIsWhoeverIsAddedAndAlone() {
		assertThat(this.multiMap.addAndCount("room", "ada", Duration.ofSeconds(1)).isFirst()).isTrue();
		assertThat(this.multiMap.addAndCount("room", "ada", Duration.ofSeconds(1)).isFirst()).isFalse();
		assertThat(this.multiMap.addAndCount("room", "bob", Duration.ofSeconds(1)).isFirst()).isFalse();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.addAndCount("room", "bob").isFirst()).isTrue();
		assertThat(this.multiMap.addAndCount("room", "eve", DEFAULT_TTL, 1).isFirst()).isFalse();
	}

	@Test
	void addAndCountMayLimitANameThatHasNoOtherLimit() {
		this.multiMap.add("zone", "last", Duration.ofSeconds(9));
		this.multiMap.add("zone", "first", Duration.ofSeconds(5));
		assertThat(this.multiMap.addAndCount("zone", "new", Duration.ofSeconds(1), 2))
			.isEqualTo(new Addition<>(Outcome.ADDED, 2, List.of("first")));
		assertThat(this.multiMap.addAndCount("zone", "newer", Duration.ofSeconds(2), 1))
			.isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of("new", "last")));
		assertThat(this.multiMap.get("zone")).containsExactly("newer");
		assertThat(this.multiMap.addAndCount("zone", "newest")).isEqualTo(addition(Outcome.ADDED, 2));
	}

	@Test
	void removeAndCountTellsHowManyAreLeft() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		addExpired("zone", "expired", "expired too");
		assertThat(this.multiMap.removeAndCount("zone", "x")).isEqualTo(new Removal(false, 2));
		assertThat(this.multiMap.removeAndCount("zone", "expired")).isEqualTo(new Removal(false, 2));
		assertThat(this.multiMap.removeAndCount("zone", "a")).isEqualTo(new Removal(true, 1));
		assertThat(this.multiMap.removeAndCount("zone", "b")).isEqualTo(new Removal(true, 0));
		assertThat(this.multiMap.removeAndCount("zone", "b")).isEqualTo(new Removal(false, 0));
		assertThat(this.multiMap.removeAndCount("nothing", "a")).isEqualTo(new Removal(false, 0));
		assertThat(names()).isEmpty();
	}

	@Test
	void lastIsWhoeverIsRemovedAndLeavesNobody() {
		this.multiMap.add("room", "late", Duration.ofSeconds(1));
		this.multiMap.addAll("room", List.of("ada", "bob"));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.removeAndCount("room", "ada").isLast()).isFalse();
		assertThat(this.multiMap.removeAndCount("room", "ada").isLast()).isFalse();
		assertThat(this.multiMap.removeAndCount("room", "bob").isLast()).isTrue();
		assertThat(this.multiMap.removeAndCount("room", "bob").isLast()).isFalse();
		assertThat(this.multiMap.removeAndCount("room", "late").isLast()).isFalse();
	}

	@Test
	void expireGivesALiveValueANewExpiry() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		assertThat(this.multiMap.expire("zone", "a", Duration.ofHours(1))).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "a")).contains(Duration.ofHours(1));
		assertThat(this.multiMap.getTimeToLive("zone", "b")).contains(DEFAULT_TTL);
		assertThat(this.multiMap.expire("zone", "a", Duration.ofSeconds(1))).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "a")).contains(Duration.ofSeconds(1));
		assertThat(this.multiMap.expireAt("zone", "a", START.plusSeconds(100))).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", "a")).contains(Duration.ofSeconds(100));
	}

	@Test
	void expireAddsNothing() {
		assertThat(this.multiMap.expire("zone", "courier", DEFAULT_TTL)).isFalse();
		assertThat(this.multiMap.expireAt("zone", "courier", START.plusSeconds(5))).isFalse();
		this.multiMap.add("zone", "courier", Duration.ofSeconds(1));
		this.multiMap.add("zone", "other", Duration.ofSeconds(9));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.expire("zone", "courier", DEFAULT_TTL)).isFalse();
		assertThat(this.multiMap.expireAt("zone", "courier", START.plusSeconds(5))).isFalse();
		assertThat(this.multiMap.get("zone")).containsExactly("other");
	}

	@Test
	void expireAtAMomentThatIsNotAfterNowTakesTheValueOut() {
		this.multiMap.addAll("zone", List.of("a", "b", "c"));
		assertThat(this.multiMap.expireAt("zone", "a", START)).isTrue();
		assertThat(this.multiMap.expireAt("zone", "a", START)).isFalse();
		assertThat(this.multiMap.expireAt("zone", "b", Instant.MIN)).isTrue();
		assertThat(this.multiMap.get("zone")).containsExactly("c");
		assertThat(this.multiMap.expireAt("zone", "c", Instant.EPOCH)).isTrue();
		assertThat(names()).isEmpty();
	}

	@Test
	void getReturnsTheSoonestToExpireFirst() {
		addWithTtls("zone", 5, 1, 4, 2, 3);
		assertThat(this.multiMap.get("zone")).containsExactly("1", "2", "3", "4", "5");
		assertThat(this.multiMap.getWithExpiry("zone")).extracting(ExpiringValue::value)
			.containsExactly("1", "2", "3", "4", "5");
		assertThat(this.multiMap.getMany("zone").get("zone")).containsExactly("1", "2", "3", "4", "5");
		assertThat(this.multiMap.getManyWithExpiry(List.of("zone")).get("zone")).extracting(ExpiringValue::value)
			.containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void getLatestReturnsTheLastToExpireFirst() {
		addWithTtls("zone", 5, 1, 4, 2, 3);
		assertThat(this.multiMap.getLatest("zone", 0)).isEmpty();
		assertThat(this.multiMap.getLatest("zone", 1)).containsExactly("5");
		assertThat(this.multiMap.getLatest("zone", 3)).containsExactly("5", "4", "3");
		assertThat(this.multiMap.getLatest("zone", Integer.MAX_VALUE)).containsExactly("5", "4", "3", "2", "1");
		this.clock.advance(Duration.ofSeconds(3));
		assertThat(this.multiMap.getLatest("zone", 3)).containsExactly("5", "4");
	}

	@Test
	void getWithExpiryTellsTheRemainingTime() {
		this.multiMap.add("zone", "a", Duration.ofMillis(1500));
		this.multiMap.add("zone", "b", Duration.ofDays(2));
		this.clock.advance(Duration.ofMillis(400));
		assertThat(this.multiMap.getWithExpiry("zone")).containsExactly(
				new ExpiringValue<>("a", START.plusMillis(1500), Duration.ofMillis(1100)),
				new ExpiringValue<>("b", START.plus(Duration.ofDays(2)), Duration.ofDays(2).minusMillis(400)));
	}

	@Test
	void getManyReturnsEveryNameInTheOrderAskedFor() {
		this.multiMap.addMany(Map.of("b", List.of("1"), "a", List.of("2"), "d", List.of("3")));
		assertThat(this.multiMap.getMany("d", "c", "b", "a")).containsExactly(Map.entry("d", Set.of("3")),
				Map.entry("c", Set.of()), Map.entry("b", Set.of("1")), Map.entry("a", Set.of("2")));
		assertThat(this.multiMap.getMany(List.of("a", "b")).keySet()).containsExactly("a", "b");
		assertThat(this.multiMap.getManyWithExpiry(List.of("d", "c", "b")).keySet()).containsExactly("d", "c", "b");
	}

	@Test
	void getManyAsksOnceForANameThatRepeats() {
		this.multiMap.addMany(Map.of("b", List.of("1"), "a", List.of("2")));
		assertThat(this.multiMap.getMany("b", "a", "b", "c", "c")).containsExactly(Map.entry("b", Set.of("1")),
				Map.entry("a", Set.of("2")), Map.entry("c", Set.of()));
		assertThat(this.multiMap.getManyWithExpiry(List.of("b", "a", "b")).keySet()).containsExactly("b", "a");
	}

	@Test
	void resultsAreUnmodifiable() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		assertUnmodifiable(this.multiMap.get("zone"), "c");
		assertUnmodifiable(this.multiMap.get("nothing"), "c");
		assertUnmodifiable(this.multiMap.getLatest("zone", 1), "c");
		assertUnmodifiable(this.multiMap.getLatest("nothing", 0), "c");
		assertUnmodifiable(this.multiMap.getWithExpiry("zone"), expiring("c", START));
		assertUnmodifiable(this.multiMap.getWithExpiry("nothing"), expiring("c", START));
		Map<String, Set<String>> many = this.multiMap.getMany("zone", "nothing");
		assertUnmodifiable(many, Set.of());
		many.values().forEach((values) -> assertUnmodifiable(values, "c"));
		assertUnmodifiable(this.multiMap.getMany(), Set.of());
		Map<String, List<ExpiringValue<String>>> manyWithExpiry = this.multiMap
			.getManyWithExpiry(List.of("zone", "nothing"));
		assertUnmodifiable(manyWithExpiry, List.of());
		manyWithExpiry.values().forEach((values) -> assertUnmodifiable(values, expiring("c", START)));
	}

	@Test
	void resultsDoNotFollowLaterChanges() {
		this.multiMap.add("zone", "a");
		Set<String> before = this.multiMap.get("zone");
		this.multiMap.add("zone", "b");
		this.multiMap.remove("zone", "a");
		assertThat(before).containsExactly("a");
	}

	@Test
	void removeTellsWhetherTheValueWasLive() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		assertThat(this.multiMap.remove("zone", "a")).isTrue();
		assertThat(this.multiMap.remove("zone", "a")).isFalse();
		assertThat(this.multiMap.remove("other zone", "b")).isFalse();
		assertThat(this.multiMap.get("zone")).containsExactly("b");
		assertThat(this.multiMap.remove("zone", "b")).isTrue();
		assertThat(names()).isEmpty();
	}

	@Test
	void removeAllCountsValuesThatWereLive() {
		this.multiMap.addAll("zone", List.of("a", "b", "c"));
		assertThat(this.multiMap.removeAll("zone", List.of("a", "x", "b"))).isEqualTo(2);
		assertThat(this.multiMap.get("zone")).containsExactly("c");
		assertThat(this.multiMap.removeAll("zone", Set.of("c"))).isOne();
		assertThat(this.multiMap.removeAll("zone", Set.of("c"))).isZero();
	}

	@Test
	void removedValueCanBeAddedAgain() {
		this.multiMap.add("zone", "a");
		this.multiMap.remove("zone", "a");
		assertThat(this.multiMap.add("zone", "a")).isTrue();
		assertThat(this.multiMap.get("zone")).containsExactly("a");
	}

	@Test
	void deleteCountsNamesThatHadALiveValue() {
		this.multiMap.addMany(Map.of("a", List.of("1", "2"), "b", List.of("1"), "c", List.of("1")));
		addExpired("expired", "1");
		assertThat(this.multiMap.delete("a", "nothing", "expired", "a")).isOne();
		assertThat(names()).containsExactlyInAnyOrder("b", "c");
		assertThat(this.multiMap.delete(List.of("b", "c"))).isEqualTo(2);
		assertThat(names()).isEmpty();
		assertThat(this.multiMap.purge("expired")).isZero();
	}

	@Test
	void namesAreThoseWithALiveValue() {
		this.multiMap.addMany(Map.of("a", List.of("1"), "b", List.of("1", "2")));
		this.multiMap.addMany(Map.of("b", List.of("1"), "c", List.of("1")), Duration.ofHours(1));
		assertThat(names()).containsExactlyInAnyOrder("a", "b", "c");
		this.clock.advance(DEFAULT_TTL);
		assertThat(names()).containsExactlyInAnyOrder("b", "c");
	}

	@Test
	void streamDeliversTheLiveValues() {
		this.multiMap.addAll("zone", texts("value-", manyValues()), Duration.ofHours(1));
		this.multiMap.addAll("zone", texts("expired-", manyValues()), Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(values("zone")).hasSize(manyValues()).containsAll(texts("value-", manyValues()));
	}

	@Test
	void streamMayBeLeftEarly() {
		this.multiMap.addAll("zone", texts("value-", manyValues()));
		try (Stream<String> values = this.multiMap.stream("zone")) {
			assertThat(values.findFirst()).isPresent();
		}
		try (Stream<String> names = this.multiMap.names()) {
			assertThat(names.findFirst()).contains("zone");
		}
		assertThat(this.multiMap.size("zone")).isEqualTo(manyValues());
	}

	@Test
	void purgeDropsAllExpiredValues() {
		this.multiMap.addAll("zone", texts("expired-", manyValues()), Duration.ofSeconds(1));
		this.multiMap.addAll("zone", List.of("live", "live too"), Duration.ofHours(1));
		assertThat(this.multiMap.purge("zone")).isZero();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.multiMap.purge("zone")).isEqualTo(manyValues());
		assertThat(this.multiMap.purge("zone")).isZero();
		assertThat(this.multiMap.get("zone")).containsExactlyInAnyOrder("live", "live too");
	}

	@Test
	void purgeDropsANameOfExpiredValuesWhole() {
		this.multiMap.addAll("zone", texts("expired-", manyValues()), Duration.ofSeconds(1));
		this.clock.advance(Duration.ofHours(1));
		assertThat(this.multiMap.purge("zone")).isEqualTo(manyValues());
		assertThat(this.multiMap.purge("zone")).isZero();
	}

	@Test
	void clearDeletesEveryNameOfThisMultiMapOnly() {
		MultiMapWithTTL<String> other = create(String.class, DEFAULT_TTL, this.clock);
		this.multiMap.addMany(valuesByName(3000));
		other.add("zone 0", "courier");
		this.multiMap.clear();
		assertThat(names()).isEmpty();
		assertThat(this.multiMap.get("zone 0")).isEmpty();
		assertThat(other.get("zone 0")).containsExactly("courier");
		this.multiMap.clear();
	}

	@Test
	void multiMapsDoNotSeeEachOther() {
		MultiMapWithTTL<String> other = create(String.class, DEFAULT_TTL, this.clock);
		this.multiMap.add("zone", "courier");
		assertThat(other.get("zone")).isEmpty();
		assertThat(other.names()).isEmpty();
		assertThat(other.add("zone", "courier")).isTrue();
		assertThat(other.delete("zone")).isOne();
		assertThat(this.multiMap.get("zone")).containsExactly("courier");
	}

	@Test
	void nameTakesManyValues() {
		List<String> values = texts("value-", manyValues());
		assertThat(this.multiMap.addAll("zone", values)).isEqualTo(manyValues());
		assertThat(this.multiMap.addAll("zone", values, START.plusSeconds(20))).isZero();
		assertThat(this.multiMap.size("zone")).isEqualTo(manyValues());
		assertThat(this.multiMap.get("zone")).hasSize(manyValues()).containsAll(values);
		assertThat(this.multiMap.getWithExpiry("zone")).hasSize(manyValues())
			.allSatisfy((value) -> assertThat(value.expiresAt()).isEqualTo(START.plusSeconds(20)));
		assertThat(this.multiMap.getMany("nothing", "zone", "nothing too").get("zone")).hasSize(manyValues());
		assertThat(this.multiMap.getManyWithExpiry(List.of("zone")).get("zone")).hasSize(manyValues());
		int removed = values.size() - 400;
		assertThat(this.multiMap.removeAll("zone", values.subList(0, removed))).isEqualTo(removed);
		assertThat(this.multiMap.size("zone")).isEqualTo(400);
		assertThat(this.multiMap.removeAll("zone", values)).isEqualTo(400);
		assertThat(names()).isEmpty();
	}

	@Test
	void manyValuesComeInTheOrderOfTheirExpiries() {
		Map<String, Instant> expiries = new LinkedHashMap<>();
		int count = manyValues();
		List<String> values = texts("value-", count);
		for (int i = count - 1; i >= 0; i--) {
			expiries.put(values.get(i), START.plusMillis(1 + i));
		}
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone", expiries))).isEqualTo(count);
		assertThat(this.multiMap.get("zone")).containsExactlyElementsOf(values);
		assertThat(this.multiMap.getWithExpiry("zone")).extracting(ExpiringValue::value)
			.containsExactlyElementsOf(values);
		int soon = 2 * count / 5;
		assertThat(this.multiMap.getLatest("zone", count - soon)).hasSize(count - soon)
			.startsWith("value-" + (count - 1), "value-" + (count - 2))
			.endsWith("value-" + soon);
		this.clock.advance(Duration.ofMillis(soon));
		assertThat(this.multiMap.get("zone")).containsExactlyElementsOf(values.subList(soon, count));
		assertThat(this.multiMap.getLatest("zone", count)).hasSize(count - soon);
	}

	@Test
	void manyValuesUnderSeveralNamesOfOneBatch() {
		List<String> values = texts("value-", manyValues());
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		valuesByName.put("before", List.of("1"));
		valuesByName.put("zone 1", values);
		valuesByName.put("between", List.of("1", "2"));
		valuesByName.put("zone 2", values);
		valuesByName.put("after", List.of("1"));
		assertThat(this.multiMap.addMany(valuesByName)).isEqualTo(2 * manyValues() + 4);
		assertThat(this.multiMap.addMany(valuesByName.entrySet().stream(), DEFAULT_TTL)).isZero();
		Map<String, Set<String>> many = this.multiMap.getMany(valuesByName.keySet());
		assertThat(many.keySet()).containsExactlyElementsOf(valuesByName.keySet());
		valuesByName.forEach((name, expected) -> assertThat(many.get(name)).hasSameElementsAs(expected));
		Map<String, List<ExpiringValue<String>>> manyWithExpiry = this.multiMap
			.getManyWithExpiry(valuesByName.keySet());
		valuesByName.forEach((name, expected) -> assertThat(manyWithExpiry.get(name)).extracting(ExpiringValue::value)
			.hasSameElementsAs(expected));
	}

	@Test
	void manyValuesWithRepetitionsAreThoseThatWereNamed() {
		int count = Math.min(1000, manyValues());
		List<String> values = new ArrayList<>(texts("value-", count));
		values.add(count / 2, "value-3");
		assertThat(this.multiMap.addAll("zone", values)).isEqualTo(count);
		assertThat(this.multiMap.addAll("zone", values, START.plusSeconds(20))).isZero();
		this.multiMap.add("zone", "1");
		List<String> others = new ArrayList<>(texts("other-", count));
		others.add(count / 2, "other-3");
		assertThat(this.multiMap.removeAll("zone", others)).isZero();
		assertThat(this.multiMap.size("zone")).isEqualTo(count + 1);
		assertThat(this.multiMap.removeAll("zone", values)).isEqualTo(count);
		assertThat(this.multiMap.get("zone")).containsExactly("1");
	}

	@Test
	void batchTakesManyNames() {
		Map<String, List<String>> valuesByName = valuesByName(MANY_NAMES);
		assertThat(this.multiMap.addMany(valuesByName)).isEqualTo(MANY_NAMES);
		assertThat(this.multiMap.addMany(valuesByName, Duration.ofMinutes(1))).isZero();
		Map<String, Set<String>> many = this.multiMap.getMany(valuesByName.keySet());
		assertThat(many.keySet()).containsExactlyElementsOf(valuesByName.keySet());
		assertThat(many.get("zone 0")).containsExactly("courier 0");
		assertThat(many.get("zone 9999")).containsExactly("courier 9999");
		assertThat(many.values()).allSatisfy((values) -> assertThat(values).hasSize(1));
		assertThat(names()).hasSize(MANY_NAMES);
		assertThat(this.multiMap.delete(valuesByName.keySet())).isEqualTo(MANY_NAMES);
		assertThat(names()).isEmpty();
	}

	@Test
	void batchGivesManyNamesExpiriesOfTheirOwn() {
		Map<String, Map<String, Instant>> expiries = new LinkedHashMap<>();
		for (int i = 0; i < 1000; i++) {
			expiries.put("zone " + i, Map.of("a", START.plusMillis(1 + i), "b", START.plusSeconds(60)));
		}
		assertThat(this.multiMap.addManyWithTtl(expiries)).isEqualTo(2000);
		this.clock.advance(Duration.ofMillis(500));
		Map<String, List<ExpiringValue<String>>> many = this.multiMap.getManyWithExpiry(expiries.keySet());
		for (int i = 0; i < 1000; i++) {
			ExpiringValue<String> b = expiring("b", START.plusSeconds(60));
			assertThat(many.get("zone " + i))
				.isEqualTo((i < 500) ? List.of(b) : List.of(expiring("a", START.plusMillis(1 + i)), b));
		}
	}

	@Test
	void largeValuesComeBackWhole() {
		List<String> values = IntStream.range(0, 12)
			.mapToObj((i) -> String.valueOf((char) ('a' + i)).repeat(100_000))
			.toList();
		assertThat(this.multiMap.addAll("zone", values)).isEqualTo(12);
		assertThat(this.multiMap.get("zone")).hasSameElementsAs(values);
		assertThat(this.multiMap.addMany(Map.of("zone", values, "zone 2", values))).isEqualTo(12);
		assertThat(this.multiMap.getMany("zone", "zone 2").values())
			.allSatisfy((set) -> assertThat(set).hasSameElementsAs(values));
		assertThat(this.multiMap.removeAll("zone", values)).isEqualTo(12);
	}

	@ParameterizedTest(name = "[{index}]")
	@MethodSource("awkwardTexts")
	void anyTextIsAName(String name) {
		this.multiMap.add("bystander", "courier");
		assertThat(this.multiMap.add(name, "a")).isTrue();
		assertThat(this.multiMap.addMany(Map.of(name, List.of("b", "c")))).isEqualTo(2);
		assertThat(this.multiMap.get(name)).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(this.multiMap.getMany(name, "bystander"))
			.isEqualTo(Map.of(name, Set.of("a", "b", "c"), "bystander", Set.of("courier")));
		assertThat(this.multiMap.size(name)).isEqualTo(3);
		assertThat(values(name)).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(names()).containsExactlyInAnyOrder(name, "bystander");
		assertThat(this.multiMap.remove(name, "a")).isTrue();
		assertThat(this.multiMap.delete(name)).isOne();
		assertThat(names()).containsExactly("bystander");
		this.multiMap.add(name, "a");
		this.multiMap.clear();
		assertThat(names()).isEmpty();
	}

	@ParameterizedTest(name = "[{index}]")
	@MethodSource("awkwardTexts")
	void anyTextIsAValue(String value) {
		this.multiMap.add("zone", "bystander", Duration.ofHours(1));
		assertThat(this.multiMap.add("zone", value)).isTrue();
		assertThat(this.multiMap.addAll("zone", List.of(value, "other"), START.plusSeconds(1))).isOne();
		assertThat(this.multiMap.addIfAbsent("zone", value)).isFalse();
		assertThat(this.multiMap.contains("zone", value)).isTrue();
		assertThat(this.multiMap.expire("zone", value, Duration.ofSeconds(2))).isTrue();
		assertThat(this.multiMap.getTimeToLive("zone", value)).contains(Duration.ofSeconds(2));
		assertThat(this.multiMap.get("zone")).containsExactly("other", value, "bystander");
		assertThat(this.multiMap.getMany("zone").get("zone")).containsExactly("other", value, "bystander");
		assertThat(values("zone")).containsExactlyInAnyOrder("other", value, "bystander");
		assertThat(this.multiMap.addMany(Map.of("zone 2", List.of(value)))).isOne();
		assertThat(this.multiMap.addManyWithTtl(Map.of("zone 3", Map.of(value, START.plusSeconds(1))))).isOne();
		assertThat(this.multiMap.removeAll("zone", List.of(value, "bystander"))).isEqualTo(2);
		assertThat(this.multiMap.remove("zone 2", value)).isTrue();
	}

	static Stream<String> awkwardTexts() {
		return Stream.of("", " ", "*", "?", "[a-z]", "[", "\\", "\\*", "{tag}", "{", "}", "{}", "a:b", ":", "a\nb",
				"\r\n", "a\0b", "\0", "\t", "\uFEFF", "\uFFFF", "\u0001\u007F\u0080", "\u00E9", "e\u0301",
				"\u65E5\u672C\u8A9E", "\uD83D\uDEB4\u200D\u2640\uFE0F", "x".repeat(8192), "\uD83D\uDEB4".repeat(2048),
				"*1\r\n$8\r\nFLUSHALL\r\n", "+OK\r\n", "-WRONGTYPE no", "return redis.call('FLUSHALL')",
				"' .. redis.call('FLUSHALL') .. '", "]] redis.call('FLUSHALL') --[[", "%s %d %1$s", "${name} #{name}",
				"NaN", "-inf", "0", "1e400", "null", "nil", "(nil)");
	}

	@Test
	void awkwardNamesAreDifferentNames() {
		List<String> names = awkwardTexts().toList();
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		names.forEach((name) -> valuesByName.put(name, List.of("value of " + name)));
		assertThat(this.multiMap.addMany(valuesByName)).isEqualTo(names.size());
		Map<String, Set<String>> many = this.multiMap.getMany(names);
		assertThat(many.keySet()).containsExactlyElementsOf(names);
		assertThat(many).allSatisfy((name, values) -> assertThat(values).containsExactly("value of " + name));
		assertThat(names()).containsExactlyInAnyOrderElementsOf(names);
		assertThat(this.multiMap.delete("*", "?", "[a-z]")).isEqualTo(3);
		assertThat(names()).hasSize(names.size() - 3);
		this.multiMap.clear();
		assertThat(names()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{tag}", "{}" })
	void namesMayShareAHashTag(String tag) {
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		for (int i = 0; i < 600; i++) {
			valuesByName.put(tag + i, List.of("value " + i));
		}
		assertThat(this.multiMap.addMany(valuesByName)).isEqualTo(600);
		assertThat(this.multiMap.getMany(valuesByName.keySet()).values()).doesNotContain(Set.of());
		assertThat(this.multiMap.delete(valuesByName.keySet())).isEqualTo(600);
	}

	@Test
	void numbersAreValues() {
		assertValues(Long.class, List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE));
		assertValues(Integer.class, List.of(Integer.MIN_VALUE, 0, Integer.MAX_VALUE));
		assertValues(Double.class, List.of(-1.5, 0.1, 1e300));
	}

	@Test
	void otherSimpleTypesAreValues() {
		assertValues(Boolean.class, List.of(true, false));
		assertValues(UUID.class, List.of(new UUID(0, 0), UUID.fromString("8f14e45f-ceea-467f-a0e6-5a1c3b2d4e5f")));
		assertValues(TimeUnit.class, List.of(TimeUnit.DAYS, TimeUnit.NANOSECONDS));
		assertValues(Instant.class, List.of(Instant.EPOCH, START));
	}

	@ParameterizedTest
	@MethodSource("io.multimapttl.testsupport.RefusedCalls#all")
	void badInputIsRefusedAndNothingIsWritten(RefusedCall refused) {
		Instant expiresAt = START.plus(DEFAULT_TTL);
		this.multiMap.add(RefusedCalls.NAME, RefusedCalls.VALUE);
		assertThatIllegalArgumentException().isThrownBy(() -> refused.call().accept(this.multiMap))
			.withMessageMatching("(?s)[^']*'(" + String.join("|", refused.parameters()) + ")'.*");
		assertThat(names()).containsExactly(RefusedCalls.NAME);
		assertThat(this.multiMap.getWithExpiry(RefusedCalls.NAME))
			.containsExactly(expiring(RefusedCalls.VALUE, expiresAt));
	}

	private static Addition<String> addition(Outcome outcome, long size) {
		return new Addition<>(outcome, size, List.of());
	}

	private void addWithTtls(String name, int... seconds) {
		for (int ttl : seconds) {
			this.multiMap.add(name, String.valueOf(ttl), Duration.ofSeconds(ttl));
		}
	}

	/**
	 * Adds values that are expired afterwards and still there.
	 */
	private void addExpired(String name, String... values) {
		Instant now = this.clock.instant();
		this.clock.set(now.minusSeconds(1));
		this.multiMap.addAll(name, Arrays.asList(values), MILLISECOND);
		this.clock.set(now);
		assertThat(this.multiMap.get(name)).doesNotContain(values);
	}

	private <V> void assertValues(Class<V> valueType, List<V> values) {
		MultiMapWithTTL<V> typed = create(valueType, DEFAULT_TTL, this.clock);
		assertThat(typed.addAll("zone", values)).isEqualTo(values.size());
		assertThat(typed.get("zone")).containsExactlyInAnyOrderElementsOf(values);
		for (V value : values) {
			assertThat(typed.contains("zone", value)).isTrue();
			assertThat(typed.add("zone", value)).isFalse();
		}
		assertThat(typed.removeAll("zone", values)).isEqualTo(values.size());
	}

	private ExpiringValue<String> expiring(String value, Instant expiresAt) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		return new ExpiringValue<>(value, expiresAt, Duration.between(now, expiresAt));
	}

	private Set<String> values(String name) {
		try (Stream<String> values = this.multiMap.stream(name)) {
			return values.collect(HashSet::new, Set::add, Set::addAll);
		}
	}

	private Set<String> names() {
		try (Stream<String> names = this.multiMap.names()) {
			return names.collect(HashSet::new, Set::add, Set::addAll);
		}
	}

	private static List<String> texts(String prefix, int count) {
		List<String> texts = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			texts.add(prefix + i);
		}
		return texts;
	}

	private static Map<String, List<String>> valuesByName(int names) {
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		for (int i = 0; i < names; i++) {
			valuesByName.put("zone " + i, List.of("courier " + i));
		}
		return valuesByName;
	}

	private static <T> void assertUnmodifiable(Collection<T> collection, T element) {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> collection.add(element));
		if (!collection.isEmpty()) {
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(collection::clear);
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> collection.remove(collection.iterator().next()));
		}
	}

	private static <T> void assertUnmodifiable(Map<String, T> map, T value) {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> map.put("new", value));
		if (!map.isEmpty()) {
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(map::clear);
		}
	}

}
