package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.support.TransactionTemplate;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.AtOnce;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;
import io.multimapttl.testsupport.ResourcelessTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * A multimap has nothing to do with what the application does on the same thread: its
 * transactions, its {@code MULTI}, its pipelines. Each test has the application do
 * something of its own there, to see that the transaction or the pipeline is a real one.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class IsolationTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	private StringRedisTemplate application;

	private String applicationKey;

	private RedisMultiMapWithTTL<String> multiMap;

	@BeforeEach
	void createMultiMap() {
		use(this.redis.connectionFactory());
	}

	private void use(LettuceConnectionFactory connectionFactory) {
		this.application = transactional(connectionFactory);
		this.applicationKey = this.redis.keyPrefix() + ".application";
		this.multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(connectionFactory).build())
			.create("map", String.class);
	}

	private static StringRedisTemplate transactional(RedisConnectionFactory connectionFactory) {
		StringRedisTemplate template = new StringRedisTemplate(connectionFactory);
		template.setEnableTransactionSupport(true);
		template.afterPropertiesSet();
		return template;
	}

	static List<Arguments> operations() {
		Consumer<MultiMapWithTTL<String>> oneName = EveryOperation::onOneName;
		Consumer<MultiMapWithTTL<String>> many = EveryOperation::onMany;
		return List.of(argumentSet("one name", oneName), argumentSet("many names", many));
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInATransactionAndSurvivesItsRollback(Consumer<MultiMapWithTTL<String>> operations) {
		transaction().executeWithoutResult((status) -> {
			this.application.opsForValue().set(this.applicationKey, "rolled back");
			operations.accept(this.multiMap);
			assertThat(this.application.opsForValue().get(this.applicationKey)).as("reply in a transaction").isNull();
			status.setRollbackOnly();
		});
		assertThat(this.redis.key(this.applicationKey).exists()).isFalse();
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInATransactionThatIsCommitted(Consumer<MultiMapWithTTL<String>> operations) {
		transaction().executeWithoutResult((status) -> {
			this.application.opsForValue().set(this.applicationKey, "committed");
			operations.accept(this.multiMap);
			assertThat(this.redis.key(this.applicationKey).exists()).isFalse();
		});
		assertThat(this.redis.key(this.applicationKey).exists()).isTrue();
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInAReadOnlyTransaction(Consumer<MultiMapWithTTL<String>> operations) {
		TransactionTemplate readOnly = transaction();
		readOnly.setReadOnly(true);
		readOnly.executeWithoutResult((status) -> {
			assertThat(this.application.opsForValue().get(this.applicationKey)).isNull();
			operations.accept(this.multiMap);
		});
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksAsTheFirstInATransaction(Consumer<MultiMapWithTTL<String>> operations) {
		transaction().executeWithoutResult((status) -> {
			operations.accept(this.multiMap);
			this.application.opsForValue().set(this.applicationKey, "rolled back");
			status.setRollbackOnly();
		});
		assertThat(this.redis.key(this.applicationKey).exists()).isFalse();
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInAMultiAndSurvivesItsDiscard(Consumer<MultiMapWithTTL<String>> operations) {
		this.application.execute(session((application) -> {
			application.multi();
			this.application.opsForValue().set(this.applicationKey, "discarded");
			operations.accept(this.multiMap);
			application.discard();
			return null;
		}));
		assertThat(this.redis.key(this.applicationKey).exists()).isFalse();
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInAMultiAndIsNotPartOfItsResults(Consumer<MultiMapWithTTL<String>> operations) {
		List<Object> results = this.application.execute(session((application) -> {
			application.multi();
			this.application.opsForValue().set(this.applicationKey, "executed");
			operations.accept(this.multiMap);
			assertThat(this.redis.key(this.applicationKey).exists()).isFalse();
			return application.exec();
		}));
		assertThat(results).hasSize(1);
		assertThat(this.redis.key(this.applicationKey).exists()).isTrue();
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInAPipelineAndIsNotPartOfItsResults(Consumer<MultiMapWithTTL<String>> operations) {
		List<Object> results = this.application.executePipelined((RedisCallback<Object>) (connection) -> {
			connection.stringCommands().set(this.applicationKey.getBytes(), "pipelined".getBytes());
			operations.accept(this.multiMap);
			return null;
		});
		assertThat(results).hasSize(1);
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInAPipelinedSessionAndIsNotPartOfItsResults(Consumer<MultiMapWithTTL<String>> operations) {
		List<Object> results = this.application.executePipelined(session((application) -> {
			this.application.opsForValue().set(this.applicationKey, "pipelined");
			assertThat(this.application.opsForValue().get(this.applicationKey)).as("reply in a pipeline").isNull();
			operations.accept(this.multiMap);
			return null;
		}));
		assertThat(results).hasSize(2);
		assertThat(this.redis.key(this.multiMap, "zone").scores()).containsOnlyKeys("kept");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void worksInAPipelineOnACluster(Consumer<MultiMapWithTTL<String>> operations) throws Exception {
		RedisExtension cluster = new RedisExtension(RedisTopology.CLUSTER);
		cluster.useKeyPrefix(this.redis.keyPrefix());
		RedisMultiMapWithTTL<String> clustered = cluster.disposeAfterwards(cluster.multiMaps().build())
			.create("map", String.class);
		List<Object> results = transactional(cluster.connectionFactory())
			.executePipelined((RedisCallback<Object>) (connection) -> {
				connection.stringCommands().set(this.applicationKey.getBytes(), "pipelined".getBytes());
				operations.accept(clustered);
				return null;
			});
		assertThat(results).hasSize(1);
		assertThat(cluster.key(clustered, "zone").scores()).containsOnlyKeys("kept");
		cluster.cleanUp();
	}

	@Test
	void pipelineOfTheApplicationGoesOnAfterAFailureOfTheMultiMap() {
		this.redis.key(this.multiMap, "text").setText("precious");
		List<Object> results = this.application.executePipelined(session((application) -> {
			this.application.opsForValue().set(this.applicationKey, "pipelined");
			try {
				this.multiMap.add("text", "courier");
			}
			catch (DataAccessException ex) {
				this.application.opsForValue().set(this.applicationKey, "after failure");
			}
			return null;
		}));
		assertThat(results).hasSize(2);
		assertThat(this.redis.template().opsForValue().get(this.applicationKey)).isEqualTo("after failure");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void threadsThatHoldAllPooledConnectionsDoNotWaitForEachOther(boolean inTransaction) throws Exception {
		int poolSize = 8;
		// The connection that the application's factory shares is one of the pool's
		int atOnce = poolSize - 1;
		String clientName = "isolation-" + System.nanoTime();
		use(this.redis.connectionFactory(pooled(poolSize, clientName)));
		AtomicInteger holding = new AtomicInteger();
		CountDownLatch allHold = new CountDownLatch(1);
		List<Callable<Long>> calls = new ArrayList<>();
		for (int i = 0; i < poolSize; i++) {
			Map<String, List<String>> valuesByName = valuesByName("thread " + i + " zone ", 600);
			Callable<Long> call = () -> {
				if (holding.incrementAndGet() == atOnce) {
					assertThat(clientsInMulti(clientName)).isEqualTo(atOnce);
					allHold.countDown();
				}
				assertThat(allHold.await(60, TimeUnit.SECONDS)).isTrue();
				long added = this.multiMap.addMany(valuesByName);
				assertThat(this.multiMap.getMany(valuesByName.keySet()).values())
					.allMatch((values) -> values.size() == 1);
				return added;
			};
			calls.add(() -> inTransaction ? callInTransaction(call) : callInMulti(call));
		}
		assertThat(AtOnce.call(calls)).containsOnly(600L);
	}

	private Long callInTransaction(Callable<Long> call) {
		return transaction().execute((status) -> {
			this.application.opsForValue().set(this.applicationKey, "committed");
			return unchecked(call);
		});
	}

	private Long callInMulti(Callable<Long> call) {
		return this.application.execute(session((application) -> {
			application.multi();
			this.application.opsForValue().set(this.applicationKey, "executed");
			Long result = unchecked(call);
			application.exec();
			return result;
		}));
	}

	@Test
	void pooledConnectionIsFreeAgainAfterACall() {
		// One that the application's factory shares, and one
		use(this.redis.connectionFactory(pooled(2, "isolation")));
		assertThat(this.multiMap.addMany(valuesByName("zone ", 600))).isEqualTo(600);
		assertThat(this.application.executePipelined((RedisCallback<Object>) (connection) -> {
			connection.keyCommands().exists("x".getBytes());
			return null;
		})).hasSize(1);
		assertThat(this.multiMap.getMany(valuesByName("zone ", 600).keySet())).hasSize(600);
	}

	@Test
	void connectionFactoryOfTheApplicationStaysAsItIs() {
		LettuceConnectionFactory connectionFactory = this.redis
			.connectionFactory(RedisServer.clientConfigurationBuilder().build());
		Map<String, Object> before = settings(connectionFactory);
		assertThat(before).containsKeys("pipeliningFlushPolicy", "validateConnection", "shareNativeConnection");
		use(connectionFactory);
		EveryOperation.onOneName(this.multiMap);
		this.multiMap.clear();
		EveryOperation.onMany(this.multiMap);
		assertThat(settings(connectionFactory)).isEqualTo(before);
		assertThat(connectionFactory.isRunning()).isTrue();
	}

	@Test
	void connectionFactoryOfTheApplicationOutlivesTheMultiMaps() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		multiMaps.start();
		EveryOperation.onMany(multiMaps.create("other", String.class));
		multiMaps.stop();
		multiMaps.destroy();
		assertThat(this.redis.connectionFactory().isRunning()).isTrue();
		this.application.opsForValue().set(this.applicationKey, "still here");
		assertThat(this.application.opsForValue().get(this.applicationKey)).isEqualTo("still here");
	}

	private static Map<String, Object> settings(LettuceConnectionFactory connectionFactory) {
		Map<String, Object> settings = new LinkedHashMap<>();
		for (String field : List.of("pipeliningFlushPolicy", "validateConnection", "shareNativeConnection",
				"convertPipelineAndTxResults", "eagerInitialization", "phase", "autoStartup", "clientConfiguration")) {
			settings.put(field, ReflectionTestUtils.getField(connectionFactory, field));
		}
		return settings;
	}

	private static LettucePoolingClientConfiguration pooled(int size, String clientName) {
		GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
		pool.setMaxTotal(size);
		LettucePoolingClientConfiguration.LettucePoolingClientConfigurationBuilder builder = RedisServer
			.prepare(LettucePoolingClientConfiguration.builder());
		builder.poolConfig(pool).clientName(clientName);
		return builder.build();
	}

	private long clientsInMulti(String clientName) {
		return this.redis.server()
			.consoles()
			.get(0)
			.clientList()
			.lines()
			.filter((client) -> client.contains("name=" + clientName + " ") && client.contains(" flags=x "))
			.count();
	}

	private static TransactionTemplate transaction() {
		return new TransactionTemplate(new ResourcelessTransactionManager());
	}

	private static <T> SessionCallback<T> session(Session<T> session) {
		return new SessionCallback<>() {

			@Override
			@SuppressWarnings("unchecked")
			public <K, V> T execute(RedisOperations<K, V> operations) {
				return session.execute((RedisOperations<String, String>) operations);
			}

		};
	}

	private static <T> T unchecked(Callable<T> call) {
		try {
			return call.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, List<String>> valuesByName(String prefix, int names) {
		return ManyNames.of(prefix, names, "courier");
	}

	@FunctionalInterface
	private interface Session<T> {

		T execute(RedisOperations<String, String> application);

	}

}
