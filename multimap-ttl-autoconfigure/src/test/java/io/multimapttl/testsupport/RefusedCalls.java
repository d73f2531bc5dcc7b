package io.multimapttl.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.multimapttl.MultiMapWithTTL;

/**
 * The calls that a multimap refuses: every kind of bad input with every operation that
 * can receive it. Where an operation takes several of something, a good one comes first,
 * except in a stream, which is judged as it is read.
 */
public final class RefusedCalls {

	/**
	 * The name that holds {@link #VALUE} before the call, and after it.
	 */
	public static final String NAME = "zone";

	public static final String VALUE = "courier";

	private static final Duration TTL = Duration.ofSeconds(5);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	private final List<RefusedCall> calls = new ArrayList<>();

	private RefusedCalls() {
		nameIsBad();
		oneOfSeveralNamesIsBad();
		valueIsBad();
		oneOfSeveralValuesIsBad();
		ttlIsBad();
		expiryIsBad();
		lastOfMoreThanIsSentAtOnceIsBad();
		containerIsNull();
		limitIsNegative();
		maximumIsBad();
	}

	public static Stream<RefusedCall> all() {
		return new RefusedCalls().calls.stream();
	}

	private void nameIsBad() {
		Map<String, @Nullable String> bad = badNames();
		refuse("add", bad, (map, name) -> map.add(name, VALUE), "name");
		refuse("add with ttl", bad, (map, name) -> map.add(name, VALUE, TTL), "name");
		refuse("add with expiry", bad, (map, name) -> map.add(name, VALUE, EXPIRES_AT), "name");
		refuse("addAll", bad, (map, name) -> map.addAll(name, List.of(VALUE)), "name");
		refuse("addAll with ttl", bad, (map, name) -> map.addAll(name, List.of(VALUE), TTL), "name");
		refuse("addAll with expiry", bad, (map, name) -> map.addAll(name, List.of(VALUE), EXPIRES_AT), "name");
		refuse("addAll of nothing", bad, (map, name) -> map.addAll(name, List.of()), "name");
		refuse("addIfAbsent", bad, (map, name) -> map.addIfAbsent(name, VALUE), "name");
		refuse("addIfAbsent with ttl", bad, (map, name) -> map.addIfAbsent(name, VALUE, TTL), "name");
		refuse("addAndCount", bad, (map, name) -> map.addAndCount(name, VALUE), "name");
		refuse("addAndCount with ttl", bad, (map, name) -> map.addAndCount(name, VALUE, TTL), "name");
		refuse("addAndCount with maximum", bad, (map, name) -> map.addAndCount(name, VALUE, TTL, 3), "name");
		refuse("expire", bad, (map, name) -> map.expire(name, VALUE, TTL), "name");
		refuse("expireAt", bad, (map, name) -> map.expireAt(name, VALUE, EXPIRES_AT), "name");
		refuse("get", bad, MultiMapWithTTL::get, "name");
		refuse("getLatest", bad, (map, name) -> map.getLatest(name, 1), "name");
		refuse("getWithExpiry", bad, MultiMapWithTTL::getWithExpiry, "name");
		refuse("getTimeToLive", bad, (map, name) -> map.getTimeToLive(name, VALUE), "name");
		refuse("contains", bad, (map, name) -> map.contains(name, VALUE), "name");
		refuse("size", bad, MultiMapWithTTL::size, "name");
		refuse("stream", bad, (map, name) -> map.stream(name).close(), "name");
		refuse("remove", bad, (map, name) -> map.remove(name, VALUE), "name");
		refuse("removeAndCount", bad, (map, name) -> map.removeAndCount(name, VALUE), "name");
		refuse("removeAll", bad, (map, name) -> map.removeAll(name, List.of(VALUE)), "name");
		refuse("removeAll of nothing", bad, (map, name) -> map.removeAll(name, List.of()), "name");
		refuse("purge", bad, MultiMapWithTTL::purge, "name");
	}

	private void oneOfSeveralNamesIsBad() {
		Map<String, @Nullable String> bad = badNames();
		List<String> values = List.of("other");
		refuse("addMany", bad, (map, name) -> map.addMany(entries(name, values)), "valuesByName", "name");
		refuse("addMany with ttl", bad, (map, name) -> map.addMany(entries(name, values), TTL), "valuesByName", "name");
		refuse("addMany of a stream", bad, (map, name) -> map.addMany(stream(name, values), TTL), "entries", "name");
		refuse("addManyWithTtl", bad, (map, name) -> map.addManyWithTtl(expiries(name, "other", EXPIRES_AT)),
				"expiriesByName", "name");
		refuse("getMany", bad, (map, name) -> map.getMany(Arrays.asList(NAME, name)), "names", "name");
		refuse("getMany of an array", bad, (map, name) -> map.getMany(NAME, name), "names", "name");
		refuse("getManyWithExpiry", bad, (map, name) -> map.getManyWithExpiry(Arrays.asList(NAME, name)), "names",
				"name");
		refuse("delete", bad, (map, name) -> map.delete(Arrays.asList(NAME, name)), "names", "name");
		refuse("delete of an array", bad, (map, name) -> map.delete(NAME, name), "names", "name");
	}

