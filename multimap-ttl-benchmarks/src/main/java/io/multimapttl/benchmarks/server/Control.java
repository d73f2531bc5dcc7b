package io.multimapttl.benchmarks.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * The referee's own connection: cleans up, counts what is stored, asks what it cost.
 */
public final class Control implements AutoCloseable {

	private static final int KEYS_AT_ONCE = 1000;

	private static final int TIMES_SETTLED = 3;

	private static final long SETTLED_BYTES = 8192;

	private final RawConnection connection;

	/**
	 * Connects to the Redis under test.
	 * @param address where it is
	 */
	public Control(RedisAddress address) {
		this.connection = RawConnection.open(address);
	}

	/**
	 * Removes keys, and waits until their memory is free: what the server does about it
	 * must not fall into somebody's turn.
	 * @param keys the keys
	 */
	public void remove(Collection<String> keys) {
		List<String> all = List.copyOf(keys);
		for (int i = 0; i < all.size(); i += KEYS_AT_ONCE) {
			List<String> some = all.subList(i, Math.min(i + KEYS_AT_ONCE, all.size()));
			this.connection.sync().del(some.toArray(String[]::new));
		}
	}

	/**
	 * Stores values in a plain set, which knows no expiry.
	 * @param key the key
	 * @param values the values
	 */
	public void addToPlainSet(String key, Collection<String> values) {
		this.connection.sync().sadd(key, values.toArray(String[]::new));
	}

	/**
	 * Counts the values in sorted sets.
	 * @param keys the keys
	 * @return the sum
	 */
	public long countValues(Collection<String> keys) {
		return sum(keys, RedisClusterAsyncCommands::zcard);
	}

	/**
	 * Counts the keys that expire.
	 * @param keys the keys
	 * @return how many of them have a time to live
	 */
	public long countExpiring(Collection<String> keys) {
		return sum(keys, (commands, key) -> commands.pttl(key), (pttl) -> (pttl > 0) ? 1L : 0L);
	}

	/**
	 * Sums up the memory that keys take, by what Redis reckons for each.
	 * @param keys the keys
	 * @return bytes
	 */
	public long memoryOf(Collection<String> keys) {
		return sum(keys, (commands, key) -> commands.memoryUsage(key));
	}

	private long sum(Collection<String> keys, Read read) {
		return sum(keys, read, Function.identity());
	}

	private long sum(Collection<String> keys, Read read, Function<Long, Long> count) {
		List<RedisFuture<Long>> replies = new ArrayList<>(keys.size());
		this.connection.setAutoFlush(false);
		keys.forEach((key) -> replies.add(read.send(this.connection.async(), key)));
		this.connection.flush();
		this.connection.setAutoFlush(true);
		return replies.stream().map(this::await).mapToLong(count::apply).sum();
	}

	private <T> T await(RedisFuture<T> reply) {
		try {
			return reply.get(this.connection.timeout().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("Redis gave no reply", ex);
		}
	}

	/**
	 * Tells the memory that the servers use, once it has settled: after many keys are
	 * gone, Redis shrinks its tables little by little.
	 * @return bytes
	 */
	public long settledMemory() {
		long before = usedMemory();
		for (int settled = 0; settled < TIMES_SETTLED;) {
			pause();
			long now = usedMemory();
			settled = (Math.abs(now - before) <= SETTLED_BYTES) ? settled + 1 : 0;
			before = now;
		}
		return before;
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(110);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	/**
	 * Tells the memory that the servers use at this moment.
	 * @return bytes
	 */
	public long usedMemory() {
		return this.connection.masters()
			.stream()
			.mapToLong((node) -> number(info(node, "memory"), "used_memory"))
			.sum();
	}

	/**
	 * Tells the version of the server.
	 * @return the version
	 */
	public String version() {
		return info(this.connection.masters().get(0), "server").getOrDefault("redis_version", "unknown");
	}

	/**
	 * Tells what the servers have spent since they were started. Asking costs something
	 * itself, so it is for many operations at once.
	 * @return the cost
	 */
	public ServerCost cost() {
		return this.connection.masters().stream().map(Control::cost).reduce(ServerCost.NONE, ServerCost::plus);
	}

	private static ServerCost cost(RedisCommands<String, String> node) {
		Map<String, String> cpu = info(node, "cpu");
		double seconds = Stream.of("used_cpu_user", "used_cpu_sys")
			.map(cpu::get)
			.mapToDouble(Double::parseDouble)
			.sum();
		ServerCost cost = new ServerCost(seconds * 1e6, 0, 0);
		for (Map.Entry<String, String> command : info(node, "commandstats").entrySet()) {
			cost = cost.plus(cost(command.getKey(), command.getValue()));
		}
		return cost;
	}

	private static ServerCost cost(String statistic, String figures) {
		String command = statistic.substring("cmdstat_".length()).toLowerCase(Locale.ROOT);
		double micros = Double.parseDouble(figures.replaceFirst(".*usec=(\\d+).*", "$1"));
		if (command.startsWith("eval") || command.startsWith("fcall")) {
			return new ServerCost(0, micros, 0);
		}
		return command.equals("info") ? ServerCost.NONE : new ServerCost(0, 0, micros);
	}

	private static long number(Map<String, String> info, String name) {
		return Long.parseLong(info.getOrDefault(name, "0"));
	}

	private static Map<String, String> info(RedisCommands<String, String> node, String section) {
		return node.info(section)
			.lines()
			.map((line) -> line.split(":", 2))
			.filter((line) -> line.length == 2)
			.collect(Collectors.toMap((line) -> line[0], (line) -> line[1]));
	}

	@Override
	public void close() {
		this.connection.close();
	}

	private interface Read {

		RedisFuture<Long> send(RedisClusterAsyncCommands<String, String> commands, String key);

	}

}
