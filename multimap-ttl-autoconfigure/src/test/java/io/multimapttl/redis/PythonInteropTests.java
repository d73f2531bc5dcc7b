package io.multimapttl.redis;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * The Python library {@code multimapwithttl} and this one read and write the same: steps
 * that were recorded from it are repeated here.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class PythonInteropTests {

	private static final Instant START = Instant.parse("2026-11-22T10:15:30.500Z");

	@RegisterExtension
	final RedisExtension redis;

	private final MutableClock clock = new MutableClock(Instant.EPOCH);

	PythonInteropTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void recordedStepsLeaveTheSameInRedis(JsonNode recorded) {
		// Keys of others may be there under the recorded prefix
		String testPrefix = this.redis.keyPrefix() + ".";
		RedisMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps().clock(this.clock).build())
			.builder("recorded", String.class)
			.keyPrefix(testPrefix + recorded.get("key_prefix").asString())
			.ttl(Duration.ofSeconds(recorded.get("ttl_seconds").asLong()))
			.build();
		assertThat(recorded.get("steps")).isNotEmpty();
		int number = 0;
		for (JsonNode step : recorded.get("steps")) {
			String description = "step " + number++ + ": " + step.get("call").asString();
			this.clock.set(Instant.ofEpochSecond(step.get("at").asLong()));
			List<Set<String>> returned = perform(multiMap, step.get("call").asString(), step.get("args"));
			if (step.has("returns")) {
				assertThat(returned).as(description).isEqualTo(recordedReturn(step));
			}
			step.get("sorted_sets_after")
				.properties()
				.forEach((sortedSet) -> assertThat(this.redis.key(testPrefix + sortedSet.getKey()).scores())
					.as(description)
					.containsExactlyEntriesOf(scores(sortedSet.getValue())));
			assertThat(this.redis.keys()).as(description)
				.allMatch((key) -> step.get("sorted_sets_after").has(key.substring(testPrefix.length())));
		}
	}

	@Test
	void pythonReadsWhatIsWrittenHereWithAPrecisionOfASecond() {
		RedisMultiMapWithTTL<String> multiMap = multiMapWithPrecision(Duration.ofSeconds(1));
		List<Long> lives = List.of(1L, 400L, 501L, 999L, 1000L, 1500L, 2300L);
		lives.forEach((millis) -> multiMap.add("zone", millis + " ms", Duration.ofMillis(millis)));
		multiMap.addManyWithTtl(Map.of("zone", Map.of("own", START.plusMillis(1700), "over", START.minusMillis(1))));
		for (int millis = 0; millis <= 3000; millis += 250) {
			this.clock.set(START.plusMillis(millis));
			long elapsed = millis;
			assertThat(readByPython(multiMap)).as("after %d ms", millis)
				.isEqualTo(multiMap.get("zone"))
				.containsAll(lives.stream().filter((life) -> life > elapsed).map((life) -> life + " ms").toList());
		}
		assertThat(multiMap.get("zone")).isEmpty();
	}

	@Test
	void pythonDropsValuesUpToASecondEarlyWithoutIt() {
		RedisMultiMapWithTTL<String> multiMap = multiMapWithPrecision(Duration.ofMillis(1));
		multiMap.add("zone", "400 ms", Duration.ofMillis(400));
		multiMap.add("zone", "1400 ms", Duration.ofMillis(1400));
		assertThat(readByPython(multiMap)).containsExactly("1400 ms");
		assertThat(multiMap.get("zone")).containsExactly("400 ms", "1400 ms");
	}

	private RedisMultiMapWithTTL<String> multiMapWithPrecision(Duration precision) {
		this.clock.set(START);
		return this.redis.disposeAfterwards(this.redis.multiMaps().clock(this.clock).build())
			.builder("read", String.class)
			.precision(precision)
			.build();
	}

	/**
	 * Reads as the Python library does, which looks at whole seconds.
	 */
	private @Nullable Set<String> readByPython(RedisMultiMapWithTTL<String> multiMap) {
		long nextSecond = this.clock.instant().getEpochSecond() + 1;
		return this.redis.template()
			.opsForZSet()
			.rangeByScore(this.redis.key(multiMap, "zone").key(), nextSecond, Double.POSITIVE_INFINITY);
	}

	static Stream<Arguments> cases() throws IOException {
		ClassPathResource resource = new ClassPathResource("python-recorded-steps.json", PythonInteropTests.class);
		try (InputStream json = resource.getInputStream()) {
			List<JsonNode> cases = new ArrayList<>();
			JsonMapper.shared().readTree(json).get("cases").forEach(cases::add);
			return cases.stream().map((recorded) -> argumentSet(recorded.get("case").asString(), recorded));
		}
	}

	/**
	 * Performs a call and returns what Python returns: the values of each name read.
	 */
	private static List<Set<String>> perform(RedisMultiMapWithTTL<String> multiMap, String call, JsonNode args) {
		return switch (call) {
			case "add" -> {
				multiMap.addAll(args.get("name").asString(), texts(args.get("values")));
				yield List.of();
			}
			case "add_many" -> {
				multiMap.addMany(byName(args.get("data"), PythonInteropTests::texts));
				yield List.of();
			}
			case "add_many_with_ttl" -> {
				multiMap.addManyWithTtl(byName(args.get("data"), PythonInteropTests::expiries));
				yield List.of();
			}
			case "get" -> List.of(multiMap.get(args.get("name").asString()));
			case "get_many" -> List.copyOf(multiMap.getMany(texts(args.get("names"))).values());
			case "delete" -> {
				multiMap.delete(texts(args.get("names")));
				yield List.of();
			}
			default -> throw new IllegalArgumentException("The Python library has no " + call);
		};
	}

	/**
	 * Python returns lists; their order is that of a Python set, hence none.
	 */
	private static List<Set<String>> recordedReturn(JsonNode step) {
		JsonNode returns = step.get("returns");
		if (!"get_many".equals(step.get("call").asString())) {
			return List.of(new HashSet<>(texts(returns)));
		}
		List<Set<String>> sets = new ArrayList<>();
		returns.forEach((values) -> sets.add(new HashSet<>(texts(values))));
		return sets;
	}

	private static <T> Map<String, T> byName(JsonNode data, Function<JsonNode, T> reader) {
		Map<String, T> byName = new LinkedHashMap<>();
		data.forEach((entry) -> byName.put(entry.get(0).asString(), reader.apply(entry.get(1))));
		return byName;
	}

	private static List<String> texts(JsonNode array) {
		List<String> texts = new ArrayList<>();
		array.forEach((text) -> texts.add(text.asString()));
		return texts;
	}

	private static Map<String, Instant> expiries(JsonNode array) {
		Map<String, Instant> expiries = new LinkedHashMap<>();
		array.forEach((value) -> expiries.put(value.get("value").asString(),
				Instant.ofEpochSecond(value.get("expires_at").asLong())));
		return expiries;
	}

	private static Map<String, Double> scores(JsonNode sortedSet) {
		Map<String, Double> scores = new LinkedHashMap<>();
		sortedSet.forEach((pair) -> scores.put(pair.get(0).asString(), pair.get(1).asDouble()));
		return scores;
	}

}
