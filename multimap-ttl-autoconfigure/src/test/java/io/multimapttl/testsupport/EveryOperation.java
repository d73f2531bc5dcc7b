package io.multimapttl.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.Addition;
import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.redis.RedisMultiMapWithTTL;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every operation of a multimap, to see that each works, or fails, where it is called.
 * Each call can be made by itself; made one after the other on an empty multimap, each
 * returns what stands beside it.
 */
public final class EveryOperation {

	/**
	 * More names than one call to Redis takes.
	 */
	public static final int MANY = 600;

	private static final int MANY_VALUES = 2500;

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	private final List<Call> calls = new ArrayList<>();

	private EveryOperation() {
	}

	/**
	 * Makes every call that one call to Redis is enough for, and checks what it returns.
	 * Leaves the value "kept" under the name "zone".
	 * @param multiMap an empty multimap
	 */
	public static void onOneName(MultiMapWithTTL<String> multiMap) {
		onOneName("zone", "kept").forEach((call) -> call.check(multiMap));
		multiMap.add("zone", "kept");
		assertThat(multiMap.get("zone")).containsExactly("kept");
	}

	/**
	 * Makes every call with many names or values, and checks what it returns. Leaves the
	 * value "kept" under the name "zone".
	 * @param multiMap an empty multimap
	 */
	public static void onMany(MultiMapWithTTL<String> multiMap) {
		onMany("zone", "kept").forEach((call) -> call.check(multiMap));
		multiMap.add("zone", "kept");
	}

	/**
	 * Returns all calls on a multimap in Redis.
	 * @param name the name that they are about
	 * @param value the value that they are about
	 * @return the calls that one call to Redis is enough for first
	 */
	public static Stream<Call> of(String name, String value) {
		Call describe = new Call("describe", (map) -> ((RedisMultiMapWithTTL<String>) map).describe(name, 1).live(),
				0L);
		return Stream.of(onOneName(name, value), Stream.of(describe), onMany(name, value)).flatMap(Function.identity());
	}

	/**
	 * Returns the calls that one call to Redis is enough for.
	 * @param name the name that they are about
	 * @param value the value that they are about
	 * @return the calls
	 */
	public static Stream<Call> onOneName(String name, String value) {
		EveryOperation all = new EveryOperation();
		all.add("add", (map) -> map.add(name, value), true);
		all.add("add with ttl", (map) -> map.add(name, value, TTL), false);
		all.add("add with expiry", (map) -> map.add(name, "b", EXPIRES_AT), true);
		all.add("addAll", (map) -> map.addAll(name, List.of("c", "d")), 2L);
		all.add("addAll with ttl", (map) -> map.addAll(name, List.of("c", "d"), TTL), 0L);
		all.add("addAll with expiry", (map) -> map.addAll(name, List.of("d", "e"), EXPIRES_AT), 1L);
		all.add("addIfAbsent", (map) -> map.addIfAbsent(name, "f"), true);
		all.add("addIfAbsent with ttl", (map) -> map.addIfAbsent(name, "f", TTL), false);
		all.add("addAndCount", (map) -> map.addAndCount(name, "g"), new Addition<>(Outcome.ADDED, 7, List.of()));
		all.add("addAndCount with ttl", (map) -> map.addAndCount(name, "g", TTL),
				new Addition<>(Outcome.REFRESHED, 7, List.of()));
		all.add("addAndCount with limit", (map) -> map.addAndCount(name, "g", TTL, 7),
				new Addition<>(Outcome.REFRESHED, 7, List.of()));
		all.add("removeAndCount", (map) -> map.removeAndCount(name, "g"), new Removal(true, 6));
		all.add("expire", (map) -> map.expire(name, value, TTL), true);
		all.add("expireAt", (map) -> map.expireAt(name, value, EXPIRES_AT), true);
		Set<String> values = Set.of(value, "b", "c", "d", "e", "f");
		all.add("get", (map) -> map.get(name), values);
		all.add("getLatest", (map) -> map.getLatest(name, 1).size(), 1);
		all.add("getLatest of many", (map) -> map.getLatest(name, 2000), values);
		all.add("getWithExpiry", (map) -> valuesOf(map.getWithExpiry(name)), values);
		all.add("getMany of one", (map) -> map.getMany(name), Map.of(name, values));
		all.add("getManyWithExpiry of one", (map) -> valuesOf(map.getManyWithExpiry(List.of(name))),
				Map.of(name, values));
		all.add("getTimeToLive", (map) -> map.getTimeToLive(name, value).isPresent(), true);
		all.add("contains", (map) -> map.contains(name, value), true);
		all.add("size", (map) -> map.size(name), 6L);
		all.add("stream", (map) -> read(map.stream(name)), values);
		all.add("remove", (map) -> map.remove(name, value), true);
		all.add("removeAll", (map) -> map.removeAll(name, List.of("b", "c", "d", "e", "x")), 4L);
		all.add("addAndCount of one that another leaves for", (map) -> map.addAndCount(name, "g", TTL, 1),
				new Addition<>(Outcome.ADDED, 1, List.of("f")));
		all.add("purge", (map) -> map.purge(name), 0L);
		all.add("delete", (map) -> map.delete(name), 1L);
		return all.calls.stream();
	}

