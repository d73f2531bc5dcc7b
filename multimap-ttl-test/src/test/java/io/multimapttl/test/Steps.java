package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.test.Step.Operation;
import io.multimapttl.test.Step.Tick;
import io.multimapttl.test.Step.Writes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Random steps: every operation of the contract, over so few names, values and times that
 * they collide.
 */
final class Steps {

	static final Duration DEFAULT_TTL = Duration.ofMillis(2);

	static final List<String> NAMES = List.of("a", "b", "c");

	/** So many that the names behind them are read by plain commands. */
	private static final List<String> UNKNOWN_NAMES = IntStream.range(0, 600).mapToObj((i) -> "unknown " + i).toList();

	/**
	 * The last two are the other way round by their bytes than by their chars.
	 */
	private static final Arbitrary<String> values = Arbitraries.of("x", "y", "z", "\u00E9", "\uFFFD", "\uD83D\uDEB4");

	private static final Arbitrary<String> names = Arbitraries.of(NAMES);

	private static final Arbitrary<List<String>> someValues = values.list().ofMaxSize(5);

	/** So few that expired values stay behind where names share a purge limit. */
	private static final Arbitrary<List<String>> fewValues = values.list().ofMaxSize(2);

	private static final Arbitrary<List<String>> someNames = names.list().ofMaxSize(4);

	private static final Arbitrary<Map<String, List<String>>> valuesByName = Arbitraries.maps(names, fewValues)
		.ofMaxSize(NAMES.size());

	private final Arbitrary<Duration> ttls;

	private final Arbitrary<Expiry> expiries;

	private Steps(List<Duration> ttls, List<Expiry> expiries) {
		this.ttls = Arbitraries.of(ttls);
		this.expiries = Arbitraries.of(expiries);
	}

