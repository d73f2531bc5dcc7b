package io.multimapttl.reliability.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessException;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.Application;
import io.multimapttl.reliability.Patience;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.Soak;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What values cost in the memory of Redis, and what becomes of a multimap when that
 * memory is full.
 */
@Timeout(300)
class MemoryTests {

	private static final Duration TTL = Duration.ofHours(1);

	@Test
	void bytesPerValue() {
		List<String> figures = new ArrayList<>();
		int values = Soak.times("memory", 20_000, 300_000);
		try (RedisNode redis = RedisNode.start(); Application application = Application.on(redis, redis.port())) {
			RedisMultiMapWithTTL<String> multiMap = application.multiMap();
			long before = 0;
			for (int perName : Soak.isOn() ? new int[] { 1, 3, 10, 100, 128, 129, 1000 } : new int[] { 1, 10, 129 }) {
				redis.console().flushall();
				// The table of keys shrinks only after a while
				Patience.await().until(() -> redis.info("used_memory") < 4_000_000);
				before = redis.info("used_memory");
				int names = values / perName;
				multiMap.addMany(IntStream.range(0, names)
					.mapToObj((i) -> Map.entry("zone-%06d".formatted(i), valuesOf(perName))), TTL);
				double bytes = (double) (redis.info("used_memory") - before) / ((long) names * perName);
				figures.add("%d: %.0f".formatted(perName, bytes));
				assertThat(bytes).isBetween(10.0, 400.0);
			}
		}
		Report.row("memory: bytes per value of 13 bytes, key and expiry included, by values per name", "measured only",
				"%s", String.join(", ", figures));
	}

	private static List<String> valuesOf(int perName) {
		return IntStream.range(0, perName).mapToObj((i) -> "courier-%05d".formatted(i)).toList();
	}

	static Stream<String> policies() {
		return Soak.isOn()
				? Stream.of("noeviction", "volatile-ttl", "volatile-lru", "volatile-lfu", "volatile-random",
						"allkeys-lru", "allkeys-lfu", "allkeys-random")
				: Stream.of("noeviction", "volatile-ttl", "allkeys-lru");
	}

	@ParameterizedTest
	@MethodSource("policies")
	void evictionTakesWholeNames(String policy) {
		int errors = 0;
		try (RedisNode redis = RedisNode.builder().setting("maxmemory-policy", policy).start();
				Application application = Application.on(redis, redis.port())) {
			RedisMultiMapWithTTL<String> multiMap = application.multiMap();
			multiMap.add("first", "ada");
			redis.console().set("of the application", "x".repeat(1000));
			long limit = redis.info("used_memory") + 3_000_000;
			redis.console().configSet("maxmemory", String.valueOf(limit));
			List<String> written = new ArrayList<>();
			long most = 0;
			for (int round = 0; round < 40; round++) {
				Map<String, List<String>> batch = new LinkedHashMap<>();
				for (int i = 0; i < 250; i++) {
					batch.put("zone-" + round + "-" + i, List.of(UUID.randomUUID().toString(),
							UUID.randomUUID().toString(), UUID.randomUUID().toString()));
				}
				try {
					// Each odd round lives shorter
					multiMap.addMany(batch, (round % 2 == 0) ? TTL : TTL.dividedBy(2));
					written.addAll(batch.keySet());
				}
				catch (DataAccessException ex) {
					errors++;
				}
				most = Math.max(most, redis.info("used_memory"));
			}
			Map<String, Set<String>> kept = multiMap.getMany(written);
			long whole = kept.values().stream().filter((values) -> values.size() == 3).count();
			long gone = kept.values().stream().filter(Set::isEmpty).count();
			long shortLived = written.stream()
				.filter((name) -> Integer.parseInt(name.split("-")[1]) % 2 != 0 && !kept.get(name).isEmpty())
				.count();
			boolean others = redis.console().exists("of the application") == 1;
			Report.row("full memory, `maxmemory-policy " + policy + "`", "a name is kept or lost as a whole",
					"%d of %d names lost whole, 0 in part; %d of 40 batches refused; %d %% of those kept had the shorter ttl;"
							+ " key without TTL of the application %s; at most %.0f %% of `maxmemory`",
					gone, written.size(), errors, (whole == 0) ? 0 : 100 * shortLived / whole, others ? "kept" : "lost",
					100.0 * most / limit);
			assertThat(whole + gone).isEqualTo(written.size());
			if (policy.equals("noeviction")) {
				assertThat(errors).isPositive();
				assertThat(gone).isZero();
			}
			else {
				assertThat(errors).isZero();
				assertThat(gone).isPositive();
			}
			if (!policy.startsWith("allkeys")) {
				assertThat(others).isTrue();
			}
		}
	}

}
