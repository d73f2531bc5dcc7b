package io.multimapttl.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.ShardingProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server that takes keys of one slot only in a call, and that the application does not
 * take for a cluster.
 */
@ExtendWith(OutputCaptureExtension.class)
class OneSlotServerTests {

	private static final String LOGGED = "from now on each call of a multimap is about one name";

	private static EmbeddedRedis server;

	private static RedisServer redisServer;

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(redisServer);

	@BeforeAll
	static void startServer() throws IOException {
		server = EmbeddedRedis.builder()
			.setting("cluster-enabled", "yes")
			.setting("cluster-port", String.valueOf(freePort()))
			.start();
		redisServer = RedisServer.of(server);
		console().clusterAddSlotsRange(Range.create(0, 16383));
		Awaitility.await().until(() -> console().clusterInfo().contains("cluster_state:ok"));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@AfterEach
	void removeKeys() {
		console().flushall();
	}

	private static RedisCommands<String, String> console() {
		return redisServer.consoles().get(0);
	}

	@Test
	void everyOperationWorksAndTheServerIsAskedOnce(CapturedOutput output) {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMapFactory();
		long refused = refused();
		EveryOperation.onOneName(multiMaps.create("map", String.class));
		assertThat(refused()).as("calls of one name ask nothing").isEqualTo(refused);
		EveryOperation.onMany(multiMaps.create("many", String.class));
		EveryOperation.onMany(multiMaps.create("others", String.class));
		assertThat(refused()).isEqualTo(refused + 1);
		assertThat(output.getOut().split(Pattern.quote(LOGGED), -1)).as("logged once").hasSize(2);
	}

	@Test
	void everyOperationWorksWithJedis() {
		JedisConnectionFactory jedis = this.redis.disposeAfterwards(
				new JedisConnectionFactory(new RedisStandaloneConfiguration(server.getHost(), server.getPort())));
		jedis.afterPropertiesSet();
		jedis.start();
		RedisMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(MultiMapWithTTLFactory.builder(jedis).keyPrefix(this.redis.keyPrefix()).build())
			.create("map", String.class);
		EveryOperation.onMany(multiMap);
	}

	@Test
	void namesThatAreAllInOneSlotShareCalls() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMapFactory();
		RedisMultiMapWithTTL<String> multiMap = multiMaps.builder("map", String.class)
			.keyPrefix(this.redis.keyPrefix() + "{map}")
			.build();
		Map<String, List<String>> many = ManyNames.of("zone ", 100, "courier");
		multiMap.addMany(many);
		multiMap.getMany(many.keySet());
		long before = scripts();
		multiMap.addMany(many);
		assertThat(multiMap.getMany(many.keySet())).hasSize(100).doesNotContainValue(Set.of());
		assertThat(scripts() - before).as("one that writes, two that read").isEqualTo(3);
		assertThat(multiMaps.create("others", String.class).addMany(many)).isEqualTo(100);
	}

	@Test
	void serverThatTakesThePlaceOfAnotherIsToldAndThenObeyed() throws IOException {
		try (EmbeddedRedis before = EmbeddedRedis.start(); ShardingProxy proxy = ShardingProxy.of(before)) {
			LettuceConnectionFactory application = this.redis.disposeAfterwards(
					new LettuceConnectionFactory(new RedisStandaloneConfiguration("localhost", proxy.port()),
							RedisServer.clientConfigurationBuilder().build()));
			application.start();
			RedisMultiMapWithTTL<String> multiMap = this.redis
				.disposeAfterwards(this.redis.multiMaps(application).build())
				.create("map", String.class);
			Map<String, List<String>> many = ManyNames.of("zone ", 600, "courier");
			assertThat(multiMap.addMany(many)).isEqualTo(600);
			proxy.use(server);
			assertThatExceptionOfType(TransientDataAccessResourceException.class)
				.isThrownBy(() -> multiMap.addMany(many))
				.withMessageContaining("repeat")
				.withRootCauseInstanceOf(RedisCommandExecutionException.class);
			assertThat(multiMap.addMany(many)).isEqualTo(600);
		}
	}

	private static long refused() {
		return statistic("errorstats", "errorstat_CROSSSLOT:count=(\\d+)");
	}

	private static long scripts() {
		return statistic("commandstats", "cmdstat_eval(?:sha)?:calls=(\\d+)");
	}

	private static long statistic(String section, String pattern) {
		return Pattern.compile(pattern)
			.matcher(console().info(section))
			.results()
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
	}

}
