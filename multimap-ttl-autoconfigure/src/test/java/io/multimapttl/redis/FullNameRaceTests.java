package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.Addition;
import io.multimapttl.MultiMapFullException;
import io.multimapttl.WhenFull;
import io.multimapttl.testsupport.AtOnce;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads add to one name at the same moment: there is no moment at which it has
 * more values than it may have.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class FullNameRaceTests {

	private static final int THREADS = 32;

	/** With both policies, on one server and on a cluster, these are 2000. */
	private static final int ROUNDS = 500;

	private static final int MAX_VALUES = 3;

	@RegisterExtension
	final RedisExtension redis;

	private final CyclicBarrier start = new CyclicBarrier(THREADS);

	FullNameRaceTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@Test
	void asManySucceedAsFitWhereOthersAreRefused() throws Exception {
		RedisMultiMapWithTTL<String> multiMap = create(WhenFull.REFUSE);
		List<List<Boolean>> added = race((name, thread) -> {
			if (thread % 2 == 0) {
				return multiMap.addAndCount(name, "value " + thread).outcome() == Outcome.ADDED;
			}
			try {
				return multiMap.add(name, "value " + thread);
			}
			catch (MultiMapFullException ex) {
				return false;
			}
		}, multiMap);
		for (int round = 0; round < ROUNDS; round++) {
			Set<String> succeeded = new HashSet<>();
			for (int thread = 0; thread < THREADS; thread++) {
				if (added.get(thread).get(round)) {
					succeeded.add("value " + thread);
				}
			}
			assertThat(succeeded).hasSize(MAX_VALUES);
			assertThat(multiMap.get("zone " + round)).isEqualTo(succeeded);
		}
		assertThat(multiMap.getStatistics().refused()).isEqualTo(ROUNDS * (THREADS - MAX_VALUES));
	}

	@Test
	void allSucceedAndEachOfTheOthersLeavesOnce() throws Exception {
		RedisMultiMapWithTTL<String> multiMap = create(WhenFull.EVICT);
		List<List<Addition<String>>> additions = race((name, thread) -> multiMap.addAndCount(name, "value " + thread),
				multiMap);
		for (int round = 0; round < ROUNDS; round++) {
			List<String> all = new ArrayList<>(multiMap.get("zone " + round));
			assertThat(all).hasSize(MAX_VALUES);
			for (List<Addition<String>> ofThread : additions) {
				assertThat(ofThread.get(round).outcome()).isEqualTo(Outcome.ADDED);
				assertThat(ofThread.get(round).size()).isBetween(1L, (long) MAX_VALUES);
				all.addAll(ofThread.get(round).evicted());
			}
			assertThat(all).containsExactlyInAnyOrderElementsOf(
					IntStream.range(0, THREADS).mapToObj((thread) -> "value " + thread).toList());
		}
		assertThat(multiMap.getStatistics().evicted()).isEqualTo(ROUNDS * (THREADS - MAX_VALUES));
	}

	private RedisMultiMapWithTTL<String> create(WhenFull whenFull) {
		return this.redis.multiMapFactory()
			.builder("map", String.class)
			.ttl(Duration.ofHours(1))
			.maxValues(MAX_VALUES)
			.whenFull(whenFull)
			.build();
	}

	/**
	 * Has all threads add to the same name, one name a round, and some of them look how
	 * many values there are.
	 * @return what was returned by thread and round
	 */
	private <T> List<List<T>> race(Adding<T> adding, RedisMultiMapWithTTL<String> multiMap) throws Exception {
		List<Callable<List<T>>> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			threads.add(() -> {
				List<T> results = new ArrayList<>();
				for (int round = 0; round < ROUNDS; round++) {
					String name = "zone " + round;
					this.start.await(60, TimeUnit.SECONDS);
					results.add(adding.add(name, thread));
					if (thread % 8 == round % 8) {
						assertThat(multiMap.get(name)).hasSizeBetween(1, MAX_VALUES);
					}
				}
				return results;
			});
		}
		return AtOnce.call(threads);
	}

	/**
	 * Adds a value of a thread.
	 *
	 * @param <T> the type of the result
	 */
	private interface Adding<T> {

		T add(String name, int thread);

	}

}
