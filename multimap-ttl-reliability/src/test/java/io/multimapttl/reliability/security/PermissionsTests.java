package io.multimapttl.reliability.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.ScoredValue;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.Application;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.cluster.RedisCluster;
import io.multimapttl.testsupport.EveryOperation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The permissions that {@code docs/operations.md} tells to give, read from there: they
 * suffice, and each of them is needed.
 */
@Timeout(120)
class PermissionsTests {

	private static final String PASSWORD = "password-of-redis";

	private static final Pattern DOCUMENTED = Pattern.compile(
			"^ACL SETUSER multimap (on >password resetkeys ~multimap:\\* resetchannels )?(.*)$", Pattern.MULTILINE);

	private static final List<String> STANDALONE = documented(0);

	private static final List<String> CLUSTER = documented(1);

	private static RedisNode redis;

	private static Application application;

	private static final Map<String, Integer> named = new ConcurrentHashMap<>();

	@BeforeAll
	static void startRedis() {
		redis = RedisNode.start();
		permit(redis, STANDALONE);
		application = Application.on(redis, redis.port(), "spring.data.redis.username=multimap",
				"spring.data.redis.password=" + PASSWORD);
	}

	@AfterAll
	static void stopRedis() {
		Report.row("ACL user with one of the documented commands missing in turn", "every error names it",
				"%d commands, named in all of %d errors", named.size(),
				named.values().stream().mapToInt(Integer::intValue).sum());
		// Not to be asked for threads that are left over: JUnit has started some in
		// between
		application.context().close();
		redis.close();
	}

	private static List<String> documented(int line) {
		try {
			String text = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", "operations.md"));
			List<String> rules = DOCUMENTED.matcher(text).results().map((rule) -> rule.group(2)).toList();
			assertThat(rules).hasSize(2);
			return Arrays.asList(rules.get(line).strip().split(" "));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void permit(RedisNode node, List<String> rules) {
		List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "multimap", "reset", "on", ">" + PASSWORD,
				"~" + Application.KEY_PREFIX + ":*"));
		command.addAll(rules);
		node.command(command.toArray(String[]::new));
	}

	static Stream<String> commands() {
		return STANDALONE.stream().filter((rule) -> rule.startsWith("+")).map((rule) -> rule.substring(1));
	}

	@Test
	void documentedPermissionsSuffice() {
		permit(redis, STANDALONE);
		assertThat(failures(application.multiMap())).isEmpty();
		Report.row("ACL user with the documented permissions: every call", "all work",
				"all work, %d commands permitted", commands().count());
	}

	@ParameterizedTest
	@MethodSource("commands")
	void missingPermissionIsNamed(String command) {
		permit(redis, STANDALONE.stream().filter((rule) -> !rule.equals("+" + command)).toList());
		Map<String, DataAccessException> failures = failures(application.multiMap());
		assertThat(failures).as("needed for").isNotEmpty();
		assertThat(failures)
			.allSatisfy((call, failure) -> assertThat(failure).isInstanceOf(PermissionDeniedDataAccessException.class)
				.message()
				.containsPattern("(?i)\\b" + command + "\\b"));
		named.merge(command, failures.size(), Integer::sum);
	}

