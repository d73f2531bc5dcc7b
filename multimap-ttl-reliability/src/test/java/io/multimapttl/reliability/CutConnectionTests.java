package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.ScriptOutputType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.DataAccessException;

import io.multimapttl.reliability.FaultyProxy.Direction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connection is cut within a batch of 200 names, at one byte after the other. Some
 * callers are left without a connection until their call has failed, and repeat it; for
 * others the network is there again at once, and the driver repeats it unnoticed.
 */
@Timeout(120)
class CutConnectionTests {

	private static final int NAMES = 200;

	private static final int LANES = 4;

	private static final Duration TTL = Duration.ofMinutes(5);

	// ARGV[1]: the keys of the batch, ARGV[2]: how many values each has when it is whole
	private static final String INSPECT = """
			local whole, torn, immortal = 0, 0, 0
			for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
			  if redis.call('ZCARD', key) == tonumber(ARGV[2]) then whole = whole + 1 else torn = torn + 1 end
			  if redis.call('PTTL', key) < 0 then immortal = immortal + 1 end
			end
			return {whole, torn, immortal}
			""";

	private static RedisNode redis;

	@BeforeAll
	static void startRedis() {
		redis = RedisNode.start();
	}

	@AfterAll
	static void stopRedis() {
		redis.close();
	}

	@ParameterizedTest
	@CsvSource({ "addMany, REQUESTS, 1, 293, 97", "addMany, REPLIES, 1, 1, 1", "addMany, REQUESTS, 6, 970, 97",
			"addMany, REPLIES, 6, 3, 1", "getMany, REPLIES, 6, 970, 97", "getManyWithExpiry, REPLIES, 6, 1940, 97" })
	void namesAreWholeOrAbsentWhereverTheConnectionIsCut(String operation, Direction direction, int values, int step,
			int fullStep) throws Exception {
		int everyBytes = Soak.times("cut-step", step, fullStep);
		Deque<Lane> lanes = new ArrayDeque<>();
		ExecutorService executor = Executors.newFixedThreadPool(LANES);
		try {
			for (int i = 0; i < LANES; i++) {
				lanes.push(new Lane(operation, direction, values));
			}
			long length = lanes.element().length();
			AtomicInteger next = new AtomicInteger();
			List<Future<Figures>> results = new ArrayList<>();
			for (Lane lane : lanes) {
				results.add(executor.submit(() -> lane.cut(next, everyBytes, length)));
			}
			Figures all = new Figures(0, 0, 0);
			for (Future<Figures> result : results) {
				all = all.plus(get(result));
			}
			assertThat(all.cuts()).isGreaterThanOrEqualTo((int) ((length - 1) / everyBytes));
			Report.row(
					"Connection cut every %d bytes of a batch of %d names x %d, %s".formatted(everyBytes, NAMES, values,
							direction.name().toLowerCase()),
					"each name whole or absent, none without TTL, repeating puts all right",
					"%d cuts in %,d bytes: %,d names whole, %,d absent, none torn, none without TTL; %d calls failed, all right when repeated, %d returned",
					all.cuts(), length, all.whole(), all.cuts() * NAMES - all.whole(), all.failed(),
					all.cuts() - all.failed());
		}
		finally {
			executor.shutdownNow();
			// The one that was there before all others comes last, and looks for
			// leftovers
			while (lanes.size() > 1) {
				lanes.pop().closeQuietly();
			}
			lanes.pop().close();
		}
	}

	private static Figures get(Future<Figures> result) throws Exception {
		try {
			return result.get(100, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof AssertionError error) {
				throw error;
			}
			throw ex;
		}
	}

	private record Figures(int cuts, int whole, int failed) {

		Figures plus(Figures other) {
			return new Figures(this.cuts + other.cuts, this.whole + other.whole, this.failed + other.failed);
		}

	}

	/**
	 * An application behind a proxy of its own.
	 */
	private static final class Lane {

		private static final AtomicInteger number = new AtomicInteger();

		private final String prefix = "lane" + number.incrementAndGet();

		private final FaultyProxy proxy = FaultyProxy.to(redis.port());

		private final Application application = Application.on(redis, this.proxy.port(),
				"spring.data.redis.timeout=400ms", "multimap.ttl.key-prefix=" + this.prefix);

		private final String operation;

		private final Direction direction;

		private final Map<String, List<String>> batch = new LinkedHashMap<>();

		private final int values;

		Lane(String operation, Direction direction, int values) {
			this.operation = operation;
			this.direction = direction;
			this.values = values;
			for (int i = 0; i < NAMES; i++) {
				this.batch.put("name-" + (1000 + i), List.of("v1", "v2", "v3", "v4", "v5", "v6").subList(0, values));
			}
		}

