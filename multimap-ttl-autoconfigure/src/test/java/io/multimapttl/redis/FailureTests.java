package io.multimapttl.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisConnectionUtils;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.WhenFull;
import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * What a multimap says when Redis fails: Spring's own exceptions, in time, and no
 * secrets. These tests have a server of their own, since they spoil it for others.
 */
@Timeout(60)
class FailureTests {

	private static final String PASSWORD = "s3cret-of-the-server";

	private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	private static EmbeddedRedis server;

	private static RedisServer redis;

	private LettuceConnectionFactory application;

	private MultiMapWithTTLFactory multiMaps;

	private RedisMultiMapWithTTL<String> multiMap;

	@BeforeAll
	static void startServer() {
		server = EmbeddedRedis.builder().password(PASSWORD).start();
		redis = RedisServer.of(server);
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@BeforeEach
	void createMultiMap() {
		connect(server.getPort(), "", PASSWORD, COMMAND_TIMEOUT);
		this.multiMap.clear();
		this.multiMap.addAll("zone", List.of("live", "live too"));
	}

	@AfterEach
	void close() {
		this.multiMaps.destroy();
		this.application.destroy();
	}

	private void connect(int port, String user, String password, Duration timeout) {
		if (this.application != null) {
			close();
		}
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.getHost(), port);
		if (!user.isEmpty()) {
			configuration.setUsername(user);
		}
		configuration.setPassword(password);
		this.application = new LettuceConnectionFactory(configuration,
				RedisServer.clientConfigurationBuilder().commandTimeout(timeout).build());
		this.application.afterPropertiesSet();
		this.application.start();
		this.multiMaps = MultiMapWithTTLFactory.builder(this.application).keyPrefix("failure").build();
		this.multiMap = this.multiMaps.create("couriers", String.class);
	}

	static Stream<Arguments> writes() {
		return EveryOperation.of("zone", "live")
			.filter((call) -> call.description().matches("(add|expire).*"))
			.map((call) -> argumentSet(call.description(), call));
	}

	static Stream<Arguments> calls() {
		return Stream.concat(writes(), Stream.of(call("get", (map) -> map.get("zone")),
				call("size", (map) -> map.size("zone")), call("getMany", (map) -> map.getMany(valuesByName().keySet())),
				call("remove", (map) -> map.remove("zone", "live")),
				call("delete", (map) -> map.delete(valuesByName().keySet())), call("purge", (map) -> map.purge("zone")),
				call("names", (map) -> map.names().forEach(map::get)), call("clear", MultiMapWithTTL::clear)));
	}

	private static Arguments call(String description, Consumer<MultiMapWithTTL<String>> call) {
		return argumentSet(description, call);
	}