	private void valueIsBad() {
		Map<String, @Nullable String> bad = badTexts();
		refuse("add", bad, (map, value) -> map.add(NAME, value), "value");
		refuse("add with ttl", bad, (map, value) -> map.add(NAME, value, TTL), "value");
		refuse("add with expiry", bad, (map, value) -> map.add(NAME, value, EXPIRES_AT), "value");
		refuse("addIfAbsent", bad, (map, value) -> map.addIfAbsent(NAME, value), "value");
		refuse("addIfAbsent with ttl", bad, (map, value) -> map.addIfAbsent(NAME, value, TTL), "value");
		refuse("addAndCount", bad, (map, value) -> map.addAndCount(NAME, value), "value");
		refuse("addAndCount with ttl", bad, (map, value) -> map.addAndCount(NAME, value, TTL), "value");
		refuse("addAndCount with maximum", bad, (map, value) -> map.addAndCount(NAME, value, TTL, 3), "value");
		refuse("expire", bad, (map, value) -> map.expire(NAME, value, TTL), "value");
		refuse("expireAt", bad, (map, value) -> map.expireAt(NAME, value, EXPIRES_AT), "value");
		refuse("getTimeToLive", bad, (map, value) -> map.getTimeToLive(NAME, value), "value");
		refuse("contains", bad, (map, value) -> map.contains(NAME, value), "value");
		refuse("remove", bad, (map, value) -> map.remove(NAME, value), "value");
		refuse("removeAndCount", bad, (map, value) -> map.removeAndCount(NAME, value), "value");
	}

	private void oneOfSeveralValuesIsBad() {
		Map<String, @Nullable String> bad = badTexts();
		refuse("addAll", bad, (map, value) -> map.addAll(NAME, values(value)), "values", "value");
		refuse("addAll with ttl", bad, (map, value) -> map.addAll(NAME, values(value), TTL), "values", "value");
		refuse("addAll with expiry", bad, (map, value) -> map.addAll(NAME, values(value), EXPIRES_AT), "values",
				"value");
		refuse("removeAll", bad, (map, value) -> map.removeAll(NAME, values(value)), "values", "value");
		refuse("addMany", bad, (map, value) -> map.addMany(entries("zone 2", values(value))), "valuesByName", "values",
				"value");
		refuse("addMany with ttl", bad, (map, value) -> map.addMany(entries("zone 2", values(value)), TTL),
				"valuesByName", "values", "value");
		refuse("addMany of a stream", bad, (map, value) -> map.addMany(stream("zone 2", values(value)), TTL), "entries",
				"values", "value");
		refuse("addManyWithTtl", bad, (map, value) -> map.addManyWithTtl(expiries("zone 2", value, EXPIRES_AT)),
				"expiriesByName", "values", "value");
	}

	private void ttlIsBad() {
		Map<String, @Nullable Duration> bad = new LinkedHashMap<>();
		bad.put("null", null);
		bad.put("zero", Duration.ZERO);
		bad.put("negative", Duration.ofSeconds(-1));
		bad.put("negative by less than a millisecond", Duration.ofNanos(-1));
		bad.put("beyond the year 9999", Duration.ofDays(366 * 8000));
		bad.put("beyond what counts in milliseconds", Duration.ofSeconds(Long.MAX_VALUE));
		refuse("add", bad, (map, ttl) -> map.add(NAME, VALUE, ttl), "ttl");
		refuse("addAll", bad, (map, ttl) -> map.addAll(NAME, List.of(VALUE), ttl), "ttl");
		refuse("addAll of nothing", bad, (map, ttl) -> map.addAll(NAME, List.of(), ttl), "ttl");
		refuse("addMany", bad, (map, ttl) -> map.addMany(entries("zone 2", List.of(VALUE)), ttl), "ttl");
		refuse("addMany of a stream", bad, (map, ttl) -> map.addMany(stream("zone 2", List.of(VALUE)), ttl), "ttl");
		refuse("addIfAbsent", bad, (map, ttl) -> map.addIfAbsent(NAME, "other", ttl), "ttl");
		refuse("addAndCount", bad, (map, ttl) -> map.addAndCount(NAME, "other", ttl), "ttl");
		refuse("addAndCount with maximum", bad, (map, ttl) -> map.addAndCount(NAME, "other", ttl, 3), "ttl");
		refuse("expire", bad, (map, ttl) -> map.expire(NAME, VALUE, ttl), "ttl");
	}

