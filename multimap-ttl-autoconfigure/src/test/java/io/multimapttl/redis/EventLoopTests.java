package io.multimapttl.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.Transports;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Calls on the threads that Lettuce reads and writes with, as many as a machine of two
 * processors has.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
@Timeout(60)
class EventLoopTests {

	@RegisterExtension
	final RedisExtension redis;

	private ClientResources resources;

	private LettuceConnectionFactory application;

	private RedisMultiMapWithTTL<String> multiMap;

	EventLoopTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.resources = DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
		this.application = this.redis.connectionFactory(LettuceClientConfiguration.builder()
			.clientResources(this.resources)
			.commandTimeout(Duration.ofSeconds(3))
			.shutdownTimeout(Duration.ZERO)
			.build());
		this.multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(this.application).build())
			.create("map", String.class);
	}

	@AfterEach
	void shutDownResources() {
		this.application.destroy();
		this.resources.shutdown(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	static Stream<Consumer<MultiMapWithTTL<String>>> calls() {
		return Stream.of((multiMap) -> multiMap.add("zone", "ada"), (multiMap) -> multiMap.addMany(batch()),
				(multiMap) -> multiMap.getMany(batch().keySet()), (multiMap) -> multiMap.stream("zone"),
				(multiMap) -> multiMap.names(), MultiMapWithTTL::clear);
	}

	@ParameterizedTest
	@MethodSource("calls")
	void firstCallOfAllIsRefused(Consumer<MultiMapWithTTL<String>> call) throws Exception {
		assertRefused(onEventLoop(() -> catchThrowable(() -> call.accept(this.multiMap))));
		assertThat(this.multiMap.add("zone", "bob")).as("another thread's call").isTrue();
	}

	@ParameterizedTest
	@MethodSource("calls")
	void callIsRefusedOnceConnected(Consumer<MultiMapWithTTL<String>> call) throws Exception {
		this.multiMap.addMany(batch());
		assertRefused(onEventLoop(() -> catchThrowable(() -> call.accept(this.multiMap))));
		assertThat(this.multiMap.addMany(batch())).isZero();
	}

	@Test
	void openStreamIsNotReadThere() throws Exception {
		this.multiMap.add("zone", "ada");
		try (Stream<String> values = this.multiMap.stream("zone"); Stream<String> names = this.multiMap.names()) {
			assertRefused(onEventLoop(() -> catchThrowable(values::toList)));
			assertRefused(onEventLoop(() -> catchThrowable(names::toList)));
		}
	}

	@Test
	void computationThreadsMayCall() throws Exception {
		this.resources.eventExecutorGroup().submit(() -> EveryOperation.onOneName(this.multiMap)).get();
		this.resources.eventExecutorGroup().submit(() -> this.multiMap.addMany(batch())).get();
		assertThat(this.multiMap.getMany(batch().keySet())).doesNotContainValue(Set.of());
	}

	@Test
	void eventLoopsOfOthersMayCall() throws Exception {
		EventLoopGroup others = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		try {
			assertThat(others.submit(() -> this.multiMap.add("zone", "ada")).get()).isTrue();
			assertThat(others.submit(() -> this.multiMap.addMany(batch())).get()).isEqualTo(300);
		}
		finally {
			others.shutdownGracefully(0, 0, TimeUnit.SECONDS);
		}
	}

	/**
	 * As where a web server has the same threads: those that no connection to Redis uses
	 * count as well.
	 */
	@Test
	void eventLoopsThatAreSharedWithOthersAreRefused() throws Exception {
		EventLoopGroup shared = new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
		ClientResources resources = DefaultClientResources.builder()
			.eventLoopGroupProvider(new SharedEventLoops(shared))
			.build();
		try {
			LettuceConnectionFactory application = this.redis
				.connectionFactory(LettuceClientConfiguration.builder().clientResources(resources).build());
			RedisMultiMapWithTTL<String> multiMap = this.redis
				.disposeAfterwards(this.redis.multiMaps(application).build())
				.create("other", String.class);
			multiMap.add("zone", "ada");
			for (EventExecutor eventLoop : shared) {
				assertRefused(eventLoop.submit(() -> catchThrowable(() -> multiMap.add("zone", "bob"))).get());
			}
			application.destroy();
		}
		finally {
			resources.shutdown(0, 0, TimeUnit.SECONDS);
			shared.shutdownGracefully(0, 0, TimeUnit.SECONDS);
		}
	}

	/**
	 * Connecting, waiting for replies and closing: the driver's threads do not get to any
	 * of it.
	 */
	@Test
	void noCallerWaitsForLongWhileTheEventLoopsAreBusy() throws Exception {
		LettuceConnectionFactory application = this.redis.connectionFactory(impatient());
		MultiMapWithTTLFactory multiMaps = this.redis
			.disposeAfterwards(this.redis.multiMaps(application).connections(2).build());
		RedisMultiMapWithTTL<String> multiMap = multiMaps.create("other", String.class);
		whileEventLoopsAreBusy(() -> {
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> multiMap.add("zone", "ada"));
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> multiMap.addMany(batch()));
		});
		Awaitility.await().ignoreExceptions().until(() -> multiMap.addMany(batch()) >= 0);
		multiMaps.start();
		whileEventLoopsAreBusy(() -> {
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> multiMap.add("zone", "ada"));
			for (int i = 0; i < 4; i++) {
				assertThat(catchThrowable(() -> multiMap.addMany(batch()))).isInstanceOf(DataAccessException.class);
			}
			multiMaps.stop();
		});
		multiMaps.start();
		Awaitility.await().ignoreExceptions().until(() -> multiMap.addMany(batch()) >= 0);
	}

	private LettuceClientConfiguration impatient() {
		return LettuceClientConfiguration.builder()
			.clientResources(this.resources)
			.commandTimeout(Duration.ofMillis(200))
			.clientOptions(ClientOptions.builder()
				.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofMillis(200)).build())
				.build())
			.shutdownTimeout(Duration.ZERO)
			.build();
	}

	private void whileEventLoopsAreBusy(Runnable task) throws Exception {
		EventLoopGroup eventLoops = this.resources.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass());
		CountDownLatch done = new CountDownLatch(1);
		try {
			eventLoops.forEach((eventLoop) -> eventLoop.submit(() -> done.await(60, TimeUnit.SECONDS)));
			task.run();
		}
		finally {
			done.countDown();
			this.resources.eventLoopGroupProvider().release(eventLoops, 0, 0, TimeUnit.SECONDS);
		}
	}

	private static void assertRefused(Throwable refusal) {
		assertThat(refusal).isInstanceOf(IllegalStateException.class).hasMessageContaining("boundedElastic");
	}

	/**
	 * Calls on a thread that Lettuce has read on: what a subscriber to a reactive call
	 * does, which runs there whenever the reply comes after the subscription.
	 */
	private <T> T onEventLoop(Callable<T> call) throws Exception {
		new ReactiveStringRedisTemplate(this.application).hasKey("any").block();
		EventLoopGroupProvider provider = this.resources.eventLoopGroupProvider();
		EventLoopGroup eventLoops = provider.allocate(Transports.eventLoopGroupClass());
		try {
			return eventLoops.submit(call).get(30, TimeUnit.SECONDS);
		}
		finally {
			provider.release(eventLoops, 0, 0, TimeUnit.SECONDS);
		}
	}

	private static Map<String, List<String>> batch() {
		return ManyNames.of("zone ", 300, "courier");
	}

	private record SharedEventLoops(EventLoopGroup group) implements EventLoopGroupProvider {

		@Override
		@SuppressWarnings("unchecked")
		public <T extends EventLoopGroup> T allocate(Class<T> type) {
			return (T) this.group;
		}

		@Override
		public int threadPoolSize() {
			return 3;
		}

		@Override
		public io.netty.util.concurrent.Future<Boolean> release(EventExecutorGroup eventLoopGroup, long quietPeriod,
				long timeout, TimeUnit unit) {
			return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
		}

		@Override
		public io.netty.util.concurrent.Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
			return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
		}

	}

}