	@ParameterizedTest
	@MethodSource("calls")
	void redisThatIsDownIsToldAtOnce(Consumer<MultiMapWithTTL<String>> call) {
		EmbeddedRedis gone = EmbeddedRedis.start();
		gone.close();
		connect(gone.getPort(), "", PASSWORD, COMMAND_TIMEOUT);
		assertFails(call, RedisConnectionFailureException.class, "");
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> call.accept(this.multiMap))
			.withMessageStartingWith("No connection to Redis at 127.0.0.1:" + gone.getPort());
	}

	@Test
	void firstFailureToConnectTellsOfTheEmbeddedRedis() {
		EmbeddedRedis gone = EmbeddedRedis.start();
		gone.close();
		connect(gone.getPort(), "", PASSWORD, COMMAND_TIMEOUT);
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> this.multiMap.size("zone"))
			.withMessageContaining("multimap-ttl-embedded-redis");
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> this.multiMap.size("zone"))
			.withMessageNotContaining("multimap-ttl-embedded-redis");
	}

	static Stream<Arguments> scriptCalls() {
		return Stream.of(call("add", (map) -> map.add("zone", "live")),
				call("addMany", (map) -> map.addMany(valuesByName())), call("get", (map) -> map.get("zone")),
				call("getMany", (map) -> map.getMany(valuesByName().keySet())));
	}

	@ParameterizedTest
	@MethodSource("scriptCalls")
	void connectionThatIsResetIsTold(Consumer<MultiMapWithTTL<String>> call) throws IOException {
		try (ServerSocket resets = new ServerSocket(0, 50, InetAddress.getByName(server.getHost()))) {
			start(() -> accept(resets));
			connect(resets.getLocalPort(), "", PASSWORD, COMMAND_TIMEOUT);
			assertFails(call, RedisConnectionFailureException.class, "");
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "resets");
		thread.setDaemon(true);
		thread.start();
	}

	private static void accept(ServerSocket server) {
		try {
			while (true) {
				Socket client = server.accept();
				start(() -> resetInPlaceOfReply(client));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	/**
	 * Lets a client connect, and resets the connection when it sends a script.
	 */
	private static void resetInPlaceOfReply(Socket client) {
		try (client) {
			client.setSoLinger(true, 0);
			byte[] buffer = new byte[65_536];
			for (int read = client.getInputStream().read(buffer); read > 0; read = client.getInputStream()
				.read(buffer)) {
				String commands = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
				if (commands.contains("EVAL")) {
					return;
				}
				String reply = commands.contains("HELLO") ? "-ERR unknown command 'HELLO'\r\n" : "+OK\r\n";
				long count = Pattern.compile("(?m)^\\*").matcher(commands).results().count();
				client.getOutputStream().write(reply.repeat((int) count).getBytes(StandardCharsets.US_ASCII));
			}
		}
		catch (IOException ex) {
			// The client went away
		}
	}

	/** The driver loses the answer of a server that closes quickly. */
	@ParameterizedTest
	@MethodSource("calls")
	void wrongPasswordIsToldWithoutIt(Consumer<MultiMapWithTTL<String>> call) {
		connect(server.getPort(), "", "not-" + PASSWORD, COMMAND_TIMEOUT);
		assertFails(call, RedisConnectionFailureException.class, "");
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> call.accept(this.multiMap))
			.satisfies((ex) -> assertThat(ex.getMessage()).containsAnyOf("WRONGPASS", "wrong user or password"))
			.withMessageNotContaining("multimap-ttl-embedded-redis");
	}

	@ParameterizedTest
	@MethodSource("writes")
	void fullServerIsToldAndNothingIsWritten(Consumer<MultiMapWithTTL<String>> call) {
		console().configSet("maxmemory", "1");
		try {
			assertFails(call, DataAccessException.class, "OOM");
			assertThat(this.multiMap.get("zone")).containsExactlyInAnyOrder("live", "live too");
			assertThat(this.multiMap.names()).containsExactly("zone");
			assertThat(this.multiMap.remove("zone", "live too")).as("what gives memory back").isTrue();
			assertThat(this.multiMap.delete("zone")).isOne();
		}
		finally {
			console().configSet("maxmemory", "0");
		}
	}

	@Test
	void fullNameOnAFullServerIsRefusedAndGivesMemoryBack() {
		RedisMultiMapWithTTL<String> refusing = this.multiMaps.builder("refusing", String.class)
			.maxValues(1)
			.whenFull(WhenFull.REFUSE)
			.build();
		refusing.clear();
		refusing.add("full", "live", Duration.ofHours(1));
		refusing.addAndCount("full", "soon gone", Duration.ofMillis(1), 2);
		Awaitility.await().until(() -> !refusing.contains("full", "soon gone"));
		Map<String, List<String>> values = new LinkedHashMap<>();
		values.put("full", List.of("a"));
		values.put("new", List.of("a"));
		console().configSet("maxmemory", "1");
		try {
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> refusing.addMany(values))
				.havingRootCause()
				.withMessageContaining("OOM");
			assertThat(refusing.size("new")).isZero();
			assertThat(refusing.addAndCount("full", "a").outcome()).isEqualTo(Outcome.REFUSED);
			assertThat(refusing.getStatistics().purged()).isOne();
		}
		finally {
			console().configSet("maxmemory", "0");
		}
	}

	@Test
	void nothingIsSentAfterACallThatFailed() {
		console().configSet("maxmemory", "1");
		RedisConnectionUtils.bindConnection(this.application); // so that calls are sent
																// one by one
		try {
			long before = failedScripts();
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> this.multiMap.addMany(ManyNames.of("full ", 3000, "a")));
			assertThat(failedScripts() - before).isOne();
		}
		finally {
			RedisConnectionUtils.unbindConnection(this.application);
			console().configSet("maxmemory", "0");
		}
	}

	private static long failedScripts() {
		return Pattern.compile("cmdstat_evalsha:.*failed_calls=(\\d+)")
			.matcher(console().info("commandstats"))
			.results()
			.mapToLong((calls) -> Long.parseLong(calls.group(1)))
			.sum();
	}

	@ParameterizedTest
	@MethodSource("additions")
	void fullServerGetsMemoryBackFromExpiredValues(Consumer<MultiMapWithTTL<String>> call) {
		RawKey key = new RawKey(redis.rawTemplate(), this.multiMap.getKeyPrefix() + ":zone");
		for (int expired : new int[] { 1, 100 }) {
			key.putAll("expired-", expired, key.now().minusSeconds(1000));
			assertRefusedByFullServer(this.multiMap, call);
			assertThat(key.scores()).containsOnlyKeys("live", "live too");
		}
	}

	@ParameterizedTest
	@MethodSource("additions")
	void fullServerGetsNoMoreBackThanAWriteDrops(Consumer<MultiMapWithTTL<String>> call, int values) {
		for (int purgeLimit : new int[] { 0, 10 }) {
			RedisMultiMapWithTTL<String> limited = this.multiMaps.builder("limited-" + purgeLimit, String.class)
				.purgeLimit(purgeLimit)
				.build();
			limited.clear();
			RawKey key = new RawKey(redis.rawTemplate(), limited.getKeyPrefix() + ":zone");
			key.putAll("expired-", 100, key.now().minusSeconds(1000));
			assertRefusedByFullServer(limited, call);
			assertThat(key.members()).isEqualTo(100 - Math.max(purgeLimit, 2 * values));
		}
	}

	@ParameterizedTest
	@MethodSource("additions")
	void fullServerLetsNoValueLeave(Consumer<MultiMapWithTTL<String>> call) {
		RedisMultiMapWithTTL<String> bounded = this.multiMaps.builder("bounded", String.class).maxValues(2).build();
		bounded.clear();
		bounded.addAll("zone", List.of("live", "live too"));
		RawKey key = new RawKey(redis.rawTemplate(), bounded.getKeyPrefix() + ":zone");
		key.putAll("expired-", 10, key.now().minusSeconds(1000));
		assertRefusedByFullServer(bounded, call);
		assertThat(key.scores()).containsOnlyKeys("live", "live too");
		call.accept(bounded);
		assertThat(key.members()).isEqualTo(2);
	}

	static Stream<Arguments> additions() {
		return Stream.of(addition("add", 1, (map) -> map.add("zone", "new")),
				addition("addAll", 3, (map) -> map.addAll("zone", List.of("a", "b", "c"))),
				addition("addIfAbsent", 1, (map) -> map.addIfAbsent("zone", "new")),
				addition("addAndCount", 1, (map) -> map.addAndCount("zone", "new")),
				addition("addMany", 2, (map) -> map.addMany(zoneAndOther(List.of("a", "b")))),
				addition("addManyWithTtl", 2,
						(map) -> map.addManyWithTtl(zoneAndOther(Map.of("a", EXPIRES_AT, "b", EXPIRES_AT)))));
	}

	private static Arguments addition(String description, int values, Consumer<MultiMapWithTTL<String>> call) {
		return argumentSet(description, call, values);
	}

	/**
	 * The name first whose values are looked at: what comes behind a refusal is not
	 * tried.
	 */
	private static <T> Map<String, T> zoneAndOther(T element) {
		Map<String, T> map = new LinkedHashMap<>();
		map.put("zone", element);
		map.put("other zone", element);
		return map;
	}

	private void assertRefusedByFullServer(RedisMultiMapWithTTL<String> multiMap,
			Consumer<MultiMapWithTTL<String>> call) {
		console().configSet("maxmemory", "1");
		try {
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> call.accept(multiMap))
				.havingRootCause()
				.withMessageStartingWith("OOM");
		}
		finally {
			console().configSet("maxmemory", "0");
		}
	}

	@ParameterizedTest
	@MethodSource("writes")
	void readOnlyServerIsTold(Consumer<MultiMapWithTTL<String>> call) {
		console().replicaof("127.0.0.1", 1);
		try {
			assertFails(call, DataAccessException.class, "READONLY");
			assertThat(this.multiMap.get("zone")).containsExactlyInAnyOrder("live", "live too");
		}
		finally {
			console().replicaofNoOne();
		}
	}

	@ParameterizedTest
	@MethodSource("writes")
	void tooFewReplicasAreTold(Consumer<MultiMapWithTTL<String>> call) {
		console().configSet("min-replicas-to-write", "1");
		try {
			assertFails(call, DataAccessException.class, "NOREPLICAS");
		}
		finally {
			console().configSet("min-replicas-to-write", "0");
		}
		assertThat(this.multiMap.get("zone")).containsExactlyInAnyOrder("live", "live too");
	}

	@ParameterizedTest
	@MethodSource("calls")
	void slowServerIsToldAfterTheCommandTimeout(Consumer<MultiMapWithTTL<String>> call) {
		connect(server.getPort(), "", PASSWORD, Duration.ofMillis(300));
		awaitAnswers("before");
		// All that may write, hence every script; not what ends the pause
		command(CommandType.CLIENT, "PAUSE", "30000", "WRITE");
		try {
			assertFails(call, QueryTimeoutException.class, "");
		}
		finally {
			command(CommandType.CLIENT, "UNPAUSE");
		}
		awaitAnswers("afterwards");
	}

	/**
	 * Waits until calls return, each its own answer. On a busy machine one may take
	 * longer than the command timeout, and be done all the same.
	 */
	private void awaitAnswers(String when) {
		AtomicInteger attempt = new AtomicInteger();
		Awaitility.await().ignoreExceptionsInstanceOf(QueryTimeoutException.class).until(() -> {
			String value = when + " " + attempt.incrementAndGet();
			Map<String, List<String>> values = valuesByName();
			values.replaceAll((name, ofName) -> List.of(value));
			assertThat(this.multiMap.add("zone", value)).isTrue();
			assertThat(this.multiMap.addMany(values)).isEqualTo(600);
			return true;
		});
	}

	@ParameterizedTest
	@MethodSource("calls")
	void missingPermissionIsTold(Consumer<MultiMapWithTTL<String>> call) {
		setUser("on", ">" + PASSWORD, "~elsewhere:*", "+@all", "-scan");
		connect(server.getPort(), "limited", PASSWORD, COMMAND_TIMEOUT);
		assertThatExceptionOfType(PermissionDeniedDataAccessException.class)
			.isThrownBy(() -> call.accept(this.multiMap))
			.satisfies((ex) -> assertThat(ex.getMessage()).isIn(
					"Redis does not let this application use keys that begin with 'failure.couriers:'",
					"Redis does not let this application run SCAN"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ZADD", "ZCOUNT", "ZRANGE", "PEXPIREAT", "TIME" })
	void commandThatAScriptMayNotRunIsNamed(String command) {
		setUser("on", ">" + PASSWORD, "~failure.*", "+@all", "-" + command.toLowerCase(Locale.ROOT));
		connect(server.getPort(), "limited", PASSWORD, COMMAND_TIMEOUT);
		assertThatExceptionOfType(PermissionDeniedDataAccessException.class)
			.isThrownBy(() -> this.multiMap.addIfAbsent("other", "new"))
			.withMessageMatching(".* run " + command + "(\\..*'multimap.ttl.clock=system'.*)?");
		assertThatExceptionOfType(PermissionDeniedDataAccessException.class)
			.isThrownBy(() -> this.multiMap.addManyWithTtl(expiriesByName()))
			.withMessageMatching(".* run " + command + "(\\..*'multimap.ttl.clock=system'.*)?");
	}

	@ParameterizedTest
	@MethodSource("batches")
	void commandThatAScriptMayNotRunFailsTheWholeBatch(String command, Consumer<MultiMapWithTTL<String>> call) {
		setUser("on", ">" + PASSWORD, "~failure.*", "+@all", "-" + command.toLowerCase(Locale.ROOT));
		connect(server.getPort(), "limited", PASSWORD, COMMAND_TIMEOUT);
		assertThatExceptionOfType(PermissionDeniedDataAccessException.class)
			.isThrownBy(() -> call.accept(this.multiMap))
			.withMessageEndingWith(" " + command);
	}

	/**
	 * Whether a call may be about several names is asked by a script that this user may
	 * not run.
	 */
	@Test
	void questionThatIsDeniedIsAskedOnceABatch() {
		setUser("on", ">" + PASSWORD, "~failure.*", "+@all", "-zcount");
		connect(server.getPort(), "limited", PASSWORD, COMMAND_TIMEOUT);
		long before = failedScripts();
		assertThatExceptionOfType(PermissionDeniedDataAccessException.class)
			.isThrownBy(() -> this.multiMap.delete(valuesByName().keySet()));
		assertThat(failedScripts() - before).as("the question and three calls, maybe by unknown digests first")
			.isBetween(1L, 5L);
	}

	static Stream<Arguments> batches() {
		List<String> names = List.of("zone", "nowhere");
		return Stream.of(
				batch("addMany", "ZCOUNT", (map) -> map.addMany(Map.of("zone", List.of("a"), "new", List.of("a")))),
				batch("getMany", "ZRANGEBYSCORE", (map) -> map.getMany(names)),
				batch("getManyWithExpiry", "ZRANGEBYSCORE", (map) -> map.getManyWithExpiry(names)),
				batch("names", "ZCOUNT", (map) -> map.names().toList()),
				batch("delete", "ZCOUNT", (map) -> map.delete(names)));
	}

	private static Arguments batch(String description, String command, Consumer<MultiMapWithTTL<String>> call) {
		return argumentSet(description, command, call);
	}

	@Test
	void scriptsThatAreGoneAreLoadedAgain() {
		this.multiMap.clear();
		EveryOperation.onMany(this.multiMap);
		this.multiMap.clear();
		console().scriptFlush();
		EveryOperation.onOneName(this.multiMap);
		console().scriptFlush();
		this.multiMap.clear();
		EveryOperation.onMany(this.multiMap);
	}

	private void assertFails(Consumer<MultiMapWithTTL<String>> call, Class<? extends DataAccessException> type,
			String says) {
		assertThatExceptionOfType(type).isThrownBy(() -> call.accept(this.multiMap)).satisfies((ex) -> {
			assertThat(ex).isNotInstanceOf(MultiMapException.class);
			assertThat(NestedExceptionUtils.getMostSpecificCause(ex).getMessage()).contains(says);
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				assertThat(String.valueOf(cause.getMessage())).doesNotContain(PASSWORD);
			}
		});
	}

	private static RedisCommands<String, String> console() {
		return redis.consoles().get(0);
	}

	private static void setUser(String... rules) {
		command(CommandType.ACL,
				Stream.concat(Stream.of("SETUSER", "limited", "reset"), Stream.of(rules)).toArray(String[]::new));
	}

	private static void command(CommandType command, String... arguments) {
		CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
		Stream.of(arguments).forEach(args::add);
		console().dispatch(command, new StatusOutput<>(StringCodec.UTF8), args);
	}

	private static Map<String, Map<String, Instant>> expiriesByName() {
		Map<String, Map<String, Instant>> expiriesByName = new LinkedHashMap<>();
		valuesByName().keySet().forEach((name) -> expiriesByName.put(name, Map.of("new", EXPIRES_AT)));
		return expiriesByName;
	}

	private static Map<String, List<String>> valuesByName() {
		return ManyNames.of("zone ", 600, "courier");
	}

}
