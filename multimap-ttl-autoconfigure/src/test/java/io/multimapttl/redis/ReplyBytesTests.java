package io.multimapttl.redis;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.ExpiringValue;
import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * How much memory replies take of the server, which holds them until the client has read
 * them, by its own figures.
 */
@Timeout(60)
class ReplyBytesTests {

	private static final int MEGABYTE = 1024 * 1024;

	/** Four megabytes in flight, and what a few names may be more than expected. */
	private static final int MOST = 9 * MEGABYTE;

	/** Adds many values of one size to names, each of which it says how large it is. */
	private static final String FILL = """
			local expiry = redis.call('TIME')[1] + 3600
			for name = ARGV[1], ARGV[2] do
			  for value = 1, ARGV[3] do
			    redis.call('ZADD', KEYS[1] .. name, expiry, value .. string.rep('x', ARGV[4] - 5))
			  end
			end""";

	private EmbeddedRedis server;

	private RedisCommands<String, String> console;

	private LettuceConnectionFactory connectionFactory;

	private MultiMapWithTTLFactory multiMaps;

	private RedisMultiMapWithTTL<String> multiMap;

	@BeforeEach
	void startServer() {
		this.server = EmbeddedRedis.start();
		RedisServer redis = RedisServer.of(this.server);
		this.console = redis.consoles().get(0);
		this.connectionFactory = redis.getConnectionFactory();
		this.multiMaps = MultiMapWithTTLFactory.builder(this.connectionFactory).build();
		this.multiMap = this.multiMaps.create("map", String.class);
	}

	@AfterEach
	void stopServer() {
		this.multiMaps.destroy();
		this.connectionFactory.destroy();
		this.server.close();
	}

	/**
	 * Adds names that end in numbers.
	 */
	private void fill(int from, int to, int values, int bytes) {
		this.console.eval(FILL, ScriptOutputType.STATUS, new String[] { this.multiMap.getKeyPrefix() + ":" }, "" + from,
				"" + to, "" + values, "" + bytes);
	}

	private static List<String> names(int from, int to) {
		return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
	}

	static Stream<Arguments> reads() {
		return Stream.of(reads("getMany", RedisMultiMapWithTTL::getMany),
				reads("getManyWithExpiry", RedisMultiMapWithTTL::getManyWithExpiry));
	}

	private static Arguments reads(String description, Reads reads) {
		return argumentSet(description, reads);
	}

	private static void assertValues(int count, Map<String, ? extends Collection<?>> valuesByName) {
		valuesByName.forEach((name, values) -> assertThat(values).as(name).hasSize(count));
	}

	@ParameterizedTest
	@MethodSource("reads")
	void manyLargeNames(Reads reads) {
		fill(1, 1024, 31, 2000);
		assertValues(31, readInLittleMemory((map) -> reads.of(map, names(1, 1024))));
	}

	@ParameterizedTest
	@MethodSource("reads")
	void fewerLargeNamesThanAreReadByPlainCommands(Reads reads) {
		fill(1, 300, 31, 2000);
		assertValues(31, readInLittleMemory((map) -> reads.of(map, names(1, 300))));
	}

	@ParameterizedTest
	@MethodSource("reads")
	void tinyNamesAndThenHugeOnes(Reads reads) {
		fill(1, 2000, 1, 10);
		fill(2001, 2300, 31, 2000);
		fill(2301, 2340, 16, 50_000);
		List<String> names = names(1, 2340);
		Map<String, ? extends Collection<?>> all = readInLittleMemory((map) -> reads.of(map, names));
		assertThat(all.keySet()).containsExactlyElementsOf(names);
		all.forEach((name, values) -> {
			int number = Integer.parseInt(name);
			assertThat(values).hasSize((number <= 2000) ? 1 : (number <= 2300) ? 31 : 16);
		});
	}

	@ParameterizedTest
	@MethodSource("reads")
	void namesByTheClockOfTheApplication(Reads reads) {
		this.multiMaps.destroy();
		this.multiMaps = MultiMapWithTTLFactory.builder(this.connectionFactory).clock(Clock.systemUTC()).build();
		this.multiMap = this.multiMaps.create("map", String.class);
		fill(1, 1024, 31, 2000);
		assertValues(31, readInLittleMemory((map) -> reads.of(map, names(1, 1024))));
		fill(12_000, 12_000, 500, 50_000);
		List<String> hugeAloneInItsWindow = names(12_000 - 2 * Window.MAX_COST / RedisCall.RangeCall.COST, 12_000);
		assertThat(readInLittleMemory((map) -> reads.of(map, hugeAloneInItsWindow)).get("12000")).hasSize(500);
	}

	@Test
	void fewHugeNamesAreReadOnceByScriptAtTheMost() {
		fill(1, 64, 16, 50_000);
		readInLittleMemory((map) -> map.getMany(names(1, 64)));
		long before = calls("zrangebyscore");
		assertValues(16, this.multiMap.getMany(names(1, 64)));
		assertThat(calls("zrangebyscore") - before).as("in the script and by itself").isLessThan(64 + 4);
	}

