package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.multimapttl.Addition;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.testsupport.RawKey;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A model on the system clock and a multimap on Redis's that take the same steps. As the
 * clocks are not the same to the millisecond, only what does not tell of time is
 * compared. The life of a key needs no model: after each step every key expires with its
 * longest-living value.
 */
final class ClocksOfTheirOwn {

	/** Scripts take time, and a busy machine takes it from them. */
	private static final long MOST_TOO_LONG = Duration.ofMillis(500).toMillis();

	private final MultiMapWithTTL<String> model;

	private final RedisMultiMapWithTTL<String> multiMap;

	private final StringRedisTemplate redis;

	ClocksOfTheirOwn(MultiMapWithTTL<String> model, RedisMultiMapWithTTL<String> multiMap, StringRedisTemplate redis) {
		this.model = model;
		this.multiMap = multiMap;
		this.redis = redis;
	}

	/**
	 * Takes steps, and compares after each.
	 * @param steps the steps, under which nothing expires
	 */
	void take(List<Step> steps) {
		try {
			for (int i = 0; i < steps.size(); i++) {
				take((Step.Operation) steps.get(i), "step %d, %s".formatted(i + 1, steps.get(i)));
			}
		}
		finally {
			this.redis.delete(Steps.NAMES.stream().map(this::key).toList());
		}
	}

	private void take(Step.Operation operation, String description) {
		Object expected = operation.call().on(this.model, Instant.now());
		Object answer = operation.call().on(this.multiMap, Instant.now());
		if (expected instanceof Boolean || expected instanceof Long || expected instanceof TreeSet
				|| expected instanceof Addition<?> || expected instanceof Removal || isSets(expected)) {
			assertThat(answer).as("answer of %s", description).isEqualTo(expected);
		}
		for (String name : Steps.NAMES) {
			compare(new RawKey(this.redis, key(name)).read(), this.model.get(name),
					"'%s' after %s".formatted(name, description));
		}
	}

	/** Lists of values tell expiries as well, which are those of two clocks. */
	private static boolean isSets(Object answer) {
		return answer instanceof Map<?, ?> byName && byName.values().stream().allMatch(Set.class::isInstance);
	}

	private void compare(RawKey.Contents key, Set<String> expected, String description) {
		assertThat(key.expiries().keySet()).as("what the key of %s holds", description).isEqualTo(expected);
		if (!expected.isEmpty()) {
			long longest = Collections.max(key.expiries().values()).toEpochMilli();
			assertThat(key).as("key of %s, to expire at %d", description, longest)
				.matches((read) -> read.mayExpireBetween(longest, longest + MOST_TOO_LONG), "expires then");
		}
	}

	private String key(String name) {
		return this.multiMap.getKeyPrefix() + ":" + name;
	}

}
