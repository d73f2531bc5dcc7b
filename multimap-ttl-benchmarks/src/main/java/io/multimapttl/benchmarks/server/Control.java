package io.multimapttl.benchmarks.server;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * The referee's own connection: cleans up, counts what is stored, asks what it cost.
 */
public final class Control implements AutoCloseable {

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
		ask(keys, RedisAsyncCommands::del);
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
		return ask(keys, RedisAsyncCommands::zcard).sum();
	}

	/**
	 * Counts the keys that expire.
	 * @param keys the keys
	 * @return how many of them have a time to live
	 */
	public long countExpiring(Collection<String> keys) {
		return ask(keys, RedisAsyncCommands::pttl).filter((millis) -> millis > 0).count();
	}

	/**
	 * Sums up the memory that keys take, by what Redis reckons for each.
	 * @param keys the keys
	 * @return bytes
	 */
	public long memoryOf(Collection<String> keys) {
		return ask(keys, RedisAsyncCommands::memoryUsage).sum();
	}

	private LongStream ask(Collection<String> keys, Question question) {
		Pipeline pipeline = this.connection.pipeline();
		List<RedisFuture<Long>> replies = keys.stream()
			.map((key) -> pipeline.send(key, (commands) -> question.ask(commands, key)))
			.toList();
		pipeline.await();
		return replies.stream().map(RedisFuture::toCompletableFuture).mapToLong(CompletableFuture::join);
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
		return info("memory").stream().map((info) -> info.get("used_memory")).mapToLong(Long::parseLong).sum();
	}

	/**
	 * Tells the version of the server.
	 * @return the version
	 */
	public String version() {
		return info("server").get(0).getOrDefault("redis_version", "unknown");
	}

	/**
	 * Counts the masters.
	 * @return one for a single server
	 */
	public int masters() {
		return this.connection.masterUris().size();
	}

	/**
	 * Begins to measure what the servers spend. Asking costs something itself, so it is
	 * for many operations at once.
	 * @return tells what they have spent since now
	 */
	public Supplier<ServerCost> measure() {
		// The CPU time of asking for commands, of which there are many, is left out
		List<Map<String, String>> commandsBefore = info("commandstats");
		List<Map<String, String>> cpuBefore = info("cpu");
		return () -> {
			List<Map<String, String>> cpu = info("cpu");
			return cost(cpu, info("commandstats")).minus(cost(cpuBefore, commandsBefore));
		};
	}

	private static ServerCost cost(List<Map<String, String>> cpu, List<Map<String, String>> commands) {
		return new ServerCost(cpu.stream().map(Control::cpuMicros).toList(), micros(commands, Control::isScript),
				micros(commands, (command) -> !isScript(command) && !command.equals("info")));
	}

	private static double cpuMicros(Map<String, String> cpu) {
		return Stream.of("used_cpu_user", "used_cpu_sys").map(cpu::get).mapToDouble(Double::parseDouble).sum() * 1e6;
	}

	private static double micros(List<Map<String, String>> commands, Predicate<String> which) {
		return commands.stream()
			.map(Map::entrySet)
			.flatMap(Collection::stream)
			.filter((command) -> which.test(command.getKey().substring("cmdstat_".length()).toLowerCase(Locale.ROOT)))
			.map((command) -> command.getValue().replaceFirst(".*usec=(\\d+).*", "$1"))
			.mapToDouble(Double::parseDouble)
			.sum();
	}

	private static boolean isScript(String command) {
		return command.startsWith("eval") || command.startsWith("fcall");
	}

	private List<Map<String, String>> info(String section) {
		Pipeline pipeline = this.connection.pipeline();
		List<RedisFuture<String>> replies = pipeline.sendToAll((commands) -> commands.info(section));
		pipeline.await();
		return replies.stream()
			.map(RedisFuture::toCompletableFuture)
			.map(CompletableFuture::join)
			.map(Control::parse)
			.toList();
	}

	private static Map<String, String> parse(String info) {
		return info.lines()
			.map((line) -> line.split(":", 2))
			.filter((line) -> line.length == 2)
			.collect(Collectors.toMap((line) -> line[0], (line) -> line[1]));
	}

	@Override
	public void close() {
		this.connection.close();
	}

	private interface Question {

		RedisFuture<Long> ask(RedisAsyncCommands<String, String> commands, String key);

	}

}