	@Test
	void smallValuesOfANameHideNoLargeOnes() {
		fill(1, 20, 30, 10);
		this.console.eval(
				"for name = 1, 20 do for value = 1, 40 do redis.call('ZADD', KEYS[1] .. name, "
						+ "redis.call('TIME')[1] + 7200, value .. string.rep('x', 50000)) end end",
				ScriptOutputType.STATUS, this.multiMap.getKeyPrefix() + ":");
		assertValues(70, readInLittleMemory((map) -> map.getMany(names(1, 20))));
	}

	@Test
	void nameThatIsTooLargeForOneReplyIsReadInPages() {
		fill(1, 1, 500, 50_000);
		Set<String> values = readInLittleMemory((map) -> map.get("1"));
		assertThat(values).hasSize(500).isSubsetOf(this.multiMap.stream("1").toList());
		Map<String, Set<String>> beside = readInLittleMemory((map) -> map.getMany("0", "1", "2"));
		assertThat(beside.get("1")).containsExactlyElementsOf(values);
		List<String> latest = new ArrayList<>(readInLittleMemory((map) -> map.getLatest("1", 400)));
		Collections.reverse(latest);
		assertThat(List.copyOf(values)).endsWith(latest.toArray(String[]::new));
		List<ExpiringValue<String>> withExpiry = readInLittleMemory((map) -> map.getWithExpiry("1"));
		assertThat(withExpiry).extracting(ExpiringValue::value).containsExactlyElementsOf(values);
		Long streamed = readInLittleMemory((map) -> map.stream("1").count());
		assertThat(streamed).isEqualTo(500);
	}

	@Test
	void nameThatFitsInOneReplyIsReadByOneCommand() {
		fill(1, 1, 300, 50_000);
		long before = calls("zscan");
		assertThat(this.multiMap.get("1")).hasSize(300);
		assertThat(this.multiMap.getLatest("1", 299)).hasSize(299);
		assertThat(calls("zscan")).isEqualTo(before);
	}

	@Test
	void fullServerEvictsNothingAndRefusesNothing() throws Exception {
		fill(1, 1024, 31, 2000);
		this.console.configSet("maxmemory-policy", "volatile-lru");
		this.console.configSet("maxmemory", "" + (memory("used_memory") + 16L * MEGABYTE));
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService adder = Executors.newSingleThreadExecutor();
		try {
			assertThat(this.multiMap.getMany(names(1, 1024))).hasSize(1024).doesNotContainValue(Set.of());
			this.console.configSet("maxmemory-policy", "noeviction");
			Future<Integer> adds = adder.submit(() -> {
				int added = 0;
				while (!ended.get()) {
					this.multiMap.add("other", "value " + added++ % 100);
				}
				return added;
			});
			for (int i = 0; i < 3; i++) {
				assertThat(this.multiMap.getMany(names(1, 1024))).hasSize(1024);
			}
			ended.set(true);
			assertThat(adds.get()).isPositive();
		}
		finally {
			ended.set(true);
			adder.shutdownNow();
		}
		assertThat(info("stats", "evicted_keys")).isZero();
	}

	@Test
	void readsGoOnWhereTheServerHoldsLittle() {
		fill(1, 100, 31, 1000);
		fill(101, 700, 5, 1000);
		this.console.configSet("client-output-buffer-limit", "normal 1mb 0 0");
		assertValues(31, this.multiMap.getMany(names(1, 100)));
		assertValues(5, this.multiMap.getMany(names(101, 700)));
		assertThat(this.multiMap.getMany(names(1, 700))).hasSize(700).doesNotContainValue(Set.of());
	}

	@Test
	void replyThatTheServerDoesNotHoldIsTold() {
		fill(1, 3, 60, 50_000);
		this.console.configSet("client-output-buffer-limit", "normal 1mb 0 0");
		for (Function<RedisMultiMapWithTTL<String>, ?> read : List.<Function<RedisMultiMapWithTTL<String>, ?>>of(
				(map) -> map.get("1"), (map) -> map.getLatest("1", 60), (map) -> map.getMany("1", "2", "3"))) {
			assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> read.apply(this.multiMap))
				.withMessageContaining("client-output-buffer-limit");
		}
		assertThat(this.multiMap.stream("1")).hasSize(60);
	}

	/**
	 * Reads, and looks at how much memory the server needed at most meanwhile.
	 */
	private <T> T readInLittleMemory(Function<RedisMultiMapWithTTL<String>, T> read) {
		this.multiMap.get("nowhere");
		this.multiMap.getMany(names(100_001, 100_600));
		long peak = memory("used_memory_peak");
		long before = memory("used_memory");
		T result = read.apply(this.multiMap);
		long needed = memory("used_memory_peak") - before;
		assertThat(needed).as("server's memory for replies, in bytes").isLessThan(MOST + peak - before);
		return result;
	}

	private long memory(String field) {
		return info("memory", field);
	}

	private long info(String section, String field) {
		return number(section, field + ":(\\d+)");
	}

	private long calls(String command) {
		return number("commandstats", "cmdstat_" + command + ":calls=(\\d+)");
	}

	private long number(String section, String pattern) {
		return Pattern.compile(pattern)
			.matcher(this.console.info(section))
			.results()
			.map((MatchResult result) -> Long.parseLong(result.group(1)))
			.findFirst()
			.orElse(0L);
	}

	/**
	 * Reads names.
	 */
	interface Reads {

		Map<String, ? extends Collection<?>> of(RedisMultiMapWithTTL<String> multiMap, Collection<String> names);

	}

}
