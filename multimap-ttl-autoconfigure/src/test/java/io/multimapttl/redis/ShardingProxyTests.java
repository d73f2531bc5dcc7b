package io.multimapttl.redis;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.ShardingProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two servers behind a proxy that looks at the first key of a call only.
 */
class ShardingProxyTests {

	private static final int NAMES = 600;

	private static EmbeddedRedis one;

	private static EmbeddedRedis two;

	private static ShardingProxy proxy;

	private LettuceConnectionFactory application;

	private final Map<String, List<String>> many = ManyNames.of("zone ", NAMES, "courier");

	@BeforeAll
	static void startServers() {
		one = EmbeddedRedis.start();
		two = EmbeddedRedis.start();
		proxy = ShardingProxy.of(one, two);
	}

	@AfterAll
	static void stopServers() throws IOException {
		proxy.close();
		one.close();
		two.close();
	}

	@BeforeEach
	void connect() {
		this.application = new LettuceConnectionFactory(new RedisStandaloneConfiguration("localhost", proxy.port()),
				RedisServer.clientConfigurationBuilder().build());
		this.application.start();
	}

	@AfterEach
	void close() {
		this.application.destroy();
	}

	/** Why there is the property. */
	@Test
	void withSeveralNamesACallValuesAreLost() {
		RedisMultiMapWithTTL<String> multiMap = multiMap("several", 256);
		assertThat(multiMap.addMany(this.many)).isEqualTo(NAMES);
		assertThat(this.many.keySet()).anyMatch((name) -> multiMap.get(name).isEmpty());
	}

	@Test
	void withOneNameACallEveryOperationThatTheProxyAllowsIsRight() {
		EveryOperation.onOneName(multiMap("one", 1));
		RedisMultiMapWithTTL<String> multiMap = multiMap("many", 1);
		EveryOperation.onMany("zone", "courier")
			.filter((call) -> !call.description().matches("names|clear"))
			.forEach((call) -> assertThat(call.operation().apply(multiMap)).as(call.description())
				.isEqualTo(call.answer()));
	}

	@Test
	void namesAreReadByAScriptEach() {
		RedisMultiMapWithTTL<String> multiMap = multiMap("reads", 1);
		multiMap.addMany(this.many);
		multiMap.getMany(this.many.keySet());
		long before = scripts();
		assertThat(multiMap.getMany(this.many.keySet())).hasSize(NAMES).doesNotContainValue(Set.of());
		assertThat(multiMap.getManyWithExpiry(this.many.keySet())).hasSize(NAMES).doesNotContainValue(List.of());
		assertThat(scripts() - before).isEqualTo(2 * NAMES);
	}

	@Test
	void whatNeedsAScanSaysThatTheProxyMayRefuseIt() {
		RedisMultiMapWithTTL<String> multiMap = multiMap("scans", 1);
		for (Consumer<MultiMapWithTTL<String>> call : List
			.<Consumer<MultiMapWithTTL<String>>>of((map) -> map.names().toList(), MultiMapWithTTL::clear)) {
			assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> call.accept(multiMap))
				.withMessageContaining("names-per-call")
				.withStackTraceContaining("unknown command 'SCAN'");
		}
	}

	private RedisMultiMapWithTTL<String> multiMap(String id, int namesPerCall) {
		return MultiMapWithTTLFactory.builder(this.application)
			.namesPerCall(namesPerCall)
			.build()
			.create(id, String.class);
	}

	private static long scripts() {
		return Stream.of(one, two).mapToLong((server) -> {
			try (RedisClient client = RedisClient.create(RedisURI.create(server.getUri()))) {
				return Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)")
					.matcher(client.connect().sync().info("commandstats"))
					.results()
					.mapToLong((result) -> Long.parseLong(result.group(1)))
					.sum();
			}
		}).sum();
	}

}
