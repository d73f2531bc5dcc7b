package io.multimapttl.redis;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.StringRedisSerializer;
import org.springframework.transaction.support.TransactionTemplate;

import io.multimapttl.ExpiringValue;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.testsupport.BlockHoundExtension;
import io.multimapttl.testsupport.BlockingForm;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;
import io.multimapttl.testsupport.ResourcelessTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What is known to go wrong with reactive clients of Redis, tried on one server and on a
 * cluster.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
@ExtendWith(BlockHoundExtension.class)
@Timeout(300)
class ReactiveSenderTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	@RegisterExtension
	final RedisExtension redis;

	private RedisMultiMapWithTTL<String> multiMap;

	private ReactiveMultiMapWithTTL<String> reactive;

	ReactiveSenderTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.multiMapFactory().create("map", String.class);
		this.reactive = this.multiMap.reactive();
	}

	@Test
	void nothingHappensBeforeASubscriptionAndEachIsACallOfItsOwn() {
		List<String> names = new ArrayList<>(List.of("zone"));
		Mono<Boolean> add = this.reactive.add("zone", "ada");
		Mono<Map<String, Set<String>>> read = this.reactive.getMany(names);
		assertThat(this.multiMap.size("zone")).isZero();
		StepVerifier.create(add).expectNext(true).verifyComplete();
		StepVerifier.create(add).expectNext(false).verifyComplete();
		names.add("other");
		StepVerifier.create(read).expectNext(Map.of("zone", Set.of("ada"), "other", Set.of())).verifyComplete();
		assertThat(this.multiMap.reactive()).isSameAs(this.reactive);
	}

	@Test
	void badInputIsAnErrorSignal() {
		Mono<Boolean> add = this.reactive.add("zone", "ada", Duration.ZERO);
		StepVerifier.create(add).verifyError(IllegalArgumentException.class);
		StepVerifier.create(this.reactive.getLatest("zone", -1)).verifyError(IllegalArgumentException.class);
		StepVerifier.create(this.reactive.delete((String[]) null)).verifyError(IllegalArgumentException.class);
		AtomicBoolean subscribed = new AtomicBoolean();
		Flux<Map.Entry<String, List<String>>> entries = Flux.<Map.Entry<String, List<String>>>empty()
			.doOnSubscribe((subscription) -> subscribed.set(true));
		StepVerifier.create(this.reactive.addMany(entries, Duration.ofSeconds(-1)))
			.verifyError(IllegalArgumentException.class);
		assertThat(subscribed).isFalse();
	}

	/**
	 * The driver waits without a limit if it connects on the thread that the new
	 * connection is given.
	 */
	@Test
	void firstCallOfAllMayBeMadeOnAnEventLoop() throws Exception {
		ClientResources resources = DefaultClientResources.builder()
			.ioThreadPoolSize(2)
			.computationThreadPoolSize(2)
			.build();
		EventLoopGroup eventLoops = resources.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass());
		try {
			LettuceConnectionFactory application = this.redis
				.connectionFactory(RedisServer.clientConfigurationBuilder().clientResources(resources).build());
			ReactiveMultiMapWithTTL<String> first = this.redis
				.disposeAfterwards(this.redis.multiMaps(application).build())
				.create("first", String.class)
				.reactive();
			List<CompletableFuture<Boolean>> calls = new ArrayList<>();
			for (EventExecutor eventLoop : eventLoops) {
				calls.add(eventLoop.submit(() -> first.add("zone", eventLoop.toString()).toFuture()).get());
			}
			for (CompletableFuture<Boolean> call : calls) {
				assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
			}
			application.destroy();
		}
		finally {
			resources.eventLoopGroupProvider().release(eventLoops, 0, 0, TimeUnit.SECONDS);
			resources.shutdown(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
		}
	}

	/**
	 * Another client makes the server forget scripts, and learn them again, all the time.
	 * Each call of a name sets the same value's expiry anew: the last must win.
	 */
	@Test
	void scriptsThatAreForgottenReorderNothing() {
		this.reactive.addMany(Map.of("zone", List.of("a"), "zone 2", List.of("a"))).block();
		AtomicBoolean done = new AtomicBoolean();
		CompletableFuture<Void> forgetting = CompletableFuture.runAsync(() -> {
			while (!done.get()) {
				for (RedisCommands<String, String> console : this.redis.server().consoles()) {
					console.scriptFlush();
					console.scriptLoad(new String(Script.ADD_EXPIRING.text(), StandardCharsets.US_ASCII));
				}
			}
		});
		try {
			for (int i = 0; i < 5; i++) {
				Instant start = Instant.parse("2099-01-01T00:00:00Z").plusSeconds(1000L * i);
				Map<String, Map<String, Instant>> expiries = Map.of("zone " + i, repeated(start, 20));
				this.reactive.addManyWithTtl(expiries).block();
				StepVerifier.create(this.reactive.getWithExpiry("zone " + i).filter((it) -> it.value().equals("x")))
					.expectNextMatches((value) -> value.expiresAt().equals(start.plusSeconds(19)))
					.verifyComplete();
			}
		}
		finally {
			done.set(true);
			forgetting.join();
		}
	}

	/**
	 * Returns values of which one is there again in each slice of the name, each time
	 * with a later expiry.
	 */
	private static Map<String, Instant> repeated(Instant start, int slices) {
		Set<Map.Entry<String, Instant>> entries = new LinkedHashSet<>();
		for (int slice = 0; slice < slices; slice++) {
			entries.add(Map.entry("x", start.plusSeconds(slice)));
			for (int i = 1; i < CallPacker.MAX_VALUES; i++) {
				entries.add(Map.entry("courier " + i, start.plusSeconds(slice)));
			}
		}
		return new AbstractMap<>() {

			@Override
			public Set<Map.Entry<String, Instant>> entrySet() {
				return entries;
			}

		};
	}

	/**
	 * As text, a script for each name would be some megabytes on a cluster.
	 */
	@Test
	void serversLearnAScriptByOneCall() {
		Map<String, List<String>> batch = ManyNames.of("zone ", 2000, "courier");
		this.reactive.addMany(batch).block();
		this.redis.server().consoles().forEach(RedisCommands::scriptFlush);
		long before = texts();
		assertThat(this.reactive.addMany(batch).block()).isZero();
		assertThat(texts() - before).isEqualTo(this.redis.server().consoles().size());
	}

	private long texts() {
		return this.redis.server()
			.consoles()
			.stream()
			.flatMap((console) -> Pattern.compile("cmdstat_eval:calls=(\\d+)")
				.matcher(console.info("commandstats"))
				.results())
			.mapToLong((match) -> Long.parseLong(match.group(1)))
			.sum();
	}

	@ParameterizedTest
	@ValueSource(strings = { "shared", "alone", "pooled", "pooled and shared" })
	void cancellingLeavesNoConnectionBehind(String connections) {
		String client = "storm-" + UUID.randomUUID();
		LettuceConnectionFactory application = this.redis.connectionFactory(client(client, connections));
		application.setShareNativeConnection(connections.contains("shared"));
		ReactiveMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("storm", String.class)
			.reactive();
		Map<String, List<String>> batch = ManyNames.of("zone ", 300, "courier");
		cancel(200, multiMap, batch);
		await().until(() -> multiMap.addMany(batch).block() >= 0);
		long before = this.redis.server().clients(client);
		cancel(4900, multiMap, batch);
		this.redis.server().consoles().forEach(RedisCommands::scriptFlush);
		cancel(4900, multiMap, batch);
		for (int i = 0; i < 5; i++) {
			assertThat(multiMap.addMany(batch).block()).isNotNegative();
		}
		assertThat(this.redis.server().clients(client)).isEqualTo(before).isPositive();
	}

	private static void cancel(int times, ReactiveMultiMapWithTTL<String> multiMap, Map<String, List<String>> batch) {
		for (int i = 0; i < times; i++) {
			Disposable single = multiMap.add("zone", "courier " + i).subscribe();
			single.dispose();
			if (i % 10 == 0) {
				multiMap.addMany(batch).subscribe().dispose();
			}
			if (i % 100 == 0) {
				multiMap.add("zone", "late").timeout(Duration.ofNanos(1)).onErrorComplete().block();
			}
		}
	}

	private static LettuceClientConfiguration client(String name, String connections) {
		if (!connections.contains("pooled")) {
			return RedisServer.clientConfigurationBuilder().clientName(name).build();
		}
		GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
		pool.setMaxTotal(3);
		LettucePoolingClientConfiguration.LettucePoolingClientConfigurationBuilder builder = RedisServer
			.prepare(LettucePoolingClientConfiguration.builder().poolConfig(pool));
		return builder.clientName(name).build();
	}

	/**
	 * The driver's thread reads for all others meanwhile.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void sourceIsReadOnNoThreadOfTheDriver(boolean connected) {
		if (connected) {
			this.reactive.add("zone", "ada").block();
		}
		Set<String> threads = ConcurrentHashMap.newKeySet();
		Flux<Map.Entry<String, List<String>>> repeated = Flux.range(0, 2000).map((i) -> {
			threads.add(Thread.currentThread().getName());
			return Map.entry("zone", List.of("courier " + i));
		});
		assertThat(this.reactive.addMany(repeated, TTL).block()).isEqualTo(2000);
		assertThat(threads).isNotEmpty().allMatch((name) -> name.startsWith("parallel-"));
	}

	@ParameterizedTest
	@CsvSource({ "64, false", "65, true" })
	void manyValuesAreDecodedOnNoThreadOfTheDriver(int values, boolean elsewhere) {
		Set<String> threads = ConcurrentHashMap.newKeySet();
		RedisSerializer<String> serializer = new StringRedisSerializer() {

			@Override
			public String deserialize(byte[] bytes) {
				threads.add(Thread.currentThread().getName());
				return super.deserialize(bytes);
			}

		};
		ReactiveMultiMapWithTTL<String> multiMap = this.redis.multiMapFactory()
			.builder("decoded", String.class)
			.serializer(serializer)
			.build()
			.reactive();
		multiMap.addAll("zone", IntStream.range(0, values).mapToObj(String::valueOf).toList()).block();
		assertThat(multiMap.get("zone").count().block()).isEqualTo(values);
		assertThat(threads).hasSize(1).allMatch((name) -> name.startsWith("parallel-") == elsewhere);
	}

	@Test
	void callersTogetherDoNotFillTheQueueOfTheDriver() {
		LettuceConnectionFactory application = withQueue(100);
		ReactiveMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps(application).namesPerCall(1).build())
			.create("queued", String.class)
			.reactive();
		Map<String, List<String>> batch = ManyNames.of("zone ", 300, "courier");
		StepVerifier.create(Flux.range(0, 20).flatMap((i) -> multiMap.addMany(batch), 20))
			.expectNextCount(20)
			.verifyComplete();
	}

	@Test
	void callThatTheDriverHasNoRoomForTakesNoConnectionFromOthers() throws Exception {
		LettuceConnectionFactory application = withQueue(50);
		application.setShareNativeConnection(false);
		ReactiveMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("full", String.class)
			.reactive();
		multiMap.add("zone", "ada").block();
		AtomicLong refused = new AtomicLong();
		CompletableFuture<Long> done;
		try (Pause pause = pause()) {
			done = Flux.range(0, 60).flatMap((i) -> multiMap.add("zone", "courier " + i).onErrorResume((ex) -> {
				refused.incrementAndGet();
				return Mono.empty();
			}), 60).count().toFuture();
			await().until(() -> refused.get() > 0);
		}
		assertThat(done.get(90, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(45);
	}

	private LettuceConnectionFactory withQueue(int commands) {
		return this.redis.connectionFactory(RedisServer.clientConfigurationBuilder()
			.clientOptions(ClientOptions.builder().requestQueueSize(commands).build())
			.build());
	}

	@Test
	void thoseThatWaitForTheConnectionGoOnInTheirOrder() {
		LettuceConnectionFactory application = this.redis.connectionFactory();
		CountDownLatch subscribed = new CountDownLatch(1);
		RedisConnectionFactory slow = (RedisConnectionFactory) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RedisConnectionFactory.class }, (proxy, method, args) -> {
					subscribed.await();
					return method.invoke(application, args);
				});
		DriverCalls driver = new DriverCalls(application, false);
		ConnectionThreads threads = new ConnectionThreads();
		SharedReactiveConnection connection = new SharedReactiveConnection(application,
				new SharedConnection(slow, driver, threads), driver, threads, () -> false);
		List<Integer> order = new CopyOnWriteArrayList<>();
		Set<String> names = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 100; i++) {
			int caller = i;
			Disposable waiting = connection.get().subscribe((opened) -> {
				order.add(caller);
				names.add(Thread.currentThread().getName());
			});
			if (caller % 10 == 0) {
				waiting.dispose();
			}
		}
		subscribed.countDown();
		await().until(() -> order.size() == 90);
		assertThat(order).isSorted();
		assertThat(names).allMatch((name) -> name.startsWith("parallel-"));
		connection.close();
	}

	@Test
	void namesAreReadFromMastersWhateverReadFromSays() {
		LettuceConnectionFactory application = this.redis
			.connectionFactory(RedisServer.clientConfigurationBuilder().readFrom(ReadFrom.UPSTREAM_PREFERRED).build());
		RedisMultiMapWithTTL<String> multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("replicated", String.class);
		multiMap.add("zone", "ada");
		StepVerifier.create(multiMap.reactive().names()).expectNext("zone").verifyComplete();
		StepVerifier.create(multiMap.reactive().clear()).verifyComplete();
		assertThat(multiMap.names()).isEmpty();
	}

	@Test
	void factoryThatWasStoppedOpensNoConnectionOfItsOwn() {
		LettuceConnectionFactory application = this.redis
			.connectionFactory(RedisServer.clientConfigurationBuilder().build());
		application.setShareNativeConnection(false);
		MultiMapWithTTLFactory factory = this.redis.disposeAfterwards(this.redis.multiMaps(application).build());
		ReactiveMultiMapWithTTL<String> multiMap = factory.create("stopped", String.class).reactive();
		multiMap.add("zone", "ada").block();
		factory.stop();
		StepVerifier.create(multiMap.add("zone", "ada"))
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(RedisConnectionFailureException.class)
				.hasMessageContaining("factory was stopped"));
		factory.start();
		assertThat(multiMap.add("zone", "ada").block()).isFalse();
	}

	@Test
	void sourceIsAskedForNoMoreThanRedisTakesAndNotAtAllAfterCancelling() {
		this.reactive.addMany(ManyNames.of("zone ", 300, "courier")).block();
		AtomicLong asked = new AtomicLong();
		Disposable imported;
		try (Pause pause = pause()) {
			imported = this.reactive.addMany(endless(asked), TTL).subscribe();
			await().until(() -> asked.get() > Window.MAX_COST / 4);
			await().during(Duration.ofMillis(300)).until(() -> asked.get() < Window.MAX_COST);
		}
		await().until(() -> asked.get() > 3 * Window.MAX_COST);
		imported.dispose();
		await().until(() -> {
			long before = asked.get();
			this.reactive.addMany(ManyNames.of("zone ", 300, "courier")).block();
			return before == asked.get();
		});
	}

	private static Flux<Map.Entry<String, List<String>>> endless(AtomicLong asked) {
		return Flux.generate((sink) -> {
			long i = asked.getAndIncrement();
			sink.next(Map.entry("zone " + i % 5000, List.of("courier " + i % 50_000)));
		});
	}

	@Test
	void sourceOfManyEntriesIsImported() {
		Flux<Map.Entry<String, List<String>>> entries = Flux.range(0, 50_000)
			.map((i) -> Map.entry("zone " + i % 1000, List.of("courier " + i)));
		assertThat(this.reactive.addMany(entries, TTL).block()).isEqualTo(50_000);
		Map<String, Set<String>> read = this.reactive.getMany(ManyNames.of("zone ", 1000, "courier").keySet()).block();
		assertThat(read.values()).allMatch((values) -> values.size() == 50);
	}

	@Test
	void failureOfTheSourceIsThatOfTheImport() {
		Flux<Map.Entry<String, List<String>>> failing = Flux.concat(Flux.just(Map.entry("zone", List.of("ada"))),
				Flux.error(new IllegalStateException("No more")));
		StepVerifier.create(this.reactive.addMany(failing, TTL)).verifyErrorMessage("No more");
	}

	@Test
	void manyNamesAreReadWindowByWindow() {
		int names = 10_000;
		Map<String, List<String>> batch = ManyNames.of("zone ", names, "courier");
		this.reactive.addMany(batch).block();
		StepVerifier.create(this.reactive.getMany(batch.keySet()))
			.expectNextMatches((read) -> read.size() == names && !read.containsValue(Set.of()))
			.verifyComplete();
		assertThat(this.reactive.names().distinct().count().block()).isEqualTo(names);
		this.reactive.clear().block();
		assertThat(this.reactive.names().count().block()).isZero();
	}

	@Test
	void largeNameIsStreamedAsItIsAskedFor() {
		List<String> values = IntStream.range(0, 5000).mapToObj((i) -> "courier " + i).toList();
		this.reactive.addAll("zone", values).block();
		StepVerifier.create(this.reactive.stream("zone"), 10).expectNextCount(10).thenCancel().verify();
		assertThat(this.reactive.stream("zone").collect(Collectors.toSet()).block()).containsAll(values);
		assertThat(this.reactive.get("zone").count().block()).isEqualTo(5000);
	}

	/**
	 * More values than a call reads, and more bytes.
	 */
	@Test
	void hugeNamesAreReadWhole() {
		List<String> many = IntStream.range(0, 20_000).mapToObj((i) -> "courier " + i).toList();
		List<String> large = IntStream.range(0, 200).mapToObj((i) -> i + "x".repeat(40_000)).toList();
		this.reactive.addMany(Map.of("many", many, "large", large)).block();
		assertThat(this.reactive.getWithExpiry("many").map(ExpiringValue::value).collect(Collectors.toSet()).block())
			.isEqualTo(Set.copyOf(many));
		assertThat(this.reactive.getLatest("many", 15_000).distinct().count().block()).isEqualTo(15_000);
		assertThat(this.reactive.stream("large").collect(Collectors.toSet()).block()).isEqualTo(Set.copyOf(large));
		assertThat(this.reactive.getMany("many", "large", "other").block())
			.isEqualTo(Map.of("many", Set.copyOf(many), "large", Set.copyOf(large), "other", Set.of()));
		assertThat(this.reactive.removeAll("many", many.subList(0, 15_000)).block()).isEqualTo(15_000);
		assertThat(this.reactive.size("many").block()).isEqualTo(5000);
	}

	static Stream<Arguments> replyThatNeverComesFailsAfterTheCommandTimeout() {
		return Stream.of(Arguments.argumentSet("by the driver", TimeoutOptions.enabled()),
				Arguments.argumentSet("off", TimeoutOptions.builder().timeoutCommands(false).build()),
				Arguments.argumentSet("none for scripts",
						TimeoutOptions.builder().timeoutCommands().timeoutSource(new TimeoutOptions.TimeoutSource() {

							@Override
							public long getTimeout(RedisCommand<?, ?, ?> command) {
								return 0;
							}

						}).build()));
	}

	@ParameterizedTest
	@MethodSource
	void replyThatNeverComesFailsAfterTheCommandTimeout(TimeoutOptions timeouts) {
		LettuceConnectionFactory application = this.redis.connectionFactory(RedisServer.clientConfigurationBuilder()
			.commandTimeout(Duration.ofMillis(500))
			.clientOptions(ClientOptions.builder().timeoutOptions(timeouts).build())
			.build());
		ReactiveMultiMapWithTTL<String> impatient = this.redis
			.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("impatient", String.class)
			.reactive();
		Map<String, List<String>> batch = ManyNames.of("zone ", 300, "courier");
		await().ignoreExceptions().until(() -> impatient.addMany(batch).block() >= 0);
		try (Pause pause = pause()) {
			StepVerifier.create(impatient.add("zone", "ada")).verifyError(QueryTimeoutException.class);
			StepVerifier.create(impatient.addMany(batch)).verifyError(QueryTimeoutException.class);
			StepVerifier.create(impatient.getMany(batch.keySet())).verifyError(QueryTimeoutException.class);
		}
		await().ignoreExceptions().until(() -> impatient.addMany(batch).block() >= 0);
	}

	/**
	 * Lettuce cancels what it has not written when a connection is closed.
	 */
	@Test
	void callThatLettuceCancelsFails() {
		LettuceConnectionFactory application = this.redis
			.connectionFactory(RedisServer.clientConfigurationBuilder().build());
		ReactiveMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("cancelled", String.class)
			.reactive();
		Map<String, List<String>> batch = ManyNames.of("zone ", 300, "courier");
		multiMap.addMany(batch).block();
		flushNothing(application);
		List<CompletableFuture<?>> calls = List.of(multiMap.add("zone", "ada").toFuture(),
				multiMap.addMany(batch).toFuture());
		await().until(() -> {
			application.resetConnection();
			return calls.stream().allMatch(CompletableFuture::isCompletedExceptionally);
		});
	}

	private static void flushNothing(LettuceConnectionFactory application) {
		Object commands = application.getConnection().getNativeConnection();
		StatefulConnection<?, ?> connection = (commands instanceof RedisAsyncCommands<?, ?> oneServer)
				? oneServer.getStatefulConnection()
				: ((RedisAdvancedClusterAsyncCommands<?, ?>) commands).getStatefulConnection();
		connection.setAutoFlushCommands(false);
	}

	@Test
	void transactionOfTheApplicationHasNoPartInIt() {
		new TransactionTemplate(new ResourcelessTransactionManager()).executeWithoutResult((status) -> {
			EveryOperation.onOneName(new BlockingForm<>(this.multiMap));
			status.setRollbackOnly();
		});
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@Test
	void pipelineOfTheApplicationHasNoPartInIt() {
		RedisTemplate<String, String> application = new StringRedisTemplate(this.redis.connectionFactory());
		application.executePipelined((RedisCallback<Object>) (connection) -> {
			EveryOperation.onOneName(new BlockingForm<>(this.multiMap));
			return null;
		});
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@Test
	void worksAgainAfterTheConnectionWasReplaced() {
		LettuceConnectionFactory application = this.redis
			.connectionFactory(RedisServer.clientConfigurationBuilder().build());
		ReactiveMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("replaced", String.class)
			.reactive();
		Map<String, List<String>> batch = ManyNames.of("zone ", 300, "courier");
		multiMap.addMany(batch).block();
		for (Consumer<LettuceConnectionFactory> replacing : List
			.<Consumer<LettuceConnectionFactory>>of(LettuceConnectionFactory::resetConnection, (factory) -> {
				factory.stop();
				factory.start();
			})) {
			replacing.accept(application);
			assertThat(multiMap.addMany(batch).block()).isZero();
			replacing.accept(application);
			assertThat(multiMap.add("zone 0", "courier").block()).isFalse();
		}
		application.stop();
		StepVerifier.create(multiMap.add("zone", "ada"))
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(RedisConnectionFailureException.class)
				.hasMessageContaining("is not running"));
	}

	@Test
	void tellsWhyThereIsNoConnectionAsTheBlockingFormDoes() {
		LettuceConnectionFactory nobody = new LettuceConnectionFactory(new RedisStandaloneConfiguration("localhost", 1),
				RedisServer.clientConfigurationBuilder().build());
		nobody.afterPropertiesSet();
		nobody.start();
		this.redis.disposeAfterwards(nobody);
		RedisMultiMapWithTTL<String> multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(nobody).build())
			.create("nobody", String.class);
		assertThat(catchThrowable(() -> multiMap.add("zone", "ada"))).isNotNull();
		Throwable blocking = catchThrowable(() -> multiMap.add("zone", "ada"));
		StepVerifier.create(multiMap.reactive().add("zone", "ada"))
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(RedisConnectionFailureException.class)
				.hasMessage(blocking.getMessage())
				.hasMessageContaining("localhost:1"));
		StepVerifier.create(multiMap.reactive().addMany(ManyNames.of("zone ", 300, "courier")))
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(RedisConnectionFailureException.class));
	}

	/**
	 * Waits, on a busy machine for long.
	 */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(90));
	}

	/**
	 * Has all servers answer no script until it is closed.
	 */
	private Pause pause() {
		client("PAUSE", "60000", "WRITE");
		return () -> client("UNPAUSE");
	}

	private void client(String... args) {
		for (RedisCommands<String, String> console : this.redis.server().consoles()) {
			CommandArgs<String, String> command = new CommandArgs<>(StringCodec.UTF8);
			List.of(args).forEach(command::add);
			console.dispatch(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), command);
		}
	}

	private interface Pause extends AutoCloseable {

		@Override
		void close();

	}

}
