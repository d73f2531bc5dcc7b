package io.multimapttl.reliability.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What calls cost the processors of the masters, network included: from this a cluster
 * can be planned. Client and servers share a machine here, so time would tell nothing.
 */
final class ShardCost {

	private static final int NAMES = 500;

	private static final int THREADS = 8;

	private ShardCost() {
	}

	/**
	 * Measures.
	 * @param cluster the cluster
	 * @param multiMap a multimap on it
	 * @param rounds how often each thread repeats each call
	 * @throws InterruptedException if the thread is interrupted
	 */
	static void measure(RedisCluster cluster, MultiMapWithTTL<String> multiMap, int rounds)
			throws InterruptedException {
		perName(cluster, rounds, (thread, round) -> multiMap.addMany(names(thread, round)));
		cluster.masters().forEach((master) -> master.console().flushall());
		double batch = perName(cluster, rounds, (thread, round) -> multiMap.addMany(names(thread, round)));
		double again = perName(cluster, rounds,
				(thread, round) -> multiMap.addMany(names(thread, 0), Duration.ofHours(2)));
		double single = perName(cluster, Math.max(1, rounds / 5),
				(thread, round) -> names(thread, round).forEach(multiMap::addAll));
		double read = perName(cluster, rounds, (thread, round) -> multiMap.getMany(names(thread, round).keySet()));
		Report.row("cluster: processor time of a master per name, network and one replica included, one value each",
				"measured only",
				"`addMany` of 500 new names %.1f us, of 500 known names %.1f us, `addAll` of one %.1f us,"
						+ " `getMany` of 500 %.1f us",
				batch, again, single, read);
		assertThat(batch).isBetween(1.0, 300.0);
	}

	private static Map<String, List<String>> names(int thread, int round) {
		Map<String, List<String>> names = new LinkedHashMap<>();
		IntStream.range(0, NAMES)
			.forEach((i) -> names.put("zone-%d-%03d-%03d".formatted(thread, round, i), List.of("courier-00001")));
		return names;
	}

	private static double perName(RedisCluster cluster, int rounds, Work work) throws InterruptedException {
		double before = processorMicros(cluster);
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		for (int thread = 0; thread < THREADS; thread++) {
			int number = thread;
			threads.execute(() -> IntStream.range(0, rounds).forEach((round) -> work.run(number, round)));
		}
		threads.shutdown();
		assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
		return (processorMicros(cluster) - before) / ((double) THREADS * rounds * NAMES);
	}

	private static double processorMicros(RedisCluster cluster) {
		double micros = 0;
		for (RedisNode master : cluster.masters()) {
			micros += master.console()
				.info("cpu")
				.lines()
				.filter((line) -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
				.mapToDouble((line) -> Double.parseDouble(line.substring(line.indexOf(':') + 1)) * 1e6)
				.sum();
		}
		return micros;
	}

	private interface Work {

		void run(int thread, int round);

	}

}