	@Test
	void documentedPermissionsSufficeOnCluster() {
		try (RedisCluster cluster = RedisCluster.start(0, Duration.ofSeconds(5))) {
			List<String> rules = Stream.concat(STANDALONE.stream(), CLUSTER.stream()).toList();
			Arrays.stream(cluster.nodes()).forEach((node) -> permit(node, rules));
			String[] properties = { cluster.property(), "spring.data.redis.username=multimap",
					"spring.data.redis.password=" + PASSWORD };
			Application application = Application.on(cluster.nodes(), properties);
			try (var context = application.context()) {
				RedisMultiMapWithTTL<String> multiMap = application.multiMap();
				EveryOperation.of("zone", "ada")
					.forEach((call) -> assertThat(failure(call, multiMap)).as(call.description()).isNull());
				// A key that is not there, in a slot that is on the move: Redis sends the
				// client elsewhere
				int slot = SlotHash.getSlot(Application.KEY_PREFIX + ":asking");
				RedisNode from = cluster.slots()[slot];
				cluster.beginMove(slot, from,
						cluster.masters().stream().filter((node) -> node != from).findFirst().orElseThrow());
				assertThat(multiMap.add("asking", "ada")).isTrue();
				assertThat(multiMap.get("asking")).containsExactly("ada");
				Arrays.stream(cluster.nodes())
					.forEach((node) -> permit(node, rules.stream().filter((rule) -> !rule.equals("+asking")).toList()));
				DataAccessException redirected = failure((map) -> map.get("asking"), multiMap);
				assertThat(redirected).isNotNull();
			}
			Arrays.stream(cluster.nodes()).forEach((node) -> permit(node, STANDALONE));
			Application denied = Application.on(cluster.nodes(), properties);
			try (var context = denied.context()) {
				DataAccessException failure = failure((map) -> map.get("zone"), denied.multiMap());
				assertThat(failure).isNotNull();
				assertThat(messages(failure)).containsIgnoringCase("cluster|nodes");
			}
		}
		Report.row("ACL user with the documented permissions on a cluster, also while a slot moves", "all work",
				"all work; the error names `cluster|nodes` where it is missing");
	}

	/**
	 * Lets every call meet what makes it use all its commands.
	 */
	private static Map<String, DataAccessException> failures(RedisMultiMapWithTTL<String> multiMap) {
		Map<String, Consumer<MultiMapWithTTL<String>>> calls = new LinkedHashMap<>();
		EveryOperation.of("zone", "ada").forEach((call) -> calls.put(call.description(), call));
		calls.put("add beside a value that never expires", (map) -> map.add("infinite", "ada"));
		calls.put("get of a huge name", (map) -> map.get("huge"));
		calls.put("add past its time",
				(map) -> map.addManyWithTtl(Map.of("zone", Map.of("eve", java.time.Instant.EPOCH))));
		Map<String, DataAccessException> failures = new LinkedHashMap<>();
		calls.forEach((description, call) -> {
			prepare();
			redis.console().scriptFlush();
			DataAccessException failure = failure(call, multiMap);
			if (failure != null) {
				failures.put(description, failure);
			}
		});
		return failures;
	}

	@SuppressWarnings("unchecked")
	private static void prepare() {
		redis.console().flushall();
		long now = System.currentTimeMillis() / 1000;
		String zone = Application.KEY_PREFIX + ":zone";
		redis.console().zadd(zone, now + 1000, "ada");
		redis.console().zadd(zone, now + 1000, "eve");
		redis.console()
			.zadd(zone,
					IntStream.range(0, 5)
						.mapToObj((i) -> ScoredValue.just(now - 1000, "expired " + i))
						.toArray(ScoredValue[]::new));
		redis.console().zadd(Application.KEY_PREFIX + ":infinite", Double.POSITIVE_INFINITY, "eve");
		redis.console()
			.zadd(Application.KEY_PREFIX + ":huge",
					IntStream.range(0, 1500)
						.mapToObj((i) -> ScoredValue.just(now + 1000, "value " + i))
						.toArray(ScoredValue[]::new));
	}

	private static DataAccessException failure(Consumer<MultiMapWithTTL<String>> call,
			RedisMultiMapWithTTL<String> multiMap) {
		try {
			call.accept(multiMap);
			return null;
		}
		catch (DataAccessException ex) {
			return ex;
		}
	}

	private static String messages(Throwable failure) {
		StringBuilder messages = new StringBuilder();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			messages.append(cause.getMessage()).append('\n');
		}
		return messages.toString().toLowerCase(Locale.ROOT);
	}

}
