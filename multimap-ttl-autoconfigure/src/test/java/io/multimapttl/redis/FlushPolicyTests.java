package io.multimapttl.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnection.PipeliningFlushPolicy;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.multimapttl.testsupport.BlockingForm;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that chose when its own pipelines are sent: that is nothing to batches,
 * and batches are nothing to those pipelines.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
@Timeout(120)
class FlushPolicyTests {

	private static final int NAMES = 600;

	private static final int COMMANDS = 120;

	@RegisterExtension
	final RedisExtension redis;

	FlushPolicyTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	/**
	 * The last number is how many commands of the application's pipeline are sent before
	 * it is closed.
	 */
	@ParameterizedTest
	@CsvSource({ "false, true, 0", "false, false, 100", "true, false, 0", "true, true, 100" })
	void batchesAndPipelinesOfTheApplicationAreSentEachInTheirOwnWay(boolean pool, boolean shared, int sentBefore) {
		LettuceConnectionFactory application = this.redis.connectionFactory(client(pool));
		application.setShareNativeConnection(shared);
		application.setPipeliningFlushPolicy(
				(sentBefore > 0) ? PipeliningFlushPolicy.buffered(50) : PipeliningFlushPolicy.flushOnClose());
		RedisMultiMapWithTTL<String> multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("map", String.class);
		Map<String, List<String>> batch = ManyNames.of("name ", NAMES, "courier");
		List<Object> results = new StringRedisTemplate(application)
			.executePipelined((RedisCallback<Object>) (connection) -> {
				connectToEachNode(connection);
				keys().forEach((key) -> connection.stringCommands().set(key.getBytes(), "pipelined".getBytes()));
				assertThat(multiMap.addMany(batch)).isEqualTo(NAMES);
				assertThat(multiMap.getMany(batch.keySet())).hasSize(NAMES);
				Awaitility.await().untilAsserted(() -> assertThat(sent()).isEqualTo(sentBefore));
				return null;
			});
		assertThat(results).hasSize(COMMANDS);
		assertThat(sent()).isEqualTo(COMMANDS);
		assertThat(multiMap.delete(batch.keySet())).isEqualTo(NAMES);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void batchIsSentOverAPooledConnectionOnWhichTheApplicationLeftAPipelineOpen(boolean reactive) {
		LettuceConnectionFactory application = this.redis.connectionFactory(client(true));
		application.setShareNativeConnection(!reactive);
		application.setPipeliningFlushPolicy(PipeliningFlushPolicy.flushOnClose());
		RedisConnection connection = application.getConnection();
		connection.openPipeline();
		connection.close();
		RedisMultiMapWithTTL<String> multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("map", String.class);
		Map<String, List<String>> batch = ManyNames.of("name ", NAMES, "courier");
		assertThat((reactive ? new BlockingForm<>(multiMap) : multiMap).addMany(batch)).isEqualTo(NAMES);
	}

	@Test
	void pooledConnectionHasTheTimeoutOfTheApplicationAfterABatch() {
		LettuceConnectionFactory application = this.redis.connectionFactory(client(true));
		application.setShareNativeConnection(false);
		RedisMultiMapWithTTL<String> multiMap = this.redis.disposeAfterwards(this.redis.multiMaps(application).build())
			.create("map", String.class);
		assertThat(multiMap.addMany(ManyNames.of("name ", NAMES, "courier"))).isEqualTo(NAMES);
		try (RedisConnection connection = application.getConnection()) {
			Object commands = ((LettuceConnection) connection).getNativeConnection();
			StatefulConnection<?, ?> lettuce = (commands instanceof RedisAsyncCommands<?, ?> oneServer)
					? oneServer.getStatefulConnection()
					: ((RedisAdvancedClusterAsyncCommands<?, ?>) commands).getStatefulConnection();
			assertThat(lettuce.getTimeout()).isEqualTo(Duration.ofMillis(application.getTimeout()));
		}
	}

	private static LettuceClientConfiguration client(boolean pool) {
		if (!pool) {
			return RedisServer.clientConfigurationBuilder().build();
		}
		LettucePoolingClientConfiguration.LettucePoolingClientConfigurationBuilder builder = RedisServer
			.prepare(LettucePoolingClientConfiguration.builder());
		GenericObjectPoolConfig<StatefulConnection<?, ?>> three = new GenericObjectPoolConfig<>();
		three.setMaxTotal(3);
		return builder.poolConfig(three).build();
	}

	/**
	 * On a cluster a command waits for its node to be connected, and is sent by a later
	 * flush than that of its turn.
	 */
	private void connectToEachNode(RedisConnection connection) {
		connection.closePipeline();
		keys().forEach((key) -> assertThat(connection.keyCommands().exists(key.getBytes())).isFalse());
		connection.openPipeline();
	}

	private List<String> keys() {
		return IntStream.range(0, COMMANDS).mapToObj((i) -> this.redis.keyPrefix() + ".application." + i).toList();
	}

	private long sent() {
		return keys().stream().filter((key) -> this.redis.key(key).exists()).count();
	}

}
