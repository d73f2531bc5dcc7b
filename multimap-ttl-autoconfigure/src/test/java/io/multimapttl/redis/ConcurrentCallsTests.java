package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.Addition;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.Removal;
import io.multimapttl.testsupport.Linearizability.Call;
import io.multimapttl.testsupport.Linearizability.Operation;
import io.multimapttl.testsupport.Linearizability.Outcome;
import io.multimapttl.testsupport.Linearizability;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads call operations of one name at once: each is atomic, so that some order of
 * the calls explains all that they return.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class ConcurrentCallsTests {

	private static final int THREADS = 8;

	private static final int CALLS_PER_THREAD = 5;

	private static final int ROUNDS = 150;

	private static final Instant PAST = Instant.EPOCH.plusSeconds(1);

	private static final List<Action> ACTIONS = List.of(new Action("add a", (map) -> map.add("zone", "a"), adding("a")),
			new Action("add b", (map) -> map.add("zone", "b", Duration.ofMinutes(5)), adding("b")),
			new Action("add a, which is over", (map) -> map.add("zone", "a", PAST),
					(live) -> without(live, false, "a")),
			new Action("addAll a b", (map) -> map.addAll("zone", List.of("a", "b")),
					(live) -> new Outcome<>(2L - live.size(), Set.of("a", "b"))),
			new Action("addIfAbsent a", (map) -> map.addIfAbsent("zone", "a"), adding("a")),
			new Action("addIfAbsent b", (map) -> map.addIfAbsent("zone", "b"), adding("b")),
			new Action("addAndCount b", (map) -> map.addAndCount("zone", "b"), (live) -> addingAndCounting(live, "b")),
			new Action("addAndCount a, alone", (map) -> map.addAndCount("zone", "a", Duration.ofMinutes(7), 1),
					ConcurrentCallsTests::addingAlone),
			new Action("removeAndCount b", (map) -> map.removeAndCount("zone", "b"),
					(live) -> removingAndCounting(live, "b")),
			new Action("expire a", (map) -> map.expire("zone", "a", Duration.ofMinutes(9)),
					(live) -> new Outcome<>(live.contains("a"), live)),
			new Action("expireAt b, which is over", (map) -> map.expireAt("zone", "b", PAST),
					(live) -> without(live, live.contains("b"), "b")),
			new Action("remove a", (map) -> map.remove("zone", "a"), (live) -> without(live, live.contains("a"), "a")),
			new Action("removeAll a b", (map) -> map.removeAll("zone", List.of("a", "b")),
					(live) -> new Outcome<>((long) live.size(), Set.of())),
			new Action("delete", (map) -> map.delete("zone"),
					(live) -> new Outcome<>(live.isEmpty() ? 0L : 1L, Set.of())),
			new Action("get", (map) -> Set.copyOf(map.get("zone")), (live) -> new Outcome<>(live, live)),
			new Action("size", (map) -> map.size("zone"), (live) -> new Outcome<>((long) live.size(), live)),
			new Action("contains a", (map) -> map.contains("zone", "a"),
					(live) -> new Outcome<>(live.contains("a"), live)));

	@RegisterExtension
	final RedisExtension redis;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private RedisMultiMapWithTTL<String> multiMap;

	ConcurrentCallsTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.multiMapFactory().create("map", String.class);
	}

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void someOrderExplainsWhatConcurrentCallsReturn() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			List<Call<Set<String>>> calls = callInParallel(random);
			assertThat(Linearizability.explains(Set.of(), calls))
				.as("some order explains round %d, seed %d:%n%s", round, seed, listed(calls))
				.isTrue();
			this.multiMap.delete("zone");
		}
	}

	private List<Call<Set<String>>> callInParallel(Random random) throws Exception {
		CyclicBarrier start = new CyclicBarrier(THREADS);
		List<Callable<List<Call<Set<String>>>>> tasks = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			List<Action> actions = random.ints(CALLS_PER_THREAD, 0, ACTIONS.size()).mapToObj(ACTIONS::get).toList();
			tasks.add(() -> {
				start.await(10, TimeUnit.SECONDS);
				return actions.stream().map((action) -> action.call(this.multiMap)).toList();
			});
		}
		List<Call<Set<String>>> calls = new ArrayList<>();
		for (Future<List<Call<Set<String>>>> future : this.threads.invokeAll(tasks)) {
			calls.addAll(future.get());
		}
		return calls;
	}

	private static String listed(List<Call<Set<String>>> calls) {
		return calls.stream()
			.sorted(Comparator.comparingLong(Call::began))
			.map(Call::toString)
			.collect(Collectors.joining("\n"));
	}

	@Test
	void keyOutlivesWhateverManyWritersAdd() throws Exception {
		RawKey key = this.redis.key(this.multiMap, "zone");
		for (int round = 0; round < 60; round++) {
			List<Callable<Void>> writers = new ArrayList<>();
			for (int writer = 0; writer < THREADS; writer++) {
				Random random = new Random(round * THREADS + writer);
				String value = "writer " + writer;
				writers.add(() -> {
					this.multiMap.add("zone", value, Duration.ofMillis(1 + random.nextInt(60_000)));
					return null;
				});
			}
			for (Future<Void> future : this.threads.invokeAll(writers)) {
				future.get();
			}
			double longest = key.scores().values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
			assertThat(key.expiresAt()).as("round %d", round)
				.isBetween(Instant.ofEpochMilli(Math.round(longest * 1000)),
						Instant.ofEpochMilli(Math.round(longest * 1000) + 50));
		}
	}

	private static Operation<Set<String>> adding(String value) {
		return (live) -> {
			Set<String> state = new HashSet<>(live);
			return new Outcome<>(state.add(value), Set.copyOf(state));
		};
	}

	private static Outcome<Set<String>> addingAndCounting(Set<String> live, String value) {
		Outcome<Set<String>> added = adding(value).on(live);
		return new Outcome<>(new Addition<>(outcome(live, value), added.state().size(), List.of()), added.state());
	}

	private static Outcome<Set<String>> addingAlone(Set<String> live) {
		List<String> evicted = live.stream().filter((value) -> !value.equals("a")).toList();
		return new Outcome<>(new Addition<>(outcome(live, "a"), 1, evicted), Set.of("a"));
	}

	private static Addition.Outcome outcome(Set<String> live, String value) {
		return live.contains(value) ? Addition.Outcome.REFRESHED : Addition.Outcome.ADDED;
	}

	private static Outcome<Set<String>> removingAndCounting(Set<String> live, String value) {
		Outcome<Set<String>> removed = without(live, true, value);
		return new Outcome<>(new Removal(live.contains(value), removed.state().size()), removed.state());
	}

	private static Outcome<Set<String>> without(Set<String> live, boolean result, String value) {
		Set<String> state = new HashSet<>(live);
		state.remove(value);
		return new Outcome<>(result, Set.copyOf(state));
	}

	private record Action(String description, Function<MultiMapWithTTL<String>, Object> action,
			Operation<Set<String>> operation) {

		Call<Set<String>> call(MultiMapWithTTL<String> multiMap) {
			long began = System.nanoTime();
			Object result = this.action.apply(multiMap);
			return new Call<>(this.description, this.operation, began, System.nanoTime(), result);
		}

	}

}
