package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.DataAccessException;

import io.multimapttl.reliability.FaultyProxy.Direction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connection is cut within a batch of 600 names, at one byte after the other. Some
 * callers are left without a connection until their call has failed, and repeat it; for
 * others the network is there again at once, and the driver repeats it unnoticed.
 */
@Timeout(300)
class CutConnectionTests {

	private static final int NAMES = 600;

	private static final int LANES = 4;

	private static final int ATTEMPTS = 20;

	private static final Duration TTL = Duration.ofMinutes(5);

	@AutoClose
	private static final RedisNode redis = RedisNode.start();

	/**
	 * The first replies to a read of many names are those of scripts, which tell the
	 * moment for all others.
	 */
	@Test
	void readGoesOnWhereverItsFirstReplyIsCut() {
		Lane lane = new Lane("getMany", Direction.REPLIES, 1);
		try {
			lane.repeat();
			Figures all = new Figures(0, 0, 0);
			for (int bytes = 7; bytes < 37; bytes += 7) {
				all = all.plus(lane.cut(bytes, false));
			}
			assertThat(all.failed()).isLessThan(all.cuts());
		}
		finally {
			lane.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "addMany, REQUESTS, 1, 881, 293", "addMany, REPLIES, 1, 4, 1", "addMany, REQUESTS, 6, 2909, 293",
			"addMany, REPLIES, 6, 7, 1", "getMany, REPLIES, 6, 2909, 293", "getManyWithExpiry, REPLIES, 6, 5821, 293" })
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
			assertThat(length).isGreaterThan(everyBytes);
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
			return result.get(280, TimeUnit.SECONDS);
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
	 * What there is of a batch.
	 *
	 * @param whole how many names have all their values
	 * @param torn how many have some of them
	 * @param withoutTtl how many would stay for ever
	 */
	private record State(int whole, int torn, int withoutTtl) {
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

		private final ExecutorService network = Executors.newSingleThreadExecutor();

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
			repeat();
			// What belongs to a new connection may be on its way besides
			AtomicLong length = new AtomicLong(Long.MAX_VALUE);
			for (int i = 0; i < 3; i++) {
				Patience.await().until(() -> {
					prepare();
					long before = this.proxy.forwarded(this.direction);
					call();
					length.accumulateAndGet(this.proxy.forwarded(this.direction) - before, Math::min);
					return true;
				});
			}
			// The text of a score takes 13 characters, or 18
			return this.operation.equals("getManyWithExpiry") ? length.get() * 2 / 3 : length.get();
		}

		private long add() {
			return this.application.multiMap().addMany(this.batch, TTL);
		}

		Figures cut(AtomicInteger next, int everyBytes, long length) {
			Figures figures = new Figures(0, 0, 0);
			repeat();
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

		/**
		 * Cuts until it has come to that: a call on a busy machine may be over before the
		 * byte has come.
		 */
		private Figures cut(int bytes, boolean untilTheCallFails) {
			for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
				Optional<Figures> figures = tryToCut(bytes, untilTheCallFails);
				if (figures.isPresent()) {
					return figures.get();
				}
			}
			throw new AssertionError("In %d calls there was no byte %d to cut at".formatted(ATTEMPTS, bytes));
		}

		private Optional<Figures> tryToCut(int bytes, boolean untilTheCallFails) {
			prepare();
			long connections = redis.connectionsOf(this.application.clientName());
			AtomicBoolean over = new AtomicBoolean();
			this.proxy.cutAfter(this.direction, bytes);
			CompletableFuture<Optional<State>> network = CompletableFuture.supplyAsync(() -> {
				Patience.await().until(() -> this.proxy.isRefusing() || over.get());
				if (!this.proxy.isRefusing()) {
					return Optional.empty();
				}
				Patience.await().until(() -> redis.connectionsOf(this.application.clientName()) < connections);
				State state = inspect();
				if (!untilTheCallFails) {
					this.proxy.resume();
				}
				return Optional.of(state);
			}, this.network);
			Ledger.Outcome<?> outcome = Ledger.Outcome.of(this::call);
			over.set(true);
			Optional<State> state = network.join();
			this.proxy.resume();
			if (outcome.isAcknowledged()) {
				Patience.await().until(() -> this.application.multiMap().size("none") == 0);
			}
			else {
				assertThat(outcome.failure()).as("cut at byte " + bytes).isInstanceOf(DataAccessException.class);
				repeat();
			}
			assertThat(inspect()).as("when all is right again").isEqualTo(new State(NAMES, 0, 0));
			return state.map((found) -> {
				assertThat(found.torn()).as("names torn by the cut at byte " + bytes).isZero();
				assertThat(found.withoutTtl()).as("names without TTL after the cut at byte " + bytes).isZero();
				return new Figures(1, found.whole(), outcome.isAcknowledged() ? 0 : 1);
			});
		}

		/**
		 * Repeats what was cut, and waits for both connections: the shared one and that
		 * for pipelines. On a busy machine a call may take longer than the timeout.
		 */
		private void repeat() {
			Patience.await().untilAsserted(() -> {
				assertThat(add()).isBetween(0L, (long) NAMES * this.values);
				call();
				assertThat(this.application.multiMap().size("none")).isZero();
			});
		}

		private State inspect() {
			Ledger.Contents contents = Ledger.Contents.read(this.prefix, redis.console());
			int whole = (int) contents.expiries()
				.values()
				.stream()
				.filter((ofName) -> ofName.size() == this.values)
				.count();
			return new State(whole, contents.expiries().size() - whole, contents.withoutTtl().size());
		}

		void closeQuietly() {
			close(this.application.context()::close);
		}

		void close() {
			close(this.application::close);
		}

		private void close(Runnable closeApplication) {
			this.network.shutdownNow();
			this.proxy.resume();
			closeApplication.run();
			this.proxy.close();
		}

	}

}
