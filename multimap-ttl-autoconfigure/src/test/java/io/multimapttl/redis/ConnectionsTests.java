package io.multimapttl.redis;

import java.security.SecureClassLoader;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.testsupport.AtOnce;
import io.multimapttl.testsupport.AtOnce;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * How many connections multimaps open, and when those close.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
@Timeout(120)
class ConnectionsTests {

	private static final int CONNECTIONS = 4;

	@RegisterExtension
	final RedisExtension redis;

	private String clientName;

	private LettuceConnectionFactory application;

	private MultiMapWithTTLFactory multiMaps;

	private RedisMultiMapWithTTL<String> multiMap;

	ConnectionsTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.clientName = "connections-" + UUID.randomUUID();
		createMultiMap(Duration.ofSeconds(20), CONNECTIONS);
	}

	private void createMultiMap(Duration commandTimeout, int connections) {
		this.application = this.redis.connectionFactory(RedisServer.clientConfigurationBuilder()
			.clientName(this.clientName)
			.commandTimeout(commandTimeout)
			.build());
		this.multiMaps = this.redis
			.disposeAfterwards(this.redis.multiMaps(this.application).connections(connections).build());
		this.multiMap = this.multiMaps.create("map", String.class);
		useAllNodes(new StringRedisTemplate(this.application));
	}

	/**
	 * Has the application open all connections that it will ever need.
	 */
	private void useAllNodes(StringRedisTemplate template) {
		for (int i = 0; i < 50; i++) {
			template.hasKey("key " + i);
		}
	}

	@Test
	void oneNameOpensNoConnection() {
		RedisMultiMapWithTTL<String> other = this.multiMaps.create("other", String.class);
		EveryOperation.onOneName(other);
		long before = this.redis.server().totalConnectionsReceived();
		EveryOperation.onOneName(this.multiMap);
		assertThat(this.redis.server().totalConnectionsReceived()).isEqualTo(before);
	}

	@Test
	void firstCallOnOneNameOpensNoConnection() {
		long before = this.redis.server().totalConnectionsReceived();
		this.multiMap.add("zone", "courier");
		this.multiMap.get("zone");
		this.multiMap.addAll("zone", List.of("a", "b", "c"));
		this.multiMap.remove("zone", "a");
		this.multiMap.delete("zone");
		assertThat(this.redis.server().totalConnectionsReceived()).isEqualTo(before);
	}

	@Test
	void aThousandCallsOfThreeHundredNamesOpenNoMoreThanTheConnectionsThatAreKept() throws Exception {
		long before = this.redis.server().totalConnectionsReceived();
		addConcurrently(8, 125, 300);
		long opened = this.redis.server().totalConnectionsReceived() - before;
		assertThat(opened).isBetween(1L, mostOpened(CONNECTIONS));
		assertThat(clients()).as("kept").isGreaterThan(1);
	}

	@Test
	void callsOneAfterAnotherShareOneConnection() {
		long before = this.redis.server().totalConnectionsReceived();
		for (int i = 0; i < 20; i++) {
			this.multiMap.addMany(valuesByName(i, 300));
			this.multiMap.getMany(valuesByName(i, 300).keySet());
			this.multiMap.delete(valuesByName(i, 300).keySet());
		}
		assertThat(this.redis.server().totalConnectionsReceived() - before).isBetween(1L, mostOpened(1));
	}

	@Test
	void tenThousandNamesGoThroughOneConnection() {
		long before = this.redis.server().totalConnectionsReceived();
		Map<String, List<String>> valuesByName = valuesByName(1, 10_000);
		assertThat(this.multiMap.addMany(valuesByName)).isEqualTo(10_000);
		assertThat(this.redis.server().totalConnectionsReceived() - before).isBetween(1L, mostOpened(1));
		assertThat(this.redis.keys()).hasSize(10_000);
	}

	@Test
	void connectionsCloseWithTheFactory() throws Exception {
		long before = clients();
		addConcurrently(8, 5, 300);
		assertThat(clients()).isGreaterThan(before);
		this.multiMaps.destroy();
		await(() -> clients() == before);
		assertThat(this.multiMap.addMany(valuesByName(9, 300))).as("call after destroy").isEqualTo(300);
		await(() -> clients() == before);
	}

	@Test
	void connectionsCloseWhenTheFactoryStopsAndOpenAgain() {
		long before = clients();
		this.multiMaps.start();
		assertThat(this.multiMaps.isRunning()).isTrue();
		this.multiMap.addMany(valuesByName(1, 300));
		assertThat(clients()).isGreaterThan(before);
		this.multiMaps.stop();
		assertThat(this.multiMaps.isRunning()).isFalse();
		await(() -> clients() == before);
		this.application.stop();
		this.application.start();
		this.multiMaps.start();
		assertThat(this.multiMap.addMany(valuesByName(2, 300))).isEqualTo(300);
		assertThat(this.multiMap.add("zone", "courier")).isTrue();
	}

	@Test
	void threadsThatConnectKeepNothingOfTheCallerAndEndWithTheFactory() throws Exception {
		ClassLoader ofTheCaller = new SecureClassLoader() {
		};
		Thread caller = new Thread(() -> this.multiMap.addMany(valuesByName(1, 300)));
		caller.setContextClassLoader(ofTheCaller);
		caller.start();
		caller.join(60_000);
		List<Thread> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("multimap-connections"))
			.toList();
		assertThat(threads).isNotEmpty()
			.allMatch(Thread::isDaemon)
			.noneMatch((thread) -> thread.getContextClassLoader() == ofTheCaller);
		this.multiMaps.destroy();
		await(() -> threads.stream().noneMatch(Thread::isAlive));
	}

	@Test
	void noConnectionIsOpenedUntilTheFactoryStartsAgain() {
		this.multiMaps.start();
		this.multiMap.addMany(valuesByName(1, 300));
		this.multiMaps.stop();
		long before = this.redis.server().totalConnectionsReceived();
		assertThat(this.multiMap.addMany(valuesByName(2, 300))).isEqualTo(300);
		assertThat(this.redis.server().totalConnectionsReceived()).isEqualTo(before);
		this.multiMaps.start();
		assertThat(this.multiMap.addMany(valuesByName(3, 300))).isEqualTo(300);
		assertThat(this.redis.server().totalConnectionsReceived()).isGreaterThan(before);
	}

	@Test
	void callsThatWaitTooLongForAConnectionTimeOut() throws Exception {
		createMultiMap(Duration.ofMillis(500), 1);
		this.multiMap.addMany(valuesByName(8, 300));
		List<Callable<Throwable>> callers = IntStream.range(0, 4)
			.<Callable<Throwable>>mapToObj(
					(caller) -> () -> catchThrowable(() -> this.multiMap.addMany(valuesByName(caller, 300))))
			.toList();
		ExecutorService executor = Executors.newFixedThreadPool(callers.size());
		this.redis.server().consoles().forEach((console) -> client(console, "PAUSE", "60000", "WRITE"));
		try {
			List<Throwable> failures = new ArrayList<>();
			for (Future<Throwable> failure : executor.invokeAll(callers, 60, TimeUnit.SECONDS)) {
				failures.add(failure.get());
			}
			assertThat(failures).hasOnlyElementsOfType(QueryTimeoutException.class)
				.anySatisfy((failure) -> assertThat(failure).hasMessageContaining("multimap.ttl.connections"));
		}
		finally {
			this.redis.server().consoles().forEach((console) -> client(console, "UNPAUSE"));
			executor.shutdownNow();
		}
		assertThat(this.multiMap.addMany(valuesByName(9, 300))).isEqualTo(300);
	}

	/**
	 * Of several callers all but one wait for their turn. The driver itself has a
	 * timeout: with zero it may fail to connect.
	 */
	@Test
	void timeoutOfZeroMeansToWait() throws Exception {
		this.application = this.redis.disposeAfterwards(new LettuceConnectionFactory(
				this.redis.server().configuration(), RedisServer.clientConfigurationBuilder().build()) {

			@Override
			public long getTimeout() {
				return 0;
			}

		});
		this.application.start();
		this.multiMaps = this.redis.disposeAfterwards(this.redis.multiMaps(this.application).connections(1).build());
		EveryOperation.onOneName(this.multiMaps.create("map", String.class));
		AtOnce.call(IntStream.range(0, 4).<Callable<Boolean>>mapToObj((caller) -> () -> {
			EveryOperation.onMany(this.multiMaps.create("many-" + caller, String.class));
			return true;
		}).toList());
	}

	/**
	 * The driver fails commands after a timeout of their own, or leaves that to whoever
	 * waits.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void batchesThatAreNotAnsweredTimeOutAndWorkAgain(boolean driverTimesOut) {
		this.application = this.redis.connectionFactory(RedisServer.clientConfigurationBuilder()
			.clientName(this.clientName)
			.commandTimeout(Duration.ofMillis(500))
			.clientOptions(ClientOptions.builder()
				.timeoutOptions(
						driverTimesOut ? TimeoutOptions.enabled(Duration.ofMillis(300)) : TimeoutOptions.create())
				.build())
			.build());
		this.multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(this.application).build())
			.create("map", String.class);
		Map<String, List<String>> valuesByName = valuesByName(1, 600);
		await(() -> catchThrowable(() -> this.multiMap.addMany(valuesByName)) == null);
		this.redis.server().consoles().forEach((console) -> client(console, "PAUSE", "60000", "WRITE"));
		try {
			assertThatExceptionOfType(QueryTimeoutException.class)
				.isThrownBy(() -> this.multiMap.addMany(valuesByName));
			assertThatExceptionOfType(QueryTimeoutException.class)
				.isThrownBy(() -> this.multiMap.getMany(valuesByName.keySet()));
		}
		finally {
			this.redis.server().consoles().forEach((console) -> client(console, "UNPAUSE"));
		}
		// On a busy machine an answer may take longer than the timeout
		await(() -> catchThrowable(() -> assertThat(this.multiMap.getMany(valuesByName.keySet()).values())
			.allMatch((values) -> values.size() == 1)) == null);
	}

	private static void client(RedisCommands<String, String> console, String... args) {
		CommandArgs<String, String> words = new CommandArgs<>(StringCodec.UTF8);
		Stream.of(args).forEach(words::add);
		console.dispatch(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), words);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void interruptEndsABatchWhoseConnectionIsUsedAgainOnceItIsAnswered(boolean read) throws Exception {
		createMultiMap(Duration.ofSeconds(20), 1);
		Map<String, List<String>> valuesByName = valuesByName(1, 600);
		this.multiMap.addMany(valuesByName);
		long before = this.redis.server().totalConnectionsReceived();
		List<Object> outcome = new CopyOnWriteArrayList<>();
		Thread caller = new Thread(() -> {
			outcome.add(catchThrowable(() -> {
				if (read) {
					this.multiMap.getMany(valuesByName.keySet());
				}
				else {
					this.multiMap.addMany(valuesByName);
				}
			}));
			outcome.add(Thread.currentThread().isInterrupted());
		});
		Thread next = new Thread(() -> outcome.add(this.multiMap.addMany(valuesByName)));
		this.redis.server().consoles().forEach((console) -> client(console, "PAUSE", "60000", "WRITE"));
		try {
			caller.start();
			await(() -> caller.getState() == Thread.State.TIMED_WAITING);
			caller.interrupt();
			caller.join(60_000);
			next.start();
			await(() -> next.getState() == Thread.State.TIMED_WAITING);
		}
		finally {
			this.redis.server().consoles().forEach((console) -> client(console, "UNPAUSE"));
		}
		next.join(60_000);
		assertThat(outcome).satisfiesExactly((failure) -> assertThat(failure).isInstanceOf(RedisSystemException.class),
				(interrupted) -> assertThat(interrupted).isEqualTo(true), (added) -> assertThat(added).isEqualTo(0L));
		assertThat(this.multiMap.getMany(valuesByName.keySet())).hasSize(600);
		assertThat(this.redis.server().totalConnectionsReceived()).isEqualTo(before);
	}

	@Test
	void valuesThatAreSlowToComeHoldNoConnection() throws Exception {
		createMultiMap(Duration.ofSeconds(5), 1);
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Map<String, Collection<String>> slow = new LinkedHashMap<>(valuesByName(1, 300));
		slow.put("slow", new SlowToCome("courier", started, release));
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<Long> slowCall = executor.submit(() -> this.multiMap.addMany(slow));
			assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(this.multiMap.addMany(valuesByName(2, 300))).isEqualTo(300);
			release.countDown();
			assertThat(slowCall.get(60, TimeUnit.SECONDS)).isEqualTo(301);
		}
		finally {
			release.countDown();
			executor.shutdownNow();
		}
	}

	@Test
	void streamThatReadsFromItsOwnMultiMapDoesNotWaitForItself() {
		createMultiMap(Duration.ofSeconds(20), 1);
		Map<String, List<String>> valuesByName = valuesByName(1, 300);
		this.multiMap.addMany(valuesByName);
		Stream<Map.Entry<String, List<String>>> copies = valuesByName.keySet()
			.stream()
			.peek((name) -> assertThat(this.multiMap.getMany(valuesByName.keySet())).hasSize(300))
			.map((name) -> Map.entry("copy of " + name, List.of("courier")));
		assertThat(this.multiMap.addMany(copies, Duration.ofMinutes(1))).isEqualTo(300);
	}

	@Test
	void callsGoOnAfterTheirConnectionsWereKilled() throws Exception {
		addConcurrently(4, 5, 300);
		for (int round = 10; round < 20; round++) {
			killClients();
			assertThat(this.multiMap.addMany(valuesByName(round, 300))).isEqualTo(300);
		}
	}

	@Test
	void connectionIsKeptAfterANameOfAnotherType() {
		this.multiMap.addMany(valuesByName(1, 300));
		this.redis.key(this.multiMap, "zone 1 5").setText("precious");
		long before = this.redis.server().totalConnectionsReceived();
		for (int i = 0; i < 5; i++) {
			assertThatExceptionOfType(MultiMapBatchException.class)
				.isThrownBy(() -> this.multiMap.addMany(valuesByName(1, 300)));
		}
		assertThat(this.redis.server().totalConnectionsReceived()).isEqualTo(before);
	}

	private void addConcurrently(int threads, int calls, int names) throws Exception {
		List<Callable<Boolean>> callables = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			Map<String, List<String>> valuesByName = valuesByName(thread, names);
			callables.add(() -> {
				for (int i = 0; i < calls; i++) {
					this.multiMap.addMany(valuesByName);
				}
				return true;
			});
		}
		assertThat(AtOnce.call(callables)).hasSize(threads);
	}

	/**
	 * On a cluster a connection is one per node, and one that learns what nodes there
	 * are.
	 */
	private long mostOpened(int connections) {
		return this.redis.isCluster() ? connections * (this.redis.server().getNodes().size() + 1L) : connections;
	}

	/**
	 * Returns how many connections the application and its multimaps have open.
	 */
	private long clients() {
		return this.redis.server().clients(this.clientName);
	}

	private void killClients() {
		this.redis.server()
			.consoles()
			.forEach((console) -> console.clientList()
				.lines()
				.filter(this::isOurs)
				.map((client) -> Long.valueOf(client.replaceFirst("^id=(\\d+) .*", "$1")))
				.forEach((id) -> console.clientKill(KillArgs.Builder.id(id))));
	}

	private boolean isOurs(String client) {
		return client.contains("name=" + this.clientName + " ");
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(60)).until(condition);
	}

	private static Map<String, List<String>> valuesByName(int number, int names) {
		return ManyNames.of("zone " + number + " ", names, "courier");
	}

	/**
	 * Values that can be checked at once, and the second time, when they are sent, take
	 * as long as the test wants.
	 */
	private static final class SlowToCome extends AbstractCollection<String> {

		private final String value;

		private final CountDownLatch started;

		private final CountDownLatch release;

		SlowToCome(String value, CountDownLatch started, CountDownLatch release) {
			this.value = value;
			this.started = started;
			this.release = release;
		}

		@Override
		public Iterator<String> iterator() {
			this.started.countDown();
			try {
				assertThat(this.release.await(60, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return List.of(this.value).iterator();
		}

		@Override
		public int size() {
			return 1;
		}

	}

}