		/** Returns the length of the batch, once the script is there. */
		long length() {
			addFirst();
			repeat(0);
			// What belongs to a new connection may be on its way besides
			long length = Long.MAX_VALUE;
			for (int i = 0; i < 3; i++) {
				prepare();
				long before = this.proxy.forwarded(this.direction);
				call();
				length = Math.min(length, this.proxy.forwarded(this.direction) - before);
			}
			// The text of a score takes 13 characters, or 18
			return this.operation.equals("getManyWithExpiry") ? length * 2 / 3 : length;
		}

		/** On a busy machine the first connection may take longer than the timeout. */
		private void addFirst() {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.ignoreExceptionsInstanceOf(DataAccessException.class)
				.until(() -> add() >= 0);
		}

		private long add() {
			return this.application.multiMap().addMany(this.batch, TTL);
		}

		Figures cut(AtomicInteger next, int everyBytes, long length) {
			Figures figures = new Figures(0, 0, 0);
			addFirst();
			repeat(0);
			for (int turn = next.getAndIncrement(); 1 + (long) turn * everyBytes < length; turn = next
				.getAndIncrement()) {
				figures = figures.plus(cut(1 + turn * everyBytes, turn % 3 == 0));
			}
			return figures;
		}

		/** Has nothing there before something is added. */
		private void prepare() {
			if (this.operation.equals("addMany")) {
				redis.console().unlink(redis.console().keys(this.prefix + ":*").toArray(String[]::new));
			}
		}

		private Object call() {
			var map = this.application.multiMap();
			return switch (this.operation) {
				case "getMany" -> assertWhole(map.getMany(this.batch.keySet()).values());
				case "getManyWithExpiry" -> assertWhole(map.getManyWithExpiry(this.batch.keySet()).values());
				default -> add();
			};
		}

		private Object assertWhole(Collection<? extends Collection<?>> values) {
			assertThat(values).hasSize(NAMES)
				.allSatisfy((ofName) -> assertThat(ofName).hasSize(this.values).doesNotHaveDuplicates());
			return values;
		}

		private Figures cut(int bytes, boolean untilTheCallFails) {
			prepare();
			long connections = redis.connectionsOf(this.application.clientName());
			this.proxy.cutAfter(this.direction, bytes);
			List<Long> state = new ArrayList<>();
			Thread network = new Thread(() -> {
				Awaitility.await().pollInterval(Duration.ofMillis(1)).until(this.proxy::isRefusing);
				Awaitility.await()
					.pollInterval(Duration.ofMillis(1))
					.until(() -> redis.connectionsOf(this.application.clientName()) < connections);
				state.addAll(inspect());
				if (!untilTheCallFails) {
					this.proxy.resume();
				}
			}, "test-network");
			network.start();
			Ledger.Outcome<?> outcome = Ledger.Outcome.of(this::call);
			join(network);
			assertThat(state).as("state after the cut at byte %d, %s", bytes, outcome).hasSize(3);
			assertThat(state.get(1)).as("names torn by the cut at byte " + bytes).isZero();
			assertThat(state.get(2)).as("names without TTL after the cut at byte " + bytes).isZero();
			this.proxy.resume();
			if (outcome.isAcknowledged()) {
				assertThat(this.application.multiMap().size("none")).isZero();
			}
			else {
				assertThat(outcome.failure()).as("cut at byte " + bytes).isInstanceOf(DataAccessException.class);
				repeat(bytes);
			}
			assertThat(inspect()).as("when all is right again").containsExactly((long) NAMES, 0L, 0L);
			return new Figures(1, state.get(0).intValue(), outcome.isAcknowledged() ? 0 : 1);
		}

		/**
		 * Repeats what was cut, and waits for both connections: the shared one and that
		 * for pipelines.
		 */
		private void repeat(int bytes) {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.ignoreExceptionsInstanceOf(DataAccessException.class)
				.untilAsserted(() -> {
					call();
					assertThat(add()).as("cut at byte " + bytes).isBetween(0L, (long) NAMES * this.values);
					assertThat(this.application.multiMap().size("none")).isZero();
				});
		}

		private List<Long> inspect() {
			return redis.console()
				.eval(INSPECT, ScriptOutputType.MULTI, new String[0], this.prefix + ":*", String.valueOf(this.values));
		}

		private static void join(Thread thread) {
			try {
				thread.join(20_000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		void closeQuietly() {
			this.proxy.resume();
			this.application.context().close();
			this.proxy.close();
		}

		void close() {
			this.proxy.resume();
			this.application.close();
			this.proxy.close();
		}

	}

}
