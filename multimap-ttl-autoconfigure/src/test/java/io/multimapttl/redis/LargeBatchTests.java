package io.multimapttl.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.lettuce.core.cluster.ClusterClientOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.core.RedisConnectionUtils;

import io.multimapttl.ExpiringValue;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.MutableClock;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Batches of so many names that they are not read by scripts alone.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class LargeBatchTests {

	private static final int NAMES = 600;

	/** No more names than these are read by script, of each server. */
	private static final int FEW = 8;

	@RegisterExtension
	final RedisExtension redis;

	private RedisMultiMapWithTTL<String> multiMap;

	LargeBatchTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.multiMapFactory().create("map", String.class);
	}

	private Instant useClock() {
		Instant now = Instant.parse("2030-01-01T00:00:00.123Z");
		createMultiMap(new MutableClock(now));
		return now;
	}

	private void createMultiMap(Clock clock) {
		this.multiMap = this.redis.disposeAfterwards(this.redis.multiMaps().clock(clock).build())
			.create("map", String.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void everyNameIsReadWithItsLiveValuesOnly(boolean clockOfTheServer) {
		Instant now = clockOfTheServer ? this.redis.key("any").now() : useClock();
		Map<String, Set<String>> live = new LinkedHashMap<>();
		for (int i = 0; i < NAMES; i++) {
			RawKey key = this.redis.key(this.multiMap, "zone " + i);
			Set<String> values = new LinkedHashSet<>();
			if (i % 2 == 0) {
				key.put("expired", clockOfTheServer ? now.minusSeconds(1) : now);
			}
			if (i % 3 == 0) {
				key.put("a", clockOfTheServer ? now.plusSeconds(300) : now.plusMillis(1));
				key.put("b", now.plusSeconds(400));
				values.addAll(List.of("a", "b"));
			}
			live.put("zone " + i, values);
		}
		assertThat(inOrder(this.multiMap.getMany(live.keySet()))).isEqualTo(inOrder(live));
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(0, 200, 400, 0, 0, 0, 0, 0));
		assertThat(inOrder(values(this.multiMap.getManyWithExpiry(live.keySet())))).isEqualTo(inOrder(live));
		assertThat(this.multiMap.getStatistics()).isEqualTo(new MultiMapStatistics(0, 400, 800, 0, 0, 0, 0, 0));
	}

	private static Map<String, Set<String>> values(Map<String, List<ExpiringValue<String>>> valuesByName) {
		Map<String, Set<String>> values = new LinkedHashMap<>();
		valuesByName.forEach((name, ofName) -> {
			values.put(name, new LinkedHashSet<>());
			ofName.forEach((value) -> values.get(name).add(value.value()));
		});
		return values;
	}

	private static List<Map.Entry<String, List<String>>> inOrder(Map<String, Set<String>> valuesByName) {
		return valuesByName.entrySet()
			.stream()
			.map((entry) -> Map.entry(entry.getKey(), List.copyOf(entry.getValue())))
			.toList();
	}

	@Test
	void valuesThatExpireBetweenTwoReadsAreNotReadAgain() {
		Map<String, List<String>> valuesByName = ManyNames.of("zone ", NAMES, "courier");
		this.multiMap.addMany(valuesByName, Duration.ofHours(1));
		RawKey key = this.redis.key(this.multiMap, "zone 599");
		Instant expiry = key.now().plusMillis(200);
		key.put("short-lived", expiry);
		this.multiMap.getMany(valuesByName.keySet());
		Awaitility.await().until(() -> key.now().isAfter(expiry));
		assertThat(this.multiMap.getMany(valuesByName.keySet())).hasSize(NAMES)
			.allSatisfy((name, values) -> assertThat(values).containsExactly("courier"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void namesAreReadByPlainCommands(boolean clockOfTheServer) {
		if (!clockOfTheServer) {
			useClock();
		}
		Map<String, List<String>> valuesByName = ManyNames.of("zone ", NAMES, "courier");
		this.multiMap.addMany(valuesByName);
		this.multiMap.getMany(valuesByName.keySet());
		long scripts = scriptCalls();
		long reads = calls("zrangebyscore");
		this.multiMap.getMany(valuesByName.keySet());
		assertThat(scriptCalls() - scripts).as("scripts, which tell the moment and how large names are")
			.isBetween(1L, (long) FEW * servers());
		assertThat(calls("zrangebyscore") - reads).as("reads, within scripts as well").isEqualTo(NAMES);
	}

	/**
	 * Some names have as many values as a first read takes, one fewer, one more, and many
	 * more. They come first, among those that are read by script, and last.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void namesAreCompleteHoweverManyValuesTheyHave(boolean clockOfTheServer) {
		if (!clockOfTheServer) {
			useClock();
		}
		int[] sizes = { 999, 1000, 1001, 1002, 5000 };
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		for (int i = 0; i < NAMES; i++) {
			int place = Math.min(i, NAMES - 1 - i);
			valuesByName.put("zone " + i, values((place < sizes.length) ? sizes[place] : 1));
		}
		this.multiMap.addMany(valuesByName);
		List<Map.Entry<String, List<String>>> expected = new ArrayList<>(valuesByName.entrySet());
		assertThat(inOrder(this.multiMap.getMany(valuesByName.keySet()))).isEqualTo(expected);
		assertThat(inOrder(values(this.multiMap.getManyWithExpiry(valuesByName.keySet())))).isEqualTo(expected);
	}

	/** Values of one expiry are in the order of their bytes. */
	private static List<String> values(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "value " + (10_000 + i)).toList();
	}

	@Test
	void scriptsThatAServerDoesNotKnowAreSentAgainAlone() {
		Map<String, List<String>> valuesByName = ManyNames.of("zone ", NAMES, "a", "b");
		Map<String, Set<String>> both = new LinkedHashMap<>();
		valuesByName.keySet().forEach((name) -> both.put(name, Set.of("a", "b")));
		this.multiMap.addMany(ManyNames.of("zone ", NAMES / 2, "a"));
		assertRefusedCallsAloneAreSentAgain(() -> this.multiMap.addMany(valuesByName), NAMES * 3 / 2);
		assertRefusedCallsAloneAreSentAgain(() -> {
			assertThat(this.multiMap.getMany(valuesByName.keySet())).isEqualTo(both);
			return NAMES;
		}, NAMES);
		assertRefusedCallsAloneAreSentAgain(() -> this.multiMap.delete(valuesByName.keySet()), NAMES);
		assertThat(this.redis.keys()).isEmpty();
		assertThat(this.multiMap.getStatistics())
			.isEqualTo(new MultiMapStatistics(2 * NAMES, NAMES, 0, 2 * NAMES, 0, 0, 0, 0));
	}

	private void assertRefusedCallsAloneAreSentAgain(LongSupplier call, long result) {
		this.redis.server().consoles().get(0).scriptFlush();
		long byDigest = calls("evalsha");
		long refused = failedCalls("evalsha");
		long asText = calls("eval");
		assertThat(call.getAsLong()).isEqualTo(result);
		assertThat(calls("eval") - asText).as("sent as text")
			.isPositive()
			.isEqualTo(failedCalls("evalsha") - refused)
			.isLessThanOrEqualTo(calls("evalsha") - byDigest);
	}

	@Test
	void threadThatHoldsAConnectionStillReadsManyNamesACall() {
		Map<String, List<String>> valuesByName = ManyNames.of("zone ", NAMES, "a");
		this.multiMap.addMany(valuesByName);
		RedisConnectionUtils.bindConnection(this.redis.connectionFactory());
		try {
			assertThat(this.multiMap.getMany(valuesByName.keySet())).doesNotContainValue(Set.of());
			long before = calls("evalsha");
			assertThat(this.multiMap.getMany(valuesByName.keySet())).hasSize(NAMES).doesNotContainValue(Set.of());
			assertThat(calls("evalsha") - before).isEqualTo(this.redis.isCluster() ? NAMES : 10);
		}
		finally {
			RedisConnectionUtils.unbindConnection(this.redis.connectionFactory());
		}
	}

	@Test
	void lettucesQueueIsNotOverrun() {
		ClusterClientOptions options = ClusterClientOptions.builder().requestQueueSize(500).build();
		this.multiMap = this.redis
			.disposeAfterwards(this.redis
				.multiMaps(this.redis
					.connectionFactory(RedisServer.clientConfigurationBuilder().clientOptions(options).build()))
				.build())
			.create("map", String.class);
		Map<String, List<String>> valuesByName = ManyNames.of("zone ", 3000, "a");
		assertThat(this.multiMap.addMany(valuesByName)).isEqualTo(3000);
		assertThat(this.multiMap.getMany(valuesByName.keySet())).hasSize(3000).doesNotContainValue(Set.of());
	}

	private int servers() {
		return this.redis.server().getNodes().size();
	}

	private long scriptCalls() {
		return calls("evalsha") + calls("eval");
	}

	private long calls(String command) {
		return statistic("cmdstat_" + command + ":calls=(\\d+)");
	}

	private long failedCalls(String command) {
		return statistic("cmdstat_" + command + ":.*failed_calls=(\\d+)");
	}

	private long statistic(String pattern) {
		return this.redis.server()
			.consoles()
			.stream()
			.flatMap((console) -> Pattern.compile(pattern).matcher(console.info("commandstats")).results())
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
	}

}
