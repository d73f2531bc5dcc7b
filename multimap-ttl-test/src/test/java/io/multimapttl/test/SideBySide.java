package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapFullException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.RawKey;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A model and a multimap in Redis that take the same steps on the same clock. After each,
 * the answers are the same, Redis holds what the model holds, and a key that was written
 * lives as long as its longest-living value.
 */
final class SideBySide {

	/** How much longer keys live where the multimap was given a clock. */
	private static final long SLACK = Duration.ofHours(1).toMillis();

	private static final Instant LONG_AGO = Instant.parse("0001-01-01T00:00:00Z");

	private final MutableClock clock;

	private final Instant start;

	private final InMemoryMultiMapWithTTL<String> model;

	private final RedisMultiMapWithTTL<String> multiMap;

	private final StringRedisTemplate redis;

	private Map<String, RawKey.Contents> keys;

	SideBySide(MutableClock clock, InMemoryMultiMapWithTTL<String> model, RedisMultiMapWithTTL<String> multiMap,
			StringRedisTemplate redis) {
		this.clock = clock;
		this.start = clock.instant();
		this.model = model;
		this.multiMap = multiMap;
		this.redis = redis;
		this.keys = readKeys();
	}

	/**
	 * Takes steps, and compares after each.
	 * @param steps the steps
	 */
	void take(List<Step> steps) {
		try {
			for (int i = 0; i < steps.size(); i++) {
				take(steps.get(i), "step %d, %s".formatted(i + 1, steps.get(i)));
			}
		}
		finally {
			this.redis.delete(Steps.NAMES.stream().map(this::key).toList());
		}
	}

	private void take(Step step, String description) {
		if (step instanceof Step.Operation operation) {
			call(operation, description);
		}
		else {
			((Step.Tick) step).move().accept(this.clock, this.start);
		}
		assertThat(this.multiMap.getManyWithExpiry(Steps.NAMES).toString()).as("live values after %s", description)
			.isEqualTo(this.model.getManyWithExpiry(Steps.NAMES).toString());
	}

	private void call(Step.Operation operation, String description) {
		Map<String, Set<String>> heldBefore = held().entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey,
					(entry) -> entry.getValue().stream().map(ExpiringValue::value).collect(Collectors.toSet())));
		MultiMapStatistics modelBefore = this.model.statistics();
		MultiMapStatistics before = this.multiMap.getStatistics();
		Object expected = answer(operation, this.model);
		Object answer = answer(operation, this.multiMap);
		assertThat(counted(before, this.multiMap.getStatistics())).as("what %s counts", description)
			.isEqualTo(counted(modelBefore, this.model.statistics()));
		assertThat(answer.toString()).as("answer of %s", description).isEqualTo(expected.toString());
		boolean none = expected instanceof IllegalArgumentException;
		Set<String> written = none ? Set.of() : Set.copyOf(operation.writes().names(expected, heldBefore));
		Map<String, RawKey.Contents> keysBefore = this.keys;
		this.keys = readKeys();
		held().forEach((name, held) -> compare(name, held, keysBefore.get(name), written.contains(name), description));
	}

	private static MultiMapStatistics counted(MultiMapStatistics before, MultiMapStatistics after) {
		return new MultiMapStatistics(after.added() - before.added(), after.hits() - before.hits(),
				after.misses() - before.misses(), after.removed() - before.removed(), after.purged() - before.purged(),
				0, after.evicted() - before.evicted(), after.refused() - before.refused());
	}

	/**
	 * Calls a method. Its arguments may be refused, towards the end of the year 9999, and
	 * names may be full.
	 */
	private Object answer(Step.Operation operation, MultiMapWithTTL<String> multiMap) {
		try {
			return operation.call().on(multiMap, this.clock.instant());
		}
		catch (IllegalArgumentException | MultiMapFullException | MultiMapBatchException ex) {
			return ex;
		}
	}

	/**
	 * Compares what is held under a name.
	 */
	private void compare(String name, List<ExpiringValue<String>> held, RawKey.Contents before, boolean written,
			String description) {
		RawKey.Contents key = this.keys.get(name);
		Map<String, Instant> expected = new LinkedHashMap<>();
		held.forEach((value) -> expected.put(value.value(), value.expiresAt()));
		assertThat(key.expiries()).as("what the key of '%s' holds after %s", name, description)
			.containsExactlyEntriesOf(expected);
		assertThat(key.ttl()).as("time to live of the key of '%s' after %s", name, description).isNotEqualTo(-1);
		if (held.isEmpty()) {
			return;
		}
		long life = held.get(held.size() - 1).expiresAt().toEpochMilli() - this.clock.millis() + SLACK;
		long from = written ? before.before() + life : before.after() + before.ttl();
		long to = written ? key.after() + life + 1 : before.before() + before.ttl();
		assertThat(key).as("key of '%s' after %s, to expire between %d and %d", name, description, from, to)
			.matches((read) -> read.mayExpireBetween(from, to), "expires then");
	}

	/**
	 * Returns all that the model holds, live or not: long ago all of it was live.
	 */
	private Map<String, List<ExpiringValue<String>>> held() {
		Instant now = this.clock.instant();
		this.clock.set(LONG_AGO);
		try {
			return this.model.getManyWithExpiry(Steps.NAMES);
		}
		finally {
			this.clock.set(now);
		}
	}

	private Map<String, RawKey.Contents> readKeys() {
		Map<String, RawKey.Contents> keys = new LinkedHashMap<>();
		Steps.NAMES.forEach((name) -> keys.put(name, new RawKey(this.redis, key(name)).read()));
		return keys;
	}

	private String key(String name) {
		return this.multiMap.getKeyPrefix() + ":" + name;
	}

}