	private void expiryIsBad() {
		Map<String, @Nullable Instant> bad = new LinkedHashMap<>();
		bad.put("null", null);
		bad.put("in the year 10000", Instant.parse("+10000-01-01T00:00:00Z"));
		bad.put("the last there is", Instant.MAX);
		refuse("add", bad, (map, expiry) -> map.add(NAME, VALUE, expiry), "expiresAt");
		refuse("addAll", bad, (map, expiry) -> map.addAll(NAME, List.of(VALUE), expiry), "expiresAt");
		refuse("addAll of nothing", bad, (map, expiry) -> map.addAll(NAME, List.of(), expiry), "expiresAt");
		refuse("addManyWithTtl", bad, (map, expiry) -> map.addManyWithTtl(expiries("zone 2", "other", expiry)),
				"expiriesByName", "expiresAt");
		refuse("expireAt", bad, (map, expiry) -> map.expireAt(NAME, VALUE, expiry), "expiresAt");
	}

	private void lastOfMoreThanIsSentAtOnceIsBad() {
		Map<String, @Nullable String> bad = Collections.singletonMap("null, after many", null);
		refuse("addAll", bad, (map, value) -> map.addAll(NAME, manyAnd(value)), "values", "value");
		refuse("addAll with expiry", bad, (map, value) -> map.addAll(NAME, manyAnd(value), EXPIRES_AT), "values",
				"value");
		refuse("removeAll", bad, (map, value) -> map.removeAll(NAME, manyAnd(value)), "value");
		refuse("addMany", bad, (map, name) -> map.addMany(forEach(manyAnd(name), List.of(VALUE))), "name");
		refuse("addMany of values", bad, (map, value) -> map.addMany(entries("zone 2", manyAnd(value))), "values",
				"value");
		refuse("addManyWithTtl", bad, (map, name) -> map.addManyWithTtl(forEach(manyAnd(name), expiry())), "name");
		refuse("addManyWithTtl of values", bad,
				(map, value) -> map.addManyWithTtl(Map.of("zone 2", forEach(manyAnd(value), EXPIRES_AT))), "values",
				"value");
		refuse("addManyWithTtl of expiries", Collections.singletonMap("null, after many", (Instant) null),
				(map, expiry) -> map.addManyWithTtl(lastOfMany(expiry)), "expiresAt");
		refuse("delete", bad, (map, name) -> map.delete(manyAnd(name)), "name");
	}

	private static List<String> manyAnd(@Nullable String bad) {
		List<String> texts = new ArrayList<>(List.of(NAME, VALUE));
		for (int i = 0; i < 5000; i++) {
			texts.add("good " + i);
		}
		texts.add(bad);
		return texts;
	}

	private static <T> Map<String, T> forEach(List<String> keys, T element) {
		Map<String, T> map = new LinkedHashMap<>();
		keys.forEach((key) -> map.put(key, element));
		return map;
	}

	private static Map<String, Map<String, Instant>> lastOfMany(@Nullable Instant expiresAt) {
		Map<String, Map<String, Instant>> expiries = forEach(manyAnd("zone 2"), expiry());
		expiries.put("zone 2", Collections.singletonMap("other", expiresAt));
		return expiries;
	}

	private static Map<String, Instant> expiry() {
		return Map.of("other", EXPIRES_AT);
	}

