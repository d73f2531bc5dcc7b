package io.multimapttl.compatibility;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.EveryOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application is told when the server refuses a command, or keys. Servers and
 * their versions have different words for it.
 */
@SpringBootTest
class RefusalTests {

	private static final String NAME = "name-of-a-customer";

	private static final String VALUE = "value-of-a-customer";

	/** Looks like the code of an error, from the dash on. */
	private static final String USER = "team-A";

	private static final String KEY_PREFIX = "compatibility.couriers";

	private static final Map<List<String>, ConfigurableApplicationContext> applications = new HashMap<>();

	@Autowired
	private StringRedisTemplate redis;

	@Value("${redis}")
	private String url;

	@Value("${restricted-redis}")
	private String restricted;

	@AfterAll
	static void closeApplications() {
		applications.values().forEach(ConfigurableApplicationContext::close);
		applications.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "EVAL", "EVALSHA", "TIME", "ZADD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE", "PEXPIREAT", "ZSCAN",
			"UNLINK", "SCAN" })
	void commandThatTheUserMayNotRunIsNamed(String command) {
		Map<String, DataAccessException> failures = failuresOfUser("~*", "+@all", "-" + command.toLowerCase());
		assertThat(failures).isNotEmpty();
		assertThat(failures).allSatisfy((call, failure) -> assertThat(failure)
			.isInstanceOf(PermissionDeniedDataAccessException.class)
			.message()
			.matches("Redis does not let this application run " + command + "(\\..*)?")
			.satisfies((message) -> assertThat(message.contains("'multimap.ttl.clock=system'"))
				.isEqualTo(command.equals("TIME"))));
	}

	@Test
	void keysThatTheUserMayNotUseAreToldByTheirPrefix() {
		Map<String, DataAccessException> failures = failuresOfUser("~elsewhere:*", "+@all");
		assertThat(failures).hasSizeGreaterThan(30);
		assertThat(failures).allSatisfy((call, failure) -> assertThat(failure)
			.isInstanceOf(PermissionDeniedDataAccessException.class)
			.hasMessage("Redis does not let this application use keys that begin with '" + KEY_PREFIX + ":'"));
	}

	@Test
	void withoutTimeTheWayOutIsTold() {
		assertThat(failures(this.restricted)).hasSizeGreaterThan(30)
			.allSatisfy((call, failure) -> assertThat(failure).isInstanceOf(PermissionDeniedDataAccessException.class)
				.hasMessageStartingWith("Redis does not let this application run TIME.")
				.hasMessageContaining("'multimap.ttl.clock=system'"));
	}

	@Test
	void withTheClocksOfApplicationsTimeIsNotNeededAndWhatIsMissingToldWithoutArguments() {
		Map<String, DataAccessException> failures = failures(this.restricted, "--multimap.ttl.clock=system");
		assertThat(failures).containsOnlyKeys("getLatest", "getLatest of many", "describe");
		assertThat(failures).allSatisfy((call, failure) -> {
			assertThat(failure).isInstanceOf(PermissionDeniedDataAccessException.class)
				.hasMessage("Redis does not let this application run ZREVRANGEBYSCORE");
			assertThat(text(failure)).doesNotContain(NAME, VALUE, KEY_PREFIX + ":");
		});
	}

	/**
	 * Redis 6.2 can be told to replicate scripts instead of what they do.
	 */
	@Test
	void timeBeforeAWriteIsToldWhereScriptsAreReplicated() {
		Assumptions.assumeTrue(setLuaReplicateCommands("no"));
		try {
			assertThat(failures(this.url)).containsKeys("add", "addMany")
				.allSatisfy((call, failure) -> assertThat(failure)
					.isInstanceOf(PermissionDeniedDataAccessException.class)
					.hasMessageStartingWith("Redis does not let this application run TIME."));
			assertThat(failures(this.url, "--multimap.ttl.clock=system")).isEmpty();
		}
		finally {
			setLuaReplicateCommands("yes");
		}
	}

	private boolean setLuaReplicateCommands(String value) {
		try {
			command("CONFIG", "SET", "lua-replicate-commands", value);
			return true;
		}
		catch (DataAccessException ex) {
			return false;
		}
	}

	private Map<String, DataAccessException> failuresOfUser(String... rules) {
		command("SCRIPT", "FLUSH"); // so that EVAL is needed
		command(Stream.concat(Stream.of("ACL", "SETUSER", USER, "reset", "on", ">secret"), Stream.of(rules))
			.toArray(String[]::new));
		return failures(this.url.replace("redis://", "redis://" + USER + ":secret@"));
	}

	private void command(String name, String... arguments) {
		byte[][] bytes = Stream.of(arguments)
			.map((argument) -> argument.getBytes(StandardCharsets.UTF_8))
			.toArray(byte[][]::new);
		this.redis.execute((RedisCallback<Object>) (connection) -> connection.execute(name, bytes));
	}

	private void command(String[] command) {
		command(command[0], List.of(command).subList(1, command.length).toArray(String[]::new));
	}

	/**
	 * Makes every call on what others have written, as a user who may not write should
	 * meet a read as well.
	 */
	private Map<String, DataAccessException> failures(String url, String... properties) {
		MultiMapWithTTL<String> couriers = application(
				Stream.concat(Stream.of("--spring.data.redis.url=" + url), Stream.of(properties)).toList())
			.getBean(CourierApplication.Board.class)
			.couriers();
		Map<String, DataAccessException> failures = new LinkedHashMap<>();
		EveryOperation.of(NAME, VALUE).forEach((call) -> {
			prepare();
			try {
				call.accept(couriers);
			}
			catch (DataAccessException ex) {
				failures.put(call.description(), ex);
			}
		});
		return failures;
	}

	private static ApplicationContext application(List<String> arguments) {
		return applications.computeIfAbsent(arguments,
				(key) -> new SpringApplicationBuilder(CourierApplication.class).run(key.toArray(String[]::new)));
	}

	private void prepare() {
		long now = System.currentTimeMillis() / 1000;
		String key = KEY_PREFIX + ":" + NAME;
		this.redis.opsForZSet().add(key, VALUE, now + 1000);
		this.redis.opsForZSet().add(key, "other", now + 1000);
		this.redis.opsForZSet().add(key, "expired", now - 1000);
	}

	private static String text(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
