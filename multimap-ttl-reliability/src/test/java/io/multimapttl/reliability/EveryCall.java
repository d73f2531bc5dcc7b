package io.multimapttl.reliability;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;

/**
 * Every call that a multimap has, on one name and on more names than one call to Redis
 * takes. None depends on what the others leave behind.
 */
public final class EveryCall {

	private static final int MANY = 600;

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	private EveryCall() {
	}

	/**
	 * Returns the calls.
	 * @param name the name that they are about
	 * @param value the value that they are about
	 * @return the calls, by what they are called
	 */
	public static Map<String, Consumer<MultiMapWithTTL<String>>> of(String name, String value) {
		Map<String, Consumer<MultiMapWithTTL<String>>> calls = new LinkedHashMap<>();
		Map<String, List<String>> many = many(name, value);
		calls.put("add", (map) -> map.add(name, value));
		calls.put("add until", (map) -> map.add(name, value, EXPIRES_AT));
		calls.put("addAll", (map) -> map.addAll(name, List.of(value, "another")));
		calls.put("addMany", (map) -> map.addMany(many));
		calls.put("addMany of a stream", (map) -> map.addMany(many.entrySet().stream(), TTL));
		calls.put("addManyWithTtl", (map) -> map.addManyWithTtl(expiries(many)));
		calls.put("addIfAbsent", (map) -> map.addIfAbsent(name + "/absent", value));
		calls.put("expire", (map) -> map.expire(name, value, TTL));
		calls.put("expireAt", (map) -> map.expireAt(name, value, EXPIRES_AT));
		calls.put("get", (map) -> map.get(name));
		calls.put("getLatest", (map) -> map.getLatest(name, 1));
		calls.put("getLatest of many", (map) -> map.getLatest(name, 2000));
		calls.put("getMany", (map) -> map.getMany(many.keySet()));
		calls.put("getWithExpiry", (map) -> map.getWithExpiry(name));
		calls.put("getManyWithExpiry", (map) -> map.getManyWithExpiry(many.keySet()));
		calls.put("getTimeToLive", (map) -> map.getTimeToLive(name, value));
		calls.put("contains", (map) -> map.contains(name, value));
		calls.put("size", (map) -> map.size(name));
		calls.put("stream", (map) -> consume(map.stream(name)));
		calls.put("names", (map) -> consume(map.names()));
		calls.put("describe", (map) -> ((RedisMultiMapWithTTL<String>) map).describe(name, 1));
		calls.put("remove", (map) -> map.remove(name, value));
		calls.put("removeAll", (map) -> map.removeAll(name, List.of(value, "another")));
		calls.put("purge", (map) -> map.purge(name));
		calls.put("delete", (map) -> map.delete(name));
		calls.put("delete many", (map) -> map.delete(many.keySet()));
		calls.put("clear", MultiMapWithTTL::clear);
		return calls;
	}

	private static Map<String, List<String>> many(String name, String value) {
		Map<String, List<String>> many = new LinkedHashMap<>();
		for (int i = 0; i < MANY; i++) {
			many.put(name + "/" + i, List.of(value));
		}
		return many;
	}

	private static Map<String, Map<String, Instant>> expiries(Map<String, List<String>> many) {
		Map<String, Map<String, Instant>> expiries = new LinkedHashMap<>();
		many.forEach((name, values) -> expiries.put(name, Map.of(values.get(0), EXPIRES_AT)));
		return expiries;
	}

	private static void consume(Stream<?> stream) {
		try (stream) {
			stream.forEach((element) -> {
			});
		}
	}

}