	private void containerIsNull() {
		refuseNull("addAll of values", (map) -> map.addAll(NAME, absent()), "values");
		refuseNull("addAll of values with ttl", (map) -> map.addAll(NAME, absent(), TTL), "values");
		refuseNull("addAll of values with expiry", (map) -> map.addAll(NAME, absent(), EXPIRES_AT), "values");
		refuseNull("removeAll of values", (map) -> map.removeAll(NAME, absent()), "values");
		refuseNull("addMany of a map", (map) -> map.addMany(RefusedCalls.<Map<String, List<String>>>absent()),
				"valuesByName");
		refuseNull("addMany of a map with ttl",
				(map) -> map.addMany(RefusedCalls.<Map<String, List<String>>>absent(), TTL), "valuesByName");
		refuseNull("addMany of a name's values", (map) -> map.addMany(entries("zone 2", absent())), "valuesByName",
				"values");
		refuseNull("addMany of a name's values with ttl", (map) -> map.addMany(entries("zone 2", absent()), TTL),
				"valuesByName", "values");
		refuseNull("addMany of a stream",
				(map) -> map.addMany(RefusedCalls.<Stream<Map.Entry<String, List<String>>>>absent(), TTL), "entries");
		refuseNull("addMany of a stream's entry",
				(map) -> map.addMany(Stream.of(RefusedCalls.<Map.Entry<String, List<String>>>absent()), TTL), "entries",
				"entry");
		refuseNull("addMany of a stream's values", (map) -> map.addMany(stream("zone 2", absent()), TTL), "entries",
				"values");
		refuseNull("addManyWithTtl of a map", (map) -> map.addManyWithTtl(absent()), "expiriesByName");
		refuseNull("addManyWithTtl of a name's values",
				(map) -> map
					.addManyWithTtl(Collections.singletonMap("zone 2", RefusedCalls.<Map<String, Instant>>absent())),
				"expiriesByName", "expiries");
		refuseNull("getMany of names", (map) -> map.getMany(RefusedCalls.<List<String>>absent()), "names");
		refuseNull("getMany of an array of names", (map) -> map.getMany(RefusedCalls.<String[]>absent()), "names");
		refuseNull("getManyWithExpiry of names", (map) -> map.getManyWithExpiry(absent()), "names");
		refuseNull("delete of names", (map) -> map.delete(RefusedCalls.<List<String>>absent()), "names");
		refuseNull("delete of an array of names", (map) -> map.delete(RefusedCalls.<String[]>absent()), "names");
	}

	private void limitIsNegative() {
		Map<String, Integer> bad = Map.of("negative", -1, "as negative as can be", Integer.MIN_VALUE);
		refuse("getLatest", bad, (map, limit) -> map.getLatest(NAME, limit), "limit");
	}

	private void maximumIsBad() {
		Map<String, Integer> bad = Map.of("zero", 0, "negative", -1, "above what a call takes", 1001, "beyond measure",
				Integer.MAX_VALUE);
		refuse("addAndCount", bad, (map, maximum) -> map.addAndCount(NAME, "other", TTL, maximum), "maxValues");
	}

	private <T extends @Nullable Object> void refuse(String operation, Map<String, T> badInputs,
			BiConsumer<MultiMapWithTTL<String>, T> call, String... parameters) {
		badInputs.forEach((badness, input) -> this.calls
			.add(new RefusedCall("%s: %s %s".formatted(operation, parameters[parameters.length - 1], badness),
					List.of(parameters), (map) -> call.accept(map, input))));
	}

	private void refuseNull(String operation, Consumer<MultiMapWithTTL<String>> call, String... parameters) {
		this.calls.add(new RefusedCall(operation + ": null", List.of(parameters), call));
	}

	private static Map<String, @Nullable String> badNames() {
		Map<String, @Nullable String> names = badTexts();
		names.put("of more than 8 KB", "\u20ac".repeat(8192 / 3) + "abc");
		return names;
	}

	private static Map<String, @Nullable String> badTexts() {
		Map<String, @Nullable String> texts = new LinkedHashMap<>();
		texts.put("null", null);
		texts.put("with a high surrogate at its end", "a\uD83D");
		texts.put("with a high surrogate inside", "a\uD83Db");
		texts.put("with a low surrogate", "\uDE00a");
		texts.put("with surrogates the wrong way round", "\uDE00\uD83D");
		return texts;
	}

	private static List<String> values(@Nullable String bad) {
		return Arrays.asList("other", bad);
	}

	private static Map<String, List<String>> entries(@Nullable String name, @Nullable List<String> values) {
		Map<String, List<String>> entries = new LinkedHashMap<>();
		entries.put("zone 3", List.of(VALUE));
		entries.put(name, values);
		return entries;
	}

	private static Stream<Map.Entry<String, List<String>>> stream(@Nullable String name,
			@Nullable List<String> values) {
		return Collections.singletonMap(name, values).entrySet().stream();
	}

	private static Map<String, Map<String, Instant>> expiries(@Nullable String name, @Nullable String value,
			@Nullable Instant expiresAt) {
		Map<String, Map<String, Instant>> expiries = new LinkedHashMap<>();
		expiries.put("zone 3", Map.of("other", EXPIRES_AT));
		expiries.put(name, Collections.singletonMap(value, expiresAt));
		return expiries;
	}

	@SuppressWarnings("NullAway")
	private static <T> T absent() {
		return null;
	}

	/**
	 * A call that is refused.
	 *
	 * @param description the operation and what is wrong with its input
	 * @param parameters the words for what is bad of which the message uses one
	 * @param call the call
	 */
	public record RefusedCall(String description, List<String> parameters, Consumer<MultiMapWithTTL<String>> call) {

		@Override
		public String toString() {
			return this.description;
		}

	}

}
