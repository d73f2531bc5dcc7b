package io.multimapttl.reliability.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.Addition;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.reliability.Application;
import io.multimapttl.reliability.Ledger;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.Soak;
import io.multimapttl.reliability.load.Traffic;
import io.multimapttl.Removal;
import io.multimapttl.testsupport.ManyNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three masters with a replica each, under load.
 */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public class ClusterTests {

	private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

	/** On a busy machine a node may be silent for long, and be well. */
	private static final Duration LONG_NODE_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration TTL = Duration.ofMinutes(30);

	private static final Duration PAUSE = Duration.ofMillis(1);

	private static final Duration SLOW = Duration.ofMillis(500);

	/** So many slots are on the move at once. */
	private static final int TOGETHER = 50;

	private static RedisCluster cluster;

	@BeforeAll
	static void startCluster() {
		cluster = RedisCluster.start(1, Soak.isOn() ? NODE_TIMEOUT : LONG_NODE_TIMEOUT);
	}

	@AfterAll
	static void stopCluster() {
		cluster.close();
	}

	@BeforeEach
	void empty() {
		cluster.masters().forEach((master) -> master.console().flushall());
	}

	private static Application start(String... properties) {
		return Application.on(cluster.nodes(),
				Stream
					.concat(Stream.of(cluster.property(), "spring.data.redis.timeout=" + Soak.outOfReach("5s")),
							Stream.of(properties))
					.toArray(String[]::new));
	}

	@Test
	@Order(1)
	void callsAboutManyNamesReachAllMasters() {
		try (Application application = start()) {
			MultiMapWithTTL<String> multiMap = application.multiMap();
			Map<String, List<String>> valuesByName = new LinkedHashMap<>();
			for (int i = 0; i < 3000; i++) {
				valuesByName.put(((i % 3 == 0) ? "{tag-" + i % 7 + "}" : "name") + i, List.of("a", "b"));
			}
			assertThat(multiMap.addMany(valuesByName)).isEqualTo(6000);
			cluster.masters().forEach((master) -> assertThat(master.console().dbsize()).isGreaterThan(300));
			assertThat(multiMap.getMany(valuesByName.keySet())).hasSize(3000)
				.allSatisfy((name, values) -> assertThat(values).isEqualTo(Set.of("a", "b")));
			assertThat(names(multiMap)).containsExactlyInAnyOrderElementsOf(valuesByName.keySet());
			List<String> half = new ArrayList<>(valuesByName.keySet()).subList(0, 1500);
			assertThat(multiMap.delete(half)).isEqualTo(1500);
			assertThat(names(multiMap)).hasSize(1500).doesNotContainAnyElementsOf(half);
			multiMap.clear();
			cluster.masters().forEach((master) -> assertThat(master.console().dbsize()).isZero());
		}
		Report.row("cluster: `addMany`, `getMany`, `names`, `delete`, `clear` of 3000 names, a third with hash tags",
				"all masters reached", "all names, 3 masters");
	}

	private static List<String> names(MultiMapWithTTL<String> multiMap) {
		try (Stream<String> names = multiMap.names()) {
			return names.distinct().toList();
		}
	}

	@Test
	@Order(1)
	void mastersAloneAreScanned() {
		try (Application application = start("spring.data.redis.lettuce.read-from=replica")) {
			MultiMapWithTTL<String> multiMap = application.multiMap();
			multiMap.addMany(ManyNames.of("name ", 3000, "a"));
			Stream.concat(cluster.masters().stream(), replicas().stream())
				.forEach((node) -> node.console().configResetstat());
			assertThat(names(multiMap)).hasSize(3000);
			multiMap.clear();
			cluster.masters().forEach((master) -> assertThat(master.console().dbsize()).isZero());
			assertThat(replicas()).noneMatch(ClusterTests::wasScanned);
			assertThat(cluster.masters()).allMatch(ClusterTests::wasScanned);
		}
	}

	private static List<RedisNode> replicas() {
		return cluster.masters().stream().map(cluster::replicaOf).toList();
	}

	private static boolean wasScanned(RedisNode node) {
		return node.console().info("commandstats").contains("cmdstat_scan:");
	}

	@Test
	@Order(1)
	void processorTimeOfMasters() throws InterruptedException {
		try (Application application = start()) {
			ShardCost.measure(cluster, application.multiMap(), Soak.times("rounds", 1, 100));
		}
	}

	/**
	 * While its slot moves a script cannot touch a key any more that it has just emptied,
	 * and a key that is not there is asked for elsewhere.
	 */
	@Test
	@Order(1)
	void namesThatAreEmptiedOrHaveJustExpiredWhileTheirSlotMoves() {
		int slot = SlotHash.getSlot("{moving}");
		RedisNode from = cluster.slots()[slot];
		RedisNode to = cluster.masters().stream().filter((node) -> node != from).findFirst().orElseThrow();
		try (Application application = start()) {
			MultiMapWithTTL<String> multiMap = application.multiMap();
			Map<String, Consumer<String>> writes = writes(multiMap);
			writes.keySet().forEach((name) -> {
				multiMap.add("{moving}-emptied-" + name, "a", TTL);
				String expired = Application.KEY_PREFIX + ":{moving}-expired-" + name;
				from.console().zadd(expired, 1000, "a");
				from.console().zadd(expired, 1000, "b");
				from.console().pexpire(expired, TTL.toMillis());
			});
			cluster.beginMove(slot, from, to);
			writes.forEach((name, write) -> {
				write.accept("{moving}-emptied-" + name);
				write.accept("{moving}-expired-" + name);
				write.accept("{moving}-absent-" + name);
			});
			cluster.endMove(slot, from, to);
			assertThat(multiMap.getMany("{moving}-emptied-remove", "{moving}-expired-remove", "{moving}-emptied-delete")
				.values()).allMatch(Set::isEmpty);
			assertThat(multiMap.getMany("{moving}-emptied-add", "{moving}-expired-add", "{moving}-absent-add").values())
				.allMatch(Set.of("a")::equals);
			cluster.masters()
				.forEach((master) -> assertThat(master.console().keys("*"))
					.allMatch((key) -> master.console().pttl(key) > 0));
			Report.row(
					"cluster: every write about names that it empties, that have just expired, that are not there, while"
							+ " their slot moves",
					"0 errors, no key without TTL", "0 errors in %d calls", 3 * writes.size());
		}
	}

	private static Map<String, Consumer<String>> writes(MultiMapWithTTL<String> multiMap) {
		Map<String, Consumer<String>> writes = new LinkedHashMap<>();
		writes.put("add", (name) -> multiMap.add(name, "a", TTL));
		writes.put("addNothing", (name) -> multiMap.addAll(name, List.of(), TTL));
		writes.put("addMany", (name) -> multiMap.addMany(Map.of(name, List.of("a"), name + "-too", List.of("a"))));
		writes.put("addPast", (name) -> multiMap.addManyWithTtl(Map.of(name, Map.of("a", Instant.EPOCH))));
		writes.put("addIfAbsent", (name) -> multiMap.addIfAbsent(name, "a", TTL));
		writes.put("expirePast", (name) -> multiMap.expireAt(name, "a", Instant.EPOCH));
		writes.put("remove", (name) -> multiMap.remove(name, "a"));
		writes.put("removeAll", (name) -> multiMap.removeAll(name, List.of("a", "b")));
		writes.put("addAndCount", (name) -> multiMap.addAndCount(name, "b", TTL, 1));
		writes.put("removeAndCount", (name) -> multiMap.removeAndCount(name, "a"));
		writes.put("purge", multiMap::purge);
		writes.put("delete", multiMap::delete);
		return writes;
	}

	/**
	 * All names of some slots have moved, or half of them have and the others are about
	 * to, and the client asks nobody how the cluster looks now.
	 */
	@ParameterizedTest
	@Order(1)
	@ValueSource(strings = { "MOVED", "ASK" })
	void batchesOfAClientThatKnowsOldSlotsAreExact(String redirect) {
		try (Application application = Application.with(new Class<?>[] { StaleTopology.class }, cluster.nodes(),
				cluster.property())) {
			MultiMapWithTTL<String> multiMap = application.multiMap();
			Map<String, Set<String>> expected = new LinkedHashMap<>();
			for (int i = 0; i < 600; i++) {
				expected.put("{%d}-%d".formatted(i % 12, i), Set.of("a"));
			}
			multiMap.addMany(expected, TTL);
			multiMap.getMany(expected.keySet());
			RedisNode[] owners = cluster.slots();
			RedisNode from = owners[SlotHash.getSlot("{0}")];
			RedisNode to = cluster.masters().stream().filter((node) -> node != from).findFirst().orElseThrow();
			List<Integer> slots = IntStream.range(0, 12)
				.map((tag) -> SlotHash.getSlot("{" + tag + "}"))
				.filter((slot) -> owners[slot] == from)
				.boxed()
				.toList();
			slots.forEach((slot) -> cluster.beginMove(slot, from, to));
			if (redirect.equals("ASK")) {
				slots.forEach((slot) -> assertThat(cluster.moveKeys(slot, from, to, 25)).isEqualTo(25));
			}
			else {
				slots.forEach((slot) -> assertThat(cluster.endMove(slot, from, to)).isEqualTo(50));
			}
			long before = redirects(redirect);
			assertThat(multiMap.getMany(expected.keySet())).isEqualTo(expected);
			assertThat(redirects(redirect)).isGreaterThan(before);
			expected.replaceAll((name, values) -> Set.of("a", "b"));
			assertThat(multiMap.addMany(expected, TTL)).isEqualTo(600);
			assertThat(multiMap.getMany(expected.keySet())).isEqualTo(expected);
			// A redirect is no second run, and where all others leave, the key stays
			expected.keySet().forEach((name) -> {
				assertThat(multiMap.addAndCount(name, "c", TTL, 1))
					.isEqualTo(new Addition<>(Outcome.ADDED, 1, List.of("a", "b")));
				assertThat(multiMap.removeAndCount(name, "c")).isEqualTo(new Removal(true, 0));
			});
			assertThat(multiMap.addMany(expected, TTL)).isEqualTo(1200);
			assertThat(multiMap.delete(expected.keySet())).isEqualTo(600);
			assertThat(multiMap.getMany(expected.keySet()).values()).allMatch(Set::isEmpty);
			slots.forEach((slot) -> cluster.endMove(slot, from, to));
			cluster.masters().forEach((master) -> assertThat(master.console().dbsize()).isZero());
		}
	}

	private static long redirects(String name) {
		Pattern count = Pattern.compile("errorstat_" + name + ":count=(\\d+)");
		return cluster.masters()
			.stream()
			.flatMap((master) -> count.matcher(master.console().info("errorstats")).results())
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
	}

	@Test
	@Order(2)
	void slotsThatMoveUnderLoadCostNothing() {
		int slots = Soak.times("slots", 300, 6000);
		Ledger ledger = new Ledger();
		try (Application application = start()) {
			List<RedisNode> masters = cluster.masters();
			RedisNode[] owners = cluster.slots();
			long moved = 0;
			long started = System.nanoTime();
			Traffic traffic = Traffic.start(application.multiMap(), ledger, 4, 4, TTL, PAUSE, SLOW);
			try (traffic) {
				traffic.await(500);
				List<Integer> all = slotsWithNamesFirst(traffic.names());
				// One master after the other gives slots away: where all give and take at
				// once, the nodes themselves
				// end up in disagreement
				for (RedisNode from : masters) {
					RedisNode to = masters.get((masters.indexOf(from) + 1) % masters.size());
					List<Integer> its = all.stream()
						.filter((slot) -> owners[slot] == from)
						.limit(slots / masters.size())
						.toList();
					for (int done = 0; done < its.size(); done += TOGETHER) {
						List<Integer> some = its.subList(done, done + TOGETHER);
						some.forEach((slot) -> cluster.beginMove(slot, from, to));
						traffic.await(30);
						for (int slot : some) {
							moved += cluster.endMove(slot, from, to);
						}
					}
				}
				traffic.await(500);
			}
			double seconds = (System.nanoTime() - started) / 1e9;
			assertThat(traffic.failures()).isEmpty();
			Ledger.Comparison comparison = ledger.assertAgrees(Application.KEY_PREFIX, cluster.consoles());
			assertThat(moved).isPositive();
			Report.row(
					"cluster: %,d slots moved under load, hash tags and just expired names among them".formatted(slots),
					"0 errors, 0 lost",
					"0 of %,d calls failed in %.0f s, %,d keys moved, slowest call %d ms, %,d values", traffic.calls(),
					seconds, moved, traffic.slowest().toMillis(), comparison.values());
		}
	}

	private static List<Integer> slotsWithNamesFirst(List<String> names) {
		Set<Integer> slots = new LinkedHashSet<>();
		names.forEach((name) -> slots.add(SlotHash.getSlot(Application.KEY_PREFIX + ":" + name)));
		IntStream.range(0, RedisCluster.SLOTS).forEach(slots::add);
		return List.copyOf(slots);
	}

	@Test
	@Order(3)
	void mastersThatHandOverCostNothing() {
		Ledger ledger = new Ledger();
		try (Application application = start()) {
			Traffic traffic = Traffic.start(application.multiMap(), ledger, 4, 4, TTL, PAUSE, SLOW);
			int failovers = 0;
			try (traffic) {
				traffic.await(500);
				for (RedisNode master : cluster.masters()) {
					// As one has it that was restarted: without scripts
					cluster.replicaOf(master).console().scriptFlush();
					cluster.failOver(master);
					failovers++;
					traffic.await(500);
				}
			}
			assertThat(traffic.failures()).isEmpty();
			cluster.awaitReplicasInStep();
			Ledger.Comparison comparison = ledger.assertAgrees(Application.KEY_PREFIX, cluster.consoles());
			Report.row("cluster: graceful failover of every master under load", "0 errors, 0 lost",
					"%d failovers, 0 of %,d calls failed, slowest call %d ms, %,d values", failovers, traffic.calls(),
					traffic.slowest().toMillis(), comparison.values());
		}
	}

	@Test
	@Order(4)
	void masterThatIsKilledIsReplaced() {
		Ledger ledger = new Ledger();
		cluster.setNodeTimeout(NODE_TIMEOUT);
		try (Application application = start("spring.data.redis.timeout=1s",
				"spring.data.redis.lettuce.cluster.refresh.period=1s")) {
			Traffic traffic = Traffic.start(application.multiMap(), ledger, 4, 4, TTL, PAUSE, SLOW);
			RedisNode killed = cluster.masters().get(0);
			long killedAt;
			try (traffic) {
				traffic.await(500);
				killedAt = System.nanoTime();
				killed.kill();
				RedisNode.awaitAgreement(() -> cluster.masters().size() == 3);
				traffic.awaitAllGoOn();
				traffic.awaitQuiet(Duration.ofSeconds(2), NODE_TIMEOUT.plusSeconds(10));
			}
			Duration recovery = traffic.recoveredAfter(killedAt);
			Ledger.Comparison comparison = ledger.compare(Application.KEY_PREFIX, cluster.consoles());
			Report.row("cluster: a master killed under load, node timeout 2 s, `refresh.period=1s`",
					"recovery within node timeout + 5 s",
					"%.1f s, %,d of %,d calls failed, %d acknowledged values lost of %,d", recovery.toMillis() / 1000.0,
					traffic.failures().size(), traffic.calls(), comparison.missing().size(), comparison.values());
			assertThat(recovery).isPositive();
			Soak.assertWithin("recovery", recovery, NODE_TIMEOUT.plusSeconds(5));
			assertThat(comparison.withoutTtl()).isEmpty();
			assertThat(comparison.dyingEarly()).isEmpty();
		}
	}

	/**
	 * A client that does not notice that slots have moved.
	 */
	@Configuration(proxyBeanMethods = false)
	static class StaleTopology {

		@Bean
		LettuceClientConfigurationBuilderCustomizer staleTopology() {
			return (client) -> client.clientOptions(ClusterClientOptions.builder()
				.topologyRefreshOptions(
						ClusterTopologyRefreshOptions.builder().disableAllAdaptiveRefreshTriggers().build())
				.build());
		}

	}

}
