package io.multimapttl.redis;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers on which commands were renamed away. To a command that it does not know Redis
 * replies with the arguments.
 */
class RefusedCommandsTests {

	private static final String NAME = "name-of-a-customer";

	private static final String VALUE = "value-of-a-customer";

	private static EmbeddedRedis withoutTime;

	private static EmbeddedRedis withoutScripts;

	private static EmbeddedRedis withoutPlainCommands;

	private MultiMapWithTTLFactory multiMaps;

	private DisposableBean connections;

	@BeforeAll
	static void startServers() {
		withoutTime = start("TIME");
		withoutScripts = start("EVAL", "EVALSHA", "SCAN");
		withoutPlainCommands = start("ZSCAN", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE", "UNLINK");
	}

	private static EmbeddedRedis start(String... renamedAway) {
		EmbeddedRedis.Builder builder = EmbeddedRedis.builder();
		Stream.of(renamedAway).forEach((command) -> builder.setting("rename-command", command + " \"\""));
		return builder.start();
	}

	@AfterAll
	static void stopServers() {
		withoutTime.close();
		withoutScripts.close();
		withoutPlainCommands.close();
	}

	@AfterEach
	void disconnect() throws Exception {
		this.multiMaps.destroy();
		this.connections.destroy();
	}

	@ParameterizedTest
	@EnumSource
	void timeIsNamedAndTheWayOut(Driver driver) {
		RedisServer.of(withoutTime).consoles().get(0).zadd("refused.couriers:" + NAME, 1, VALUE);
		Map<String, Throwable> failures = failures(multiMap(driver, withoutTime, null));
		assertThat(failures).hasSize((int) EveryOperation.of(NAME, VALUE).count());
		assertThat(failures)
			.allSatisfy((call, failure) -> assertThat(failure).isInstanceOf(PermissionDeniedDataAccessException.class)
				.hasMessageStartingWith("Redis does not let this application run TIME.")
				.hasMessageContaining("'multimap.ttl.clock=system'"));
	}

	@ParameterizedTest
	@EnumSource
	void withTheClocksOfApplicationsTimeIsNotNeeded(Driver driver) {
		MultiMapWithTTL<String> multiMap = multiMap(driver, withoutTime, Clock.systemUTC());
		multiMap.clear();
		EveryOperation.onOneName(multiMap);
		multiMap.clear();
		EveryOperation.onMany(multiMap);
		((RedisMultiMapWithTTL<?>) multiMap).describe(NAME, 1);
	}

	@ParameterizedTest
	@EnumSource
	void argumentsThatRedisRepeatsAreNotTold(Driver driver) throws Exception {
		Map<String, Throwable> failures = failures(multiMap(driver, withoutScripts, null));
		assertThat(failures).hasSize((int) EveryOperation.of(NAME, VALUE).count());
		assertNamed(failures, "EVAL|EVALSHA|SCAN");
		disconnect();
		MultiMapWithTTL<String> plain = multiMap(driver, withoutPlainCommands, Clock.systemUTC());
		plain.add(NAME, VALUE);
		failures = failures(plain);
		assertThat(failures).containsKeys("get", "getLatest of many", "stream", "getWithExpiry", "delete", "clear");
		assertNamed(failures, "ZSCAN|ZRANGEBYSCORE|ZREVRANGEBYSCORE|UNLINK");
	}

	private static void assertNamed(Map<String, Throwable> failures, String command) {
		assertThat(failures).allSatisfy((call, failure) -> {
			assertThat(failure).isInstanceOf(PermissionDeniedDataAccessException.class)
				.message()
				.matches("Redis does not let this application run (" + command + ")");
			assertThat(text(failure)).doesNotContain(NAME, VALUE, "refused.couriers:");
		});
	}

	private static Map<String, Throwable> failures(MultiMapWithTTL<String> multiMap) {
		Map<String, Throwable> failures = new LinkedHashMap<>();
		EveryOperation.of(NAME, VALUE).forEach((call) -> {
			try {
				call.accept(multiMap);
			}
			catch (RuntimeException ex) {
				failures.put(call.description(), ex);
			}
		});
		return failures;
	}

	private static String text(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	private MultiMapWithTTL<String> multiMap(Driver driver, EmbeddedRedis server, Clock clock) {
		RedisConnectionFactory connectionFactory = driver
			.connect(new RedisStandaloneConfiguration(server.getHost(), server.getPort()), () -> {
			});
		this.connections = (DisposableBean) connectionFactory;
		MultiMapWithTTLFactory.Builder builder = MultiMapWithTTLFactory.builder(connectionFactory).keyPrefix("refused");
		if (clock != null) {
			builder.clock(clock);
		}
		this.multiMaps = builder.build();
		return this.multiMaps.create("couriers", String.class);
	}

}