	/**
	 * Steps on a clock that is set by hand: it stands still, goes on, and leaps in both
	 * directions. Some times are not whole milliseconds, some are whole seconds.
	 * @return the steps
	 */
	static Arbitrary<Step> onSettableClock() {
		Steps steps = new Steps(
				List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(5),
						Duration.ofNanos(1), Duration.ofNanos(2_000_001), Duration.ofMillis(999), Duration.ofSeconds(1),
						Duration.ofMillis(1001), Duration.ofSeconds(3)),
				List.of(Expiry.in(Duration.ofMillis(1)), Expiry.in(Duration.ofMillis(2)),
						Expiry.in(Duration.ofMillis(3)), Expiry.in(Duration.ofNanos(5_999_999)),
						Expiry.in(Duration.ofSeconds(1)), Expiry.in(Duration.ofSeconds(2)), Expiry.in(Duration.ZERO),
						Expiry.in(Duration.ofNanos(1)), Expiry.in(Duration.ofMillis(-1)),
						Expiry.in(Duration.ofSeconds(-1)), Expiry.LONG_AGO));
		return Arbitraries.frequencyOf(Tuple.of(6, ticks()), Tuple.of(24, steps.operations()),
				Tuple.of(2, steps.limitedAdditions()));
	}

	/**
	 * Steps on a clock that cannot be set: no value expires before they have been taken.
	 * @return the steps
	 */
	static Arbitrary<Step> onRunningClock() {
		return new Steps(
				List.of(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofHours(3), Duration.ofDays(400)),
				List.of(Expiry.in(Duration.ofMinutes(1)), Expiry.in(Duration.ofMinutes(3)),
						Expiry.in(Duration.ofDays(30)), Expiry.in(Duration.ofHours(-1)), Expiry.LONG_AGO))
			.operations();
	}

	private Arbitrary<Step> operations() {
		return Arbitraries.frequencyOf(Tuple.of(7, additions()), Tuple.of(6, batches()),
				Tuple.of(4, conditionalWrites()), Tuple.of(4, removals()), Tuple.of(3, reads()));
	}

	private static Arbitrary<Step> ticks() {
		Arbitrary<Step> by = Arbitraries
			.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(4), Duration.ofMillis(998),
					Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofNanos(400_000), Duration.ofMillis(-1),
					Duration.ofMillis(-2), Duration.ofSeconds(-1), Duration.ofSeconds(-3), Duration.ofHours(-2))
			.map((duration) -> new Tick("clock.advance(%s)".formatted(duration),
					(clock, start) -> clock.advance(duration)));
		Arbitrary<Step> to = Arbitraries
			.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(3), Duration.ofMillis(1000),
					Duration.ofMillis(1001), Duration.ofSeconds(7))
			.map((duration) -> new Tick("clock.set(start + %s)".formatted(duration),
					(clock, start) -> clock.set(start.plus(duration))));
		return Arbitraries.frequencyOf(Tuple.of(3, by), Tuple.of(1, to));
	}

	private Arbitrary<Step> additions() {
		return Arbitraries.oneOf(
				Combinators.combine(names, values)
					.as((name, value) -> new Operation("add(%s, %s)".formatted(name, value),
							(map, now) -> map.add(name, value), Writes.to(name))),
				Combinators.combine(names, values, this.ttls)
					.as((name, value, ttl) -> new Operation("add(%s, %s, %s)".formatted(name, value, ttl),
							(map, now) -> map.add(name, value, ttl), Writes.to(name))),
				Combinators.combine(names, values, this.expiries)
					.as((name, value, expiry) -> new Operation("add(%s, %s, %s)".formatted(name, value, expiry),
							(map, now) -> map.add(name, value, expiry.after(now)), Writes.to(name))),
				Combinators.combine(names, someValues)
					.as((name, some) -> new Operation("addAll(%s, %s)".formatted(name, some),
							(map, now) -> map.addAll(name, some), Writes.to(name))),
				Combinators.combine(names, someValues, this.ttls)
					.as((name, some, ttl) -> new Operation("addAll(%s, %s, %s)".formatted(name, some, ttl),
							(map, now) -> map.addAll(name, some, ttl), Writes.to(name))),
				Combinators.combine(names, someValues, this.expiries)
					.as((name, some, expiry) -> new Operation("addAll(%s, %s, %s)".formatted(name, some, expiry),
							(map, now) -> map.addAll(name, some, expiry.after(now)), Writes.to(name))));
	}

	/**
	 * Who has to leave is told by expiries, so the two multimaps need the same clock.
	 */
	private Arbitrary<Step> limitedAdditions() {
		return Combinators.combine(names, values, this.ttls, Arbitraries.integers().between(1, 6))
			.as((name, value, ttl, limit) -> new Operation(
					"addAndCount(%s, %s, %s, %d)".formatted(name, value, ttl, limit),
					(map, now) -> map.addAndCount(name, value, ttl, limit), Writes.to(name)));
	}

	private Arbitrary<Step> batches() {
		return Arbitraries.oneOf(
				valuesByName.map((batch) -> new Operation("addMany(%s)".formatted(batch),
						(map, now) -> map.addMany(batch), Writes.to(batch.keySet()))),
				Combinators.combine(valuesByName, this.ttls)
					.as((batch, ttl) -> new Operation("addMany(%s, %s)".formatted(batch, ttl),
							(map, now) -> map.addMany(batch, ttl), Writes.to(batch.keySet()))),
				Combinators.combine(Combinators.combine(names, fewValues).as(Map::entry).list().ofMaxSize(4), this.ttls)
					.as((entries, ttl) -> new Operation("addMany(stream of %s, %s)".formatted(entries, ttl),
							(map, now) -> map.addMany(entries.stream(), ttl),
							Writes.to(entries.stream().map(Map.Entry::getKey).toList()))),
				expiriesByName().map((batch) -> new Operation("addManyWithTtl(%s)".formatted(batch),
						(map, now) -> map.addManyWithTtl(Expiry.after(now, batch)), Writes.to(batch.keySet()))));
	}

	private Arbitrary<Map<String, Map<String, Expiry>>> expiriesByName() {
		return Arbitraries.maps(names, Arbitraries.maps(values, this.expiries).ofMaxSize(4)).ofMaxSize(NAMES.size());
	}

	private Arbitrary<Step> conditionalWrites() {
		return Arbitraries.oneOf(
				Combinators.combine(names, values)
					.as((name, value) -> new Operation("addIfAbsent(%s, %s)".formatted(name, value),
							(map, now) -> map.addIfAbsent(name, value), Writes.ifTrue(name))),
				Combinators.combine(names, values, this.ttls)
					.as((name, value, ttl) -> new Operation("addIfAbsent(%s, %s, %s)".formatted(name, value, ttl),
							(map, now) -> map.addIfAbsent(name, value, ttl), Writes.ifTrue(name))),
				Combinators.combine(names, values)
					.as((name, value) -> new Operation("addAndCount(%s, %s)".formatted(name, value),
							(map, now) -> map.addAndCount(name, value), Writes.to(name))),
				Combinators.combine(names, values, this.ttls)
					.as((name, value, ttl) -> new Operation("addAndCount(%s, %s, %s)".formatted(name, value, ttl),
							(map, now) -> map.addAndCount(name, value, ttl), Writes.to(name))),
				Combinators.combine(names, values, this.ttls)
					.as((name, value, ttl) -> new Operation("expire(%s, %s, %s)".formatted(name, value, ttl),
							(map, now) -> map.expire(name, value, ttl), Writes.ifTrue(name))),
				Combinators.combine(names, values, this.expiries)
					.as((name, value, expiry) -> new Operation("expireAt(%s, %s, %s)".formatted(name, value, expiry),
							(map, now) -> map.expireAt(name, value, expiry.after(now)), Writes.ifTrue(name))));
	}

	private static Arbitrary<Step> removals() {
		Arbitrary<Step> some = Arbitraries.oneOf(
				Combinators.combine(names, values)
					.as((name, value) -> new Operation("remove(%s, %s)".formatted(name, value),
							(map, now) -> map.remove(name, value), Writes.ifHeld(name, List.of(value)))),
				Combinators.combine(names, values)
					.as((name, value) -> new Operation("removeAndCount(%s, %s)".formatted(name, value),
							(map, now) -> map.removeAndCount(name, value), Writes.ifHeld(name, List.of(value)))),
				Combinators.combine(names, someValues)
					.as((name, several) -> new Operation("removeAll(%s, %s)".formatted(name, several),
							(map, now) -> map.removeAll(name, several), Writes.ifHeld(name, several))),
				names.map((name) -> new Operation("purge(%s)".formatted(name), (map, now) -> map.purge(name),
						Writes.to(name))));
		Arbitrary<Step> all = Arbitraries.oneOf(
				someNames.map((several) -> new Operation("delete(%s)".formatted(several),
						(map, now) -> map.delete(several), Writes.NOTHING)),
				Arbitraries.just(new Operation("clear()", (map, now) -> {
					map.clear();
					return "void";
				}, Writes.NOTHING)));
		return Arbitraries.frequencyOf(Tuple.of(5, some), Tuple.of(1, all));
	}

	private static Arbitrary<Step> reads() {
		return Arbitraries.oneOf(names.map((name) -> read("get(%s)".formatted(name), (map, now) -> map.get(name))),
				Combinators.combine(names, Arbitraries.integers().between(0, 4))
					.as((name, limit) -> read("getLatest(%s, %d)".formatted(name, limit),
							(map, now) -> map.getLatest(name, limit))),
				readMany("getMany(%s)", MultiMapWithTTL::getMany),
				readMany("getMany(%s...)", (map, several) -> map.getMany(several.toArray(String[]::new))),
				names.map((name) -> read("getWithExpiry(%s)".formatted(name), (map, now) -> map.getWithExpiry(name))),
				readMany("getManyWithExpiry(%s)", MultiMapWithTTL::getManyWithExpiry),
				Combinators.combine(names, values)
					.as((name, value) -> read("getTimeToLive(%s, %s)".formatted(name, value),
							(map, now) -> map.getTimeToLive(name, value))),
				Combinators.combine(names, values)
					.as((name, value) -> read("contains(%s, %s)".formatted(name, value),
							(map, now) -> map.contains(name, value))),
				names.map((name) -> read("size(%s)".formatted(name), (map, now) -> map.size(name))),
				names.map((name) -> read("stream(%s)".formatted(name), (map, now) -> inOrder(map.stream(name)))),
				Arbitraries.just(read("names()", (map, now) -> inOrder(map.names()))));
	}

	private static Arbitrary<Step> readMany(String text,
			BiFunction<MultiMapWithTTL<String>, List<String>, Object> call) {
		return Combinators
			.combine(someNames, Arbitraries.frequency(Tuple.of(2, List.<String>of()), Tuple.of(1, UNKNOWN_NAMES)))
			.as((several, unknown) -> {
				List<String> all = Stream.concat(unknown.stream(), several.stream()).toList();
				String shown = unknown.isEmpty() ? several.toString()
						: unknown.size() + " unknown names and " + several;
				return read(text.formatted(shown), (map, now) -> call.apply(map, all));
			});
	}

	private static Step read(String text, Step.Call call) {
		return new Operation(text, call, Writes.NOTHING);
	}

	private static TreeSet<String> inOrder(Stream<String> texts) {
		try (texts) {
			return texts.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	/**
	 * When a value expires, told by the present.
	 *
	 * @param text what it is, to be read in a report
	 * @param rule gives the moment for a present
	 */
	private record Expiry(String text, UnaryOperator<Instant> rule) {

		static final Expiry LONG_AGO = new Expiry("Instant.MIN", (now) -> Instant.MIN);

		static Expiry in(Duration duration) {
			return new Expiry("now + " + duration, (now) -> now.plus(duration));
		}

		Instant after(Instant now) {
			return this.rule.apply(now);
		}

		static Map<String, Map<String, Instant>> after(Instant now, Map<String, Map<String, Expiry>> expiriesByName) {
			Map<String, Map<String, Instant>> instants = new LinkedHashMap<>();
			expiriesByName.forEach((name, expiries) -> {
				Map<String, Instant> byValue = new LinkedHashMap<>();
				expiries.forEach((value, expiry) -> byValue.put(value, expiry.after(now)));
				instants.put(name, byValue);
			});
			return instants;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
