package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.lettuce.core.ScriptOutputType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.Ledger.Outcome;
import io.multimapttl.testsupport.ManyNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis is there, and refuses: each time it has to be told clearly and at once, and all
 * has to go on, without a restart, when Redis is itself again.
 */
@Timeout(120)
class RefusalTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final String TIMEOUT = "spring.data.redis.timeout=" + Soak.outOfReach("1s");

	private final Ledger ledger = new Ledger();

	private final List<RedisNode> servers = new ArrayList<>();

	private RedisNode start(RedisNode.Builder builder) {
		RedisNode server = builder.start();
		this.servers.add(server);
		return server;
	}

	@AfterEach
	void stopServers() {
		this.servers.forEach(RedisNode::close);
	}

	@Test
	void fullServerStaysAtItsLimitAndServesWhatGivesMemoryBack() {
		RedisNode redis = start(RedisNode.builder());
		try (Application application = Application.on(redis, redis.port())) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			String keyPrefix = map.getKeyPrefix();
			map.addAll("expired", List.of("a", "b"), Duration.ofMillis(1));
			add(map, "kept", "value");
			add(map, "removed", "value");
			add(map, "deleted", "value");
			long limit = redis.info("used_memory") + 2_000_000;
			redis.console().configSet("maxmemory", String.valueOf(limit));
			long most = 0;
			int refused = 0;
			int batches = Soak.times("batches-into-a-full-server", 100, 5000);
			for (int i = 0; i < batches; i++) {
				Map<String, List<String>> batch = batch("batch " + i + " name ", (i % 2 == 0) ? 600 : 100);
				Outcome<Long> outcome = this.ledger.add(batch, TTL, () -> map.addMany(batch, TTL));
				if (!outcome.isAcknowledged()) {
					refused++;
					assertThat(message(outcome)).contains("OOM");
				}
				most = Math.max(most, redis.info("used_memory"));
			}
			Outcome<Boolean> single = add(map, "one more", "value");
			for (int i = 0; single.isAcknowledged() && i < 100_000; i++) {
				single = add(map, "one more", "value " + i);
			}
			assertThat(message(single)).contains("OOM");
			assertThat(map.get("kept")).containsExactly("value");
			assertThat(map.getMany(batch("batch 0 name ", 600).keySet()).values())
				.allMatch((values) -> values.size() == 1);
			map.purge("expired");
			assertThat(this.ledger.remove("removed", List.of("value"), () -> map.remove("removed", "value")).answer())
				.isEqualTo(true);
			assertThat(this.ledger.delete(List.of("deleted"), () -> map.delete("deleted")).answer()).isEqualTo(1L);
			redis.console().configSet("maxmemory", "0");
			Outcome<Boolean> again = add(map, "one more", "value");
			assertThat(again.isAcknowledged()).isTrue();
			Report.row("maxmemory reached, noeviction, %d batches".formatted(batches),
					"writes say OOM, used_memory stays within 1 % of the limit, reads, removes, purges work, recovery at once",
					"%d batches refused, at most %.2f %% of the limit used, recovered after %d ms; %s", refused,
					100.0 * most / limit, again.took().toMillis(), this.ledger);
			assertThat(refused).isGreaterThan(batches / 2);
			assertThat((double) most).isLessThan(1.01 * limit + 100_000);
			this.ledger.assertAgrees(keyPrefix, redis.console());
		}
	}

	@Test
	void readOnlyReplicaReadsAndRefusesToWrite() {
		RedisNode master = start(RedisNode.builder().setting("repl-diskless-sync-delay", "0"));
		RedisNode replica = start(replicaOf(master));
		awaitReplica(master);
		try (Application onMaster = Application.on(master, master.port())) {
			this.ledger.add(batch("name ", 600), TTL, () -> onMaster.multiMap().addMany(batch("name ", 600), TTL));
			awaitReplica(master);
		}
		try (Application onReplica = Application.on(replica, replica.port())) {
			RedisMultiMapWithTTL<String> map = onReplica.multiMap();
			Outcome<Boolean> single = add(map, "zone", "value");
			Outcome<Long> batch = this.ledger.add(batch("other ", 600), TTL,
					() -> map.addMany(batch("other ", 600), TTL));
			assertThat(message(single)).contains("READONLY");
			assertThat(message(batch)).contains("READONLY");
			assertThat(map.getMany(batch("name ", 600).keySet()).values()).allMatch((values) -> values.size() == 1);
			replica.console().replicaofNoOne();
			Duration recovered = recovered(map);
			Report.row("Read-only replica, then made a master", "writes say READONLY, reads work, recovery within 1 s",
					"recovered after %d ms; %s", recovered.toMillis(), this.ledger);
			assertRecovered(recovered);
			this.ledger.assertAgrees(map.getKeyPrefix(), replica.console());
		}
	}

	@Test
	void replicasThatAreMissingAreTold() {
		RedisNode master = start(
				RedisNode.builder().setting("repl-diskless-sync-delay", "0").setting("min-replicas-to-write", "1"));
		RedisNode replica = start(replicaOf(master));
		awaitReplica(master);
		try (Application application = Application.on(master, master.port())) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			assertThat(add(map, "zone", "value").isAcknowledged()).isTrue();
			replica.kill();
			await(() -> master.info("connected_slaves") == 0);
			Outcome<Boolean> single = add(map, "zone", "other");
			Outcome<Long> batch = this.ledger.add(batch("name ", 600), TTL,
					() -> map.addMany(batch("name ", 600), TTL));
			assertThat(message(single)).contains("NOREPLICAS");
			assertThat(message(batch)).contains("NOREPLICAS");
			assertThat(map.get("zone")).containsExactly("value");
			replica.restart();
			await(() -> master.info("min_slaves_good_slaves") == 1);
			Duration recovered = recovered(map);
			Report.row("min-replicas-to-write not met", "writes say NOREPLICAS, reads work, recovery within 1 s",
					"recovered %d ms after the replica; %s", recovered.toMillis(), this.ledger);
			assertRecovered(recovered);
			this.ledger.assertAgrees(map.getKeyPrefix(), master.console());
		}
	}

	@Test
	void loadingServerIsTold() {
		RedisNode redis = start(RedisNode.builder().setting("rdbcompression", "no"));
		try (Application application = Application.on(redis, redis.port(), TIMEOUT)) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			Map<String, List<String>> large = batch("name ", 600);
			large.replaceAll((name, values) -> List.of("x".repeat(1000)));
			this.ledger.add(large, TTL, () -> map.addMany(large, TTL));
			redis.console().save();
			redis.kill();
			// 20 ms for each key until it is told to hurry, and a look at clients in
			// between
			CompletableFuture<Void> loaded = CompletableFuture
				.runAsync(() -> redis.restart("key-load-delay 20000", "loading-process-events-interval-bytes 1024"));
			await(() -> redis.console().info("persistence").contains("loading:1"));
			List<Outcome<?>> outcomes = new ArrayList<>();
			do {
				outcomes.add(Outcome.of(() -> map.get("name 1")));
				outcomes.add(Outcome.of(() -> map.getMany(batch("name ", 600).keySet())));
				outcomes.add(add(map, "zone", "value " + outcomes.size()));
			}
			while (outcomes.size() < 30);
			redis.console().configSet("key-load-delay", "0");
			loaded.join();
			Duration recovered = recovered(map);
			List<Outcome<?>> told = outcomes.stream()
				.filter((outcome) -> outcome.failure() != null && message(outcome).contains("LOADING"))
				.toList();
			Duration longest = outcomes.stream().map(Outcome::took).max(Comparator.naturalOrder()).orElseThrow();
			Report.row("Redis loads its file", "calls say LOADING at once, recovery within 1 s",
					"%d of %d calls meanwhile said so, longest %d ms, recovered after %d ms", told.size(),
					outcomes.size(), longest.toMillis(), recovered.toMillis());
			assertThat(told).isNotEmpty();
			Soak.assertWithin("longest call", longest, Duration.ofMillis(1100));
			assertRecovered(recovered);
			this.ledger.assertAgrees(map.getKeyPrefix(), redis.console());
		}
	}

	@Test
	void serverThatIsBusyWithAScriptIsTold() {
		RedisNode redis = start(RedisNode.builder().setting("busy-reply-threshold", "100"));
		try (Application application = Application.on(redis, redis.port(), TIMEOUT)) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			assertThat(add(map, "zone", "value").isAcknowledged()).isTrue();
			redis.secondConsole();
			Thread endless = new Thread(
					() -> Outcome.of(() -> redis.console().eval("while true do end", ScriptOutputType.STATUS)),
					"test-endless");
			endless.start();
			await(() -> String.valueOf(Outcome.of(() -> redis.secondConsole().dbsize()).failure()).contains("BUSY"));
			Outcome<Boolean> single = add(map, "zone", "other");
			Outcome<Long> batch = this.ledger.add(batch("name ", 600), TTL,
					() -> map.addMany(batch("name ", 600), TTL));
			Outcome<?> read = Outcome.of(() -> map.get("zone"));
			redis.secondConsole().scriptKill();
			Duration recovered = recovered(map);
			Report.row("Redis busy with somebody's endless script, killed then",
					"calls say BUSY after busy-reply-threshold (100 ms), recovery within 1 s",
					"add %d ms, addMany %d ms, get %d ms, recovered after %d ms", single.took().toMillis(),
					batch.took().toMillis(), read.took().toMillis(), recovered.toMillis());
			assertThat(message(single)).contains("BUSY");
			assertThat(message(batch)).contains("BUSY");
			assertThat(message(read)).contains("BUSY");
			Soak.assertWithin("single", single.took(), Duration.ofMillis(1100));
			assertRecovered(recovered);
			this.ledger.assertAgrees(map.getKeyPrefix(), redis.console());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "s3cret-of-the-application" })
	void missingAndWrongPasswordsAreToldUntilTheyAreRight(String password) {
		String right = "s3cret-of-the-server";
		RedisNode redis = start(RedisNode.builder().password(right));
		try (Application application = Application.on(redis, redis.port(), TIMEOUT,
				"spring.data.redis.password=" + password)) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			Outcome<Boolean> single = add(map, "zone", "value");
			Outcome<Long> batch = this.ledger.add(batch("name ", 600), TTL,
					() -> map.addMany(batch("name ", 600), TTL));
			String says = password.isEmpty() ? "NOAUTH" : "WRONGPASS";
			redis.command("CONFIG", "SET", "requirepass", password);
			Duration recovered = recovered(map);
			Report.row(password.isEmpty() ? "Redis asks for a password, the application has none" : "Wrong password",
					"calls say %s at once and no password, recovery within 1 s".formatted(says),
					"add %d ms, addMany %d ms, recovered after %d ms", single.took().toMillis(),
					batch.took().toMillis(), recovered.toMillis());
			assertThat(message(single)).contains(says);
			assertThat(message(batch)).contains(says);
			assertThat(texts(single) + texts(batch)).doesNotContain("s3cret");
			Soak.assertWithin("single", single.took(), Duration.ofMillis(1100));
			assertRecovered(recovered);
			this.ledger.assertAgrees(map.getKeyPrefix(), redis.console());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "eval", "evalsha" })
	void commandThatTheUserMayNotRunIsNamed(String command) {
		RedisNode redis = start(RedisNode.builder());
		redis.command("ACL", "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-" + command);
		try (Application application = Application.on(redis, redis.port(), TIMEOUT,
				"spring.data.redis.username=limited", "spring.data.redis.password=secret")) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			Map<String, List<String>> batch = batch("name ", 600);
			Outcome<?> outcome = command.equals("eval") ? Outcome.of(() -> map.addMany(batch, TTL))
					: Outcome.of(() -> map.add("zone", "value", TTL));
			redis.command("ACL", "SETUSER", "limited", "+@all");
			Duration recovered = recovered(map);
			Report.row("ACL user without " + command, "the message names the command, recovery within 1 s",
					"\"%s\", recovered after %d ms", message(outcome).replace('|', '/'), recovered.toMillis());
			assertThat(message(outcome)).contains("'" + command + "'");
			assertRecovered(recovered);
		}
	}

	@Test
	void serverWithoutAConnectionToSpareIsTold() {
		RedisNode redis = start(RedisNode.builder());
		try (Application connected = Application.on(redis, redis.port(), TIMEOUT)) {
			Application late = Application.on(redis, redis.port(), TIMEOUT);
			RedisMultiMapWithTTL<String> map = connected.multiMap();
			assertThat(add(map, "zone", "value").isAcknowledged()).isTrue();
			redis.console().configSet("maxclients", String.valueOf(redis.info("connected_clients")));
			Outcome<Boolean> single = add(map, "zone", "other");
			Outcome<Long> batch = this.ledger.add(batch("name ", 600), TTL,
					() -> map.addMany(batch("name ", 600), TTL));
			Outcome<Boolean> first = add(late.multiMap(), "zone", "late");
			redis.console().configSet("maxclients", "100");
			Duration recovered = Collections.max(List.of(recovered(map), recovered(late.multiMap())));
			late.context().close();
			Report.row("maxclients reached",
					"who is connected goes on, a new connection fails at once and says why, recovery within 1 s",
					"batch %d ms, new application %d ms, recovered after %d ms", batch.took().toMillis(),
					first.took().toMillis(), recovered.toMillis());
			assertThat(single.isAcknowledged()).isTrue();
			assertThat(message(batch)).contains("max number of clients reached");
			assertThat(message(first)).contains("max number of clients reached");
			Soak.assertWithin("batch", batch.took(), Duration.ofMillis(1100));
			Soak.assertWithin("first", first.took(), Duration.ofMillis(1100));
			assertRecovered(recovered);
			this.ledger.assertAgrees(map.getKeyPrefix(), redis.console());
		}
	}

	private Outcome<Boolean> add(RedisMultiMapWithTTL<String> map, String name, String value) {
		return this.ledger.add(name, List.of(value), TTL, () -> map.add(name, value, TTL));
	}

	private static String message(Outcome<?> outcome) {
		assertThat(outcome.failure()).isInstanceOf(DataAccessException.class);
		return String.valueOf(NestedExceptionUtils.getMostSpecificCause(outcome.failure()).getMessage());
	}

	private static String texts(Outcome<?> outcome) {
		StringBuilder texts = new StringBuilder();
		for (Throwable cause = outcome.failure(); cause != null; cause = cause.getCause()) {
			texts.append(cause).append('\n');
		}
		return texts.toString();
	}

	/**
	 * Returns how long it takes until every kind of call works.
	 */
	private Duration recovered(RedisMultiMapWithTTL<String> map) {
		long start = System.nanoTime();
		Map<String, List<String>> batch = batch("recovered ", 600);
		Stream<Callable<Outcome<?>>> calls = Stream.of(() -> add(map, "recovered", "value"),
				() -> this.ledger.add(batch, TTL, () -> map.addMany(batch, TTL)),
				() -> Outcome.of(() -> map.get("recovered")), () -> Outcome.of(() -> map.getMany(batch.keySet())));
		calls.forEach((call) -> await(() -> call.call().isAcknowledged()));
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static void assertRecovered(Duration recovered) {
		Soak.assertWithin("recovery", recovered, Duration.ofSeconds(1));
	}

	private static RedisNode.Builder replicaOf(RedisNode master) {
		return RedisNode.builder().setting("replicaof", RedisNode.HOST + " " + master.port());
	}

	private static void awaitReplica(RedisNode master) {
		await(() -> {
			String info = master.console().info("replication");
			String offset = info.replaceFirst("(?s).*master_repl_offset:(\\d+).*", "$1");
			return info.contains("state=online,offset=" + offset);
		});
	}

	private static void await(Callable<Boolean> condition) {
		Patience.await().ignoreExceptions().until(condition);
	}

	private static Map<String, List<String>> batch(String start, int names) {
		return ManyNames.of(start, names, "value");
	}

}