	/**
	 * Returns the calls with many names or values.
	 * @param name what the names start with
	 * @param value the value that they are about
	 * @return the calls
	 */
	public static Stream<Call> onMany(String name, String value) {
		Map<String, List<String>> many = new LinkedHashMap<>();
		Map<String, Map<String, Instant>> expiries = new LinkedHashMap<>();
		Map<String, Set<String>> both = new LinkedHashMap<>();
		for (int i = 0; i < MANY; i++) {
			many.put(name + "/" + i, List.of(value));
			expiries.put(name + "/" + i, Map.of("b", EXPIRES_AT));
			both.put(name + "/" + i, Set.of(value, "b"));
		}
		List<String> values = IntStream.range(0, MANY_VALUES).mapToObj(String::valueOf).toList();
		EveryOperation all = new EveryOperation();
		all.add("addMany", (map) -> map.addMany(many), (long) MANY);
		all.add("addMany with ttl", (map) -> map.addMany(many, TTL), 0L);
		all.add("addMany of a stream", (map) -> map.addMany(many.entrySet().stream(), TTL), 0L);
		all.add("addManyWithTtl", (map) -> map.addManyWithTtl(expiries), (long) MANY);
		all.add("getMany", (map) -> map.getMany(many.keySet()), both);
		all.add("getManyWithExpiry", (map) -> valuesOf(map.getManyWithExpiry(many.keySet())), both);
		all.add("names", (map) -> read(map.names()), many.keySet());
		all.add("delete many", (map) -> map.delete(many.keySet()), (long) MANY);
		all.add("addAll of many", (map) -> map.addAll(name, values), (long) MANY_VALUES);
		all.add("get of many", (map) -> map.get(name), Set.copyOf(values));
		all.add("stream of many", (map) -> read(map.stream(name)), Set.copyOf(values));
		all.add("removeAll of many", (map) -> map.removeAll(name, values.subList(1, MANY_VALUES)), MANY_VALUES - 1L);
		all.add("clear", (map) -> {
			map.clear();
			return map.size(name);
		}, 0L);
		return all.calls.stream();
	}

	private void add(String description, Function<MultiMapWithTTL<String>, Object> operation, Object answer) {
		this.calls.add(new Call(description, operation, answer));
	}

	private static Set<String> valuesOf(List<ExpiringValue<String>> values) {
		return values.stream().map(ExpiringValue::value).collect(Collectors.toSet());
	}

	private static Map<String, Set<String>> valuesOf(Map<String, List<ExpiringValue<String>>> valuesByName) {
		Map<String, Set<String>> values = new LinkedHashMap<>();
		valuesByName.forEach((name, ofName) -> values.put(name, valuesOf(ofName)));
		return values;
	}

	private static Set<String> read(Stream<String> stream) {
		try (stream) {
			return stream.collect(Collectors.toSet());
		}
	}

	/**
	 * A call.
	 *
	 * @param description what it is called
	 * @param operation makes it, and returns its answer or how large that is
	 * @param answer what that is after all calls before it
	 */
	public record Call(String description, Function<MultiMapWithTTL<String>, Object> operation,
			Object answer) implements Consumer<MultiMapWithTTL<String>> {

		/**
		 * Makes the call, whatever it returns.
		 * @param multiMap the multimap
		 */
		@Override
		public void accept(MultiMapWithTTL<String> multiMap) {
			this.operation.apply(multiMap);
		}

		private void check(MultiMapWithTTL<String> multiMap) {
			assertThat(this.operation.apply(multiMap)).as(this.description).isEqualTo(this.answer);
		}

		@Override
		public String toString() {
			return this.description;
		}

	}

}
