package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.multimapttl.MultiMapFullException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.MultiMapWithTTLContract;
import io.multimapttl.serializer.JsonValueSerializers;
import io.multimapttl.WhenFull;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract, kept in memory, and what is said of {@link InMemoryMultiMapWithTTL}
 * beyond it.
 */
class InMemoryMultiMapWithTTLTests extends MultiMapWithTTLContract {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final MutableClock clock = new MutableClock(Instant.parse("2030-01-01T00:00:00.250Z"));

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock) {
		return InMemoryMultiMapWithTTL.builder().ttl(defaultTtl).clock(clock).build();
	}

	private <V> MultiMapWithTTL<V> create() {
		return InMemoryMultiMapWithTTL.builder().clock(this.clock).build();
	}

	@Test
	void livesAnHourOnTheSystemClockByDefault() {
		MultiMapWithTTL<String> multiMap = new InMemoryMultiMapWithTTL<>();
		Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
		multiMap.add("zone", "courier");
		Instant after = Instant.now();
		assertThat(multiMap.getWithExpiry("zone")).singleElement()
			.satisfies((value) -> assertThat(value.expiresAt()).isBetween(before.plus(Duration.ofHours(1)),
					after.plus(Duration.ofHours(1))));
	}

	@Test
	void defaultTtlIsAnHour() {
		MultiMapWithTTL<String> multiMap = create();
		multiMap.add("zone", "courier");
		assertThat(multiMap.getTimeToLive("zone", "courier")).contains(Duration.ofHours(1));
	}

	@Test
	void precisionOfASecondRoundsExpiriesUp() {
		MultiMapWithTTL<String> multiMap = InMemoryMultiMapWithTTL.builder()
			.clock(this.clock)
			.precision(Duration.ofSeconds(1))
			.build();
		multiMap.add("zone", "a", Duration.ofMillis(1));
		multiMap.add("zone", "b", this.clock.instant().plusSeconds(1));
		multiMap.add("zone", "c", Duration.ofMillis(2750));
		multiMap.addIfAbsent("zone", "d", Duration.ofSeconds(3));
		multiMap.add("zone", "e", this.clock.instant().minusNanos(1));
		multiMap.addAll("zone", List.of("f", "g"));
		multiMap.addManyWithTtl(Map.of("zone", Map.of("f", this.clock.instant())));
		multiMap.expireAt("zone", "g", this.clock.instant().minusMillis(200));
		assertThat(multiMap.getWithExpiry("zone")).extracting((value) -> value.timeToLive().toMillis())
			.containsExactly(750L, 1750L, 2750L, 3750L);
	}

	@Test
	void badSettingsAreRefused() {
		InMemoryMultiMapWithTTL.Builder builder = InMemoryMultiMapWithTTL.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.ttl(Duration.ZERO))
			.withMessage("'ttl' must be positive, it is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.ttl(Duration.ofDays(366 * 8000)))
			.withMessage("'ttl' must end before the year 10000, it is PT70272000H");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.precision(Duration.ofMillis(10)))
			.withMessage("'precision' must be one millisecond or one second, it is PT0.01S");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxValues(0))
			.withMessage("'maxValues' must be from 1 to 1000, it is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxValues(1001))
			.withMessage("'maxValues' must be from 1 to 1000, it is 1001");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.whenFull(absent()))
			.withMessage("'whenFull' must not be null");
	}

	@SuppressWarnings("NullAway")
	private static WhenFull absent() {
		return null;
	}

	@Test
	void messageOfAFullNameTellsTheNameAndTheLimit() {
		MultiMapWithTTL<String> multiMap = InMemoryMultiMapWithTTL.builder()
			.maxValues(1)
			.whenFull(WhenFull.REFUSE)
			.build();
		multiMap.add("zone", "courier");
		assertThatExceptionOfType(MultiMapFullException.class).isThrownBy(() -> multiMap.add("zone", "other"))
			.withMessage("Multimap 'in-memory': the name 'zone' is full, it may have 1 value(s), "
					+ "and nothing of that call, or entry of a stream, was written");
	}

	@Test
	void valuesThatLeaveAreInTheOrderOfTheSerializersBytes() {
		MultiMapWithTTL<Courier> multiMap = InMemoryMultiMapWithTTL.builder()
			.clock(this.clock)
			.serializer(JsonValueSerializers.create().forType(Courier.class))
			.maxValues(2)
			.build();
		multiMap.addAll("zone", List.of(new Courier("a", 2), new Courier("a", 10)));
		assertThat(multiMap.addAndCount("zone", new Courier("a", 1)).evicted()).containsExactly(new Courier("a", 10));
	}

	@Test
	void halfACharacterIsRefused() {
		MultiMapWithTTL<Character> multiMap = create();
		assertThat(multiMap.add("zone", 'x')).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> multiMap.addAll("zone", List.of('y', '\uD800')))
			.withMessage("'value' must not hold an unpaired surrogate, there is one at index 0");
		assertThat(multiMap.get("zone")).containsExactly('x');
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void valueThatTheSerializerRefusesIsRefused() {
		MultiMapWithTTL<Courier> multiMap = InMemoryMultiMapWithTTL.builder()
			.clock(this.clock)
			.serializer(JsonValueSerializers.create().forType(Courier.class))
			.build();
		Courier good = new Courier("a", 1);
		Courier bad = new Courier("\uD800", 1);
		Instant expiry = this.clock.instant().plus(MINUTE);
		List<ThrowableAssert.ThrowingCallable> calls = List.of(() -> multiMap.add("zone", bad),
				() -> multiMap.add("zone", bad, expiry), () -> multiMap.addAll("zone", List.of(good, bad)),
				() -> multiMap.addMany(Map.of("zone", List.of(good, bad))),
				() -> multiMap.addMany(Stream.of(Map.entry("zone", List.of(good, bad))), MINUTE),
				() -> multiMap.addManyWithTtl(Map.of("zone", Map.of(bad, expiry))),
				() -> multiMap.addIfAbsent("zone", bad), () -> multiMap.expire("zone", bad, MINUTE),
				() -> multiMap.contains("zone", bad), () -> multiMap.remove("zone", bad),
				() -> multiMap.removeAll("zone", List.of(bad)));
		assertThat(calls).allSatisfy((call) -> assertThatIllegalArgumentException().isThrownBy(call)
			.withMessageContaining("unpaired surrogate"));
		assertThatIllegalArgumentException().isThrownBy(() -> ((MultiMapWithTTL) multiMap).add("zone", "a"))
			.withMessage("'value' must be of type " + Courier.class.getName() + ", not java.lang.String");
		assertThat(multiMap.names()).isEmpty();
		assertThat(multiMap.add("zone", good)).isTrue();
	}

	@Test
	void valuesOfEqualExpiryAreInTheOrderOfTheSerializersBytes() {
		MultiMapWithTTL<Courier> multiMap = InMemoryMultiMapWithTTL.builder()
			.clock(this.clock)
			.serializer(JsonValueSerializers.create().forType(Courier.class))
			.build();
		multiMap.addAll("zone", List.of(new Courier("a", 2), new Courier("a", 10)));
		assertThat(multiMap.get("zone")).containsExactly(new Courier("a", 10), new Courier("a", 2));
	}

	@Test
	void textsOfEqualExpiryAreInTheOrderOfTheirUtf8Bytes() {
		assertOrder(List.of("", "Z", "a", "aa", "b", "\u00E9", "\uFFFD", "\uD83D\uDEB4"));
	}

	@Test
	void numbersOfEqualExpiryAreInTheOrderOfTheirDigits() {
		assertOrder(List.of(-1L, 0L, 1L, 10L, 2L));
		assertOrder(List.of(-1.5, 0.1, 1.0, 10.0, 2.0));
	}

	@Test
	void enumsOfEqualExpiryAreInTheOrderOfTheirNames() {
		assertOrder(List.of(Weather.RAIN, Weather.SNOW, Weather.SUN));
	}

	@Test
	void otherValuesOfEqualExpiryAreInTheOrderOfTheirTextAndArrival() {
		Courier first = new Courier("a", 2);
		Courier second = new Courier("a", 1);
		MultiMapWithTTL<Courier> multiMap = create();
		multiMap.addAll("zone", List.of(new Courier("b", 1), first, second));
		multiMap.add("zone", first);
		assertThat(multiMap.get("zone")).containsExactly(first, second, new Courier("b", 1));
		assertThat(multiMap.remove("zone", new Courier("a", 1))).isTrue();
		assertThat(multiMap.get("zone")).containsExactly(first, new Courier("b", 1));
	}

	private <V> void assertOrder(List<V> ordered) {
		MultiMapWithTTL<V> multiMap = create();
		List<V> reversed = new ArrayList<>();
		ordered.forEach((value) -> reversed.add(0, value));
		multiMap.addAll("zone", reversed);
		assertThat(multiMap.get("zone")).containsExactlyElementsOf(ordered);
		assertThat(multiMap.getLatest("zone", 100)).containsExactlyElementsOf(reversed);
	}

	@Test
	void expiredValuesAreDroppedByWrites() {
		MultiMapWithTTL<String> multiMap = create();
		multiMap.addAll("zone", List.of("a", "b"), MINUTE);
		this.clock.advance(MINUTE);
		assertThat(multiMap.get("zone")).isEmpty();
		multiMap.add("zone", "c");
		this.clock.advance(MINUTE.negated());
		assertThat(multiMap.get("zone")).containsExactly("c");
	}

	@Test
	void streamsJudgeWhenTheyDeliver() {
		MultiMapWithTTL<String> multiMap = create();
		multiMap.addAll("zone", List.of("a", "b", "c"), MINUTE);
		Iterator<String> values = multiMap.stream("zone").iterator();
		Iterator<String> names = multiMap.names().iterator();
		assertThat(values.next()).isIn("a", "b", "c");
		this.clock.advance(MINUTE);
		multiMap.clear();
		assertThat(values.hasNext()).isFalse();
		assertThat(names.hasNext()).isFalse();
	}

	@Test
	void streamMayBeMadeOfTheMultiMapItself() {
		MultiMapWithTTL<String> multiMap = create();
		multiMap.addMany(Map.of("a", List.of("1", "2"), "b", List.of("3")));
		assertThat(multiMap.addMany(multiMap.names().map((name) -> Map.entry("copy of " + name, multiMap.get(name))),
				MINUTE))
			.isEqualTo(3);
		assertThat(multiMap.addAll("a", multiMap.get("b"))).isOne();
		assertThat(multiMap.get("copy of a")).containsExactly("1", "2");
	}

	@Test
	void manyThreadsDoNotDisturbEachOther() throws Exception {
		MultiMapWithTTL<Integer> multiMap = create();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Callable<Long> work = () -> {
				long balance = 0;
				for (int i = 0; i < 5000; i++) {
					balance += multiMap.add("zone", i % 50) ? 1 : 0;
					balance += multiMap.addIfAbsent("zone", (7 * i) % 50) ? 1 : 0;
					balance -= multiMap.removeAll("zone", List.of((3 * i) % 50, (5 * i) % 50));
					assertThat(multiMap.get("zone").size()).isLessThanOrEqualTo(50);
				}
				return balance;
			};
			long balance = 0;
			for (Future<Long> result : threads.invokeAll(IntStream.range(0, 8).mapToObj((i) -> work).toList())) {
				balance += result.get();
			}
			assertThat(multiMap.size("zone")).isEqualTo(balance);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private enum Weather {

		SUN, RAIN, SNOW;

		@Override
		public String toString() {
			return String.valueOf(ordinal());
		}

	}

	private record Courier(String name, int number) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
