package io.multimapttl.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.multimapttl.MultiMapWithTTL;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uses every operation of a multimap once, to see that each works where it is called.
 */
public final class EveryOperation {

	/**
	 * More names than one call to Redis takes.
	 */
	private static final int MANY = 600;

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	private EveryOperation() {
	}

	/**
	 * Uses every operation on one name and checks its result. Leaves the value "kept"
	 * under the name "zone".
	 * @param multiMap an empty multimap
	 */
	public static void onOneName(MultiMapWithTTL<String> multiMap) {
		assertThat(multiMap.add("zone", "kept", TTL)).isTrue();
		assertThat(multiMap.add("zone", "kept")).isFalse();
		assertThat(multiMap.add("zone", "b", EXPIRES_AT)).isTrue();
		assertThat(multiMap.addAll("zone", List.of("c", "d"))).isEqualTo(2);
		assertThat(multiMap.addAll("zone", List.of("d", "e"), EXPIRES_AT)).isOne();
		assertThat(multiMap.addIfAbsent("zone", "kept")).isFalse();
		assertThat(multiMap.addIfAbsent("zone", "f", TTL)).isTrue();
		assertThat(multiMap.expire("zone", "kept", TTL)).isTrue();
		assertThat(multiMap.expireAt("zone", "f", EXPIRES_AT)).isTrue();
		assertThat(multiMap.get("zone")).hasSize(6);
		assertThat(multiMap.getLatest("zone", 1)).hasSize(1);
		assertThat(multiMap.getLatest("zone", 2000)).hasSize(6);
		assertThat(multiMap.getWithExpiry("zone")).hasSize(6);
		assertThat(multiMap.getMany("zone")).hasSize(1);
		assertThat(multiMap.getTimeToLive("zone", "kept")).isPresent();
		assertThat(multiMap.contains("zone", "kept")).isTrue();
		assertThat(multiMap.size("zone")).isEqualTo(6);
		try (Stream<String> values = multiMap.stream("zone")) {
			assertThat(values).contains("kept", "f");
		}
		assertThat(multiMap.remove("zone", "b")).isTrue();
		assertThat(multiMap.removeAll("zone", List.of("c", "d", "e", "f", "x"))).isEqualTo(4);
		assertThat(multiMap.purge("zone")).isZero();
		multiMap.add("gone", "a");
		assertThat(multiMap.delete("gone")).isOne();
		assertThat(multiMap.get("zone")).containsExactly("kept");
	}

	/**
	 * Uses every operation on many names or values and checks its result. Leaves the
	 * value "kept" under the name "zone".
	 * @param multiMap an empty multimap
	 */
	public static void onMany(MultiMapWithTTL<String> multiMap) {
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		Map<String, Map<String, Instant>> expiriesByName = new LinkedHashMap<>();
		for (int i = 0; i < MANY; i++) {
			valuesByName.put("zone " + i, List.of("a"));
			expiriesByName.put("zone " + i, Map.of("b", EXPIRES_AT));
		}
		assertThat(multiMap.addMany(valuesByName)).isEqualTo(MANY);
		assertThat(multiMap.addMany(valuesByName, TTL)).isZero();
		assertThat(multiMap.addMany(valuesByName.entrySet().stream(), TTL)).isZero();
		assertThat(multiMap.addManyWithTtl(expiriesByName)).isEqualTo(MANY);
		assertThat(multiMap.getMany(valuesByName.keySet())).hasSize(MANY)
			.allSatisfy((name, values) -> assertThat(values).isEqualTo(Set.of("a", "b")));
		assertThat(multiMap.getManyWithExpiry(valuesByName.keySet()).values()).allMatch((values) -> values.size() == 2);
		try (Stream<String> names = multiMap.names()) {
			assertThat(names.distinct()).hasSize(MANY);
		}
		List<String> values = Stream.iterate(0, (i) -> i + 1).limit(2500).map(String::valueOf).toList();
		assertThat(multiMap.addAll("huge", values)).isEqualTo(2500);
		assertThat(multiMap.get("huge")).hasSize(2500);
		try (Stream<String> streamed = multiMap.stream("huge")) {
			assertThat(streamed.distinct()).hasSize(2500);
		}
		assertThat(multiMap.removeAll("huge", values)).isEqualTo(2500);
		assertThat(multiMap.delete(valuesByName.keySet())).isEqualTo(MANY);
		multiMap.add("zone 1", "a");
		multiMap.clear();
		try (Stream<String> names = multiMap.names()) {
			assertThat(names).isEmpty();
		}
		multiMap.add("zone", "kept");
	}

}
