package io.multimapttl.redis;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.BlockingForm;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * An application that reads from replicas: what a multimap reads must not be behind what
 * it wrote, so it reads by scripts alone, which the driver sends to the master. Unless it
 * is told that replicas will do.
 */
class ReplicaReadsTests {

	private static final Pattern SCRIPT_CALLS = Pattern.compile("cmdstat_eval(?:sha)?:calls=([0-9]+)");

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void hugeNamesAreReadByScriptsAlone(boolean fromReplicas) {
		RedisMultiMapWithTTL<String> multiMap = this.redis.disposeAfterwards(multiMaps(fromReplicas).build())
			.create("map", String.class);
		Set<String> values = IntStream.range(0, 2500).mapToObj((i) -> "value " + i).collect(Collectors.toSet());
		multiMap.addAll("zone", values);
		readAll(multiMap, values);
		long scripts = scriptCalls();
		readAll(multiMap, values);
		assertThat(scriptCalls() - scripts).as("scripts called, once the server knows them")
			.isEqualTo(fromReplicas ? 9 : 5);
	}

	@Test
	@Timeout(30)
	void nameWhoseWeighedValuesAreSmallIsReadNevertheless() {
		RedisMultiMapWithTTL<String> multiMap = this.redis.disposeAfterwards(multiMaps(true).build())
			.create("map", String.class);
		Set<String> values = new LinkedHashSet<>();
		for (int i = 0; i < 40; i++) {
			String value = (i % 10 == 5) ? "small " + i : i + "x".repeat(60_000);
			values.add(value);
			multiMap.add("zone", value, Duration.ofMinutes(60 + i));
		}
		assertThat(multiMap.get("zone")).containsExactlyElementsOf(values);
		assertThat(multiMap.getMany("zone", "other").get("zone")).isEqualTo(values);
		assertThat(multiMap.getWithExpiry("zone")).hasSize(40);
		assertThat(multiMap.getLatest("zone", 39)).hasSize(39);
	}

	/**
	 * A cursor of one server means something else on the other, to which the driver would
	 * send every second page.
	 */
	@Test
	void pagesOfANameAreOfOneServer() {
		try (EmbeddedRedis master = EmbeddedRedis.start();
				EmbeddedRedis replica = EmbeddedRedis.builder()
					.setting("replicaof", master.getHost() + " " + master.getPort())
					.start()) {
			RedisMultiMapWithTTL<String> multiMap = this.redis
				.disposeAfterwards(
						this.redis.multiMaps(replicated(master, replica, ReadFrom.ANY)).replicaReads(true).build())
				.create("map", String.class);
			Set<String> values = IntStream.range(0, 400)
				.mapToObj((i) -> i + "x".repeat(50_000))
				.collect(Collectors.toSet());
			multiMap.addAll("zone", values);
			await()
				.until(() -> RedisServer.of(replica).consoles().get(0).zcard(multiMap.getKeyPrefix() + ":zone") == 400);
			assertThat(multiMap.get("zone")).hasSize(400);
			assertThat(multiMap.getWithExpiry("zone")).hasSize(400);
			assertThat(multiMap.getLatest("zone", 390)).hasSize(390);
		}
	}

	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void replicasAnswerOnlyWhereThatIsAskedFor(boolean replicaReads, boolean reactive) {
		try (EmbeddedRedis master = EmbeddedRedis.start();
				EmbeddedRedis replica = EmbeddedRedis.builder()
					.setting("replicaof", master.getHost() + " " + master.getPort())
					.start()) {
			RedisMultiMapWithTTL<String> blocking = this.redis
				.disposeAfterwards(this.redis.multiMaps(replicated(master, replica)).replicaReads(replicaReads).build())
				.create("map", String.class);
			RedisMultiMapWithTTL<String> multiMap = reactive ? new BlockingForm<>(blocking) : blocking;
			Set<String> values = IntStream.range(0, 2500).mapToObj((i) -> "value " + i).collect(Collectors.toSet());
			multiMap.addAll("zone", values);
			List<String> names = IntStream.range(0, 600).mapToObj((i) -> "zone " + i).toList();
			multiMap.addMany(names.stream().collect(Collectors.toMap(Function.identity(), List::of)));
			await().until(() -> multiMap.contains("zone 599", "zone 599"));

			readAll(multiMap, values);
			assertThat(multiMap.getMany(names)).hasSize(600)
				.allSatisfy((name, one) -> assertThat(one).containsOnly(name));
			assertThat(multiMap.size("zone")).isEqualTo(2500);
			assertThat(multiMap.getTimeToLive("zone", "value 1")).isPresent();
			assertThat(reactive || multiMap.describe("zone", 1).live() == 2500).isTrue();
			assertThat(commands(replica)).as("on the replica")
				.matches(replicaReads ? "(?s).*cmdstat_evalsha_ro:.*" : "(?s)(?!.*cmdstat_eval).*");
			assertThat(commands(master)).as("on the master")
				.matches(replicaReads ? "(?s)(?!.*cmdstat_eval(sha)?_ro:).*" : "(?s).*cmdstat_evalsha:.*");
		}
	}

	@Test
	void masterOfReplicasIsReadByScripts() {
		try (EmbeddedRedis master = EmbeddedRedis.start()) {
			LettuceConnectionFactory connectionFactory = this.redis.disposeAfterwards(new LettuceConnectionFactory(
					new RedisStaticMasterReplicaConfiguration(master.getHost(), master.getPort()),
					RedisServer.clientConfigurationBuilder().build()));
			connectionFactory.start();
			RedisMultiMapWithTTL<String> multiMap = this.redis
				.disposeAfterwards(this.redis.multiMaps(connectionFactory).build())
				.create("map", String.class);
			List<String> names = IntStream.range(0, 600).mapToObj((i) -> "zone " + i).toList();
			multiMap.addMany(names.stream().collect(Collectors.toMap(Function.identity(), List::of)));
			assertThat(multiMap.getMany(names)).doesNotContainValue(Set.of());
			assertThat(commands(master)).as("a question, three calls that write, ten that read")
				.contains("cmdstat_evalsha:calls=14,");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void replicaThatIsBehindHidesNoNameFromClear(boolean replicaReads) {
		try (EmbeddedRedis master = EmbeddedRedis.start();
				EmbeddedRedis replica = EmbeddedRedis.builder()
					.setting("replicaof", master.getHost() + " " + master.getPort())
					.start()) {
			RedisMultiMapWithTTL<String> multiMap = this.redis
				.disposeAfterwards(this.redis.multiMaps(replicated(master, replica)).replicaReads(replicaReads).build())
				.create("map", String.class);
			RedisServer.of(replica).consoles().get(0).replicaof("127.0.0.1", 1);
			assertThat(multiMap.addMany(ManyNames.of("zone ", 1500, "courier"))).isEqualTo(1500);
			assertThat(multiMap.names()).as("those of the master that have a value where it is read")
				.hasSize(replicaReads ? 0 : 1500);
			multiMap.addAll("zone 1", IntStream.range(0, 3000).mapToObj(String::valueOf).toList());
			assertThat(multiMap.stream("zone 1")).as("those of the master").hasSize(3001);
			multiMap.clear();
			assertThat(RedisServer.of(master).consoles().get(0).dbsize()).isZero();
		}
	}

	@Test
	void lackOfReplicasIsADataAccessException() {
		try (EmbeddedRedis master = EmbeddedRedis.start()) {
			LettuceConnectionFactory connectionFactory = this.redis.disposeAfterwards(new LettuceConnectionFactory(
					new RedisStaticMasterReplicaConfiguration(master.getHost(), master.getPort()),
					RedisServer.clientConfigurationBuilder().readFrom(ReadFrom.REPLICA).build()));
			connectionFactory.start();
			RedisMultiMapWithTTL<String> multiMap = this.redis
				.disposeAfterwards(this.redis.multiMaps(connectionFactory).replicaReads(true).build())
				.create("map", String.class);
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> multiMap.get("zone"));
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> multiMap.getMany(ManyNames.of("zone ", 600, "a").keySet()));
		}
	}

	@Test
	void replicaReadsNeedReadFrom() {
		RedisMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(this.redis.multiMaps().replicaReads(true).build())
			.create("map", String.class);
		assertThatIllegalStateException().isThrownBy(() -> multiMap.get("zone"))
			.withMessageContaining("spring.data.redis.lettuce.read-from");
	}

	private LettuceConnectionFactory replicated(EmbeddedRedis master, EmbeddedRedis replica) {
		return replicated(master, replica, ReadFrom.REPLICA);
	}

	private LettuceConnectionFactory replicated(EmbeddedRedis master, EmbeddedRedis replica, ReadFrom readFrom) {
		RedisStaticMasterReplicaConfiguration servers = new RedisStaticMasterReplicaConfiguration(master.getHost(),
				master.getPort());
		servers.addNode(replica.getHost(), replica.getPort());
		LettuceConnectionFactory connectionFactory = new LettuceConnectionFactory(servers,
				RedisServer.clientConfigurationBuilder().readFrom(readFrom).build());
		connectionFactory.start();
		return this.redis.disposeAfterwards(connectionFactory);
	}

	private static String commands(EmbeddedRedis server) {
		try (RedisClient client = RedisClient.create(RedisURI.create(server.getUri()))) {
			return client.connect().sync().info("commandstats");
		}
	}

	private static void readAll(RedisMultiMapWithTTL<String> multiMap, Set<String> values) {
		assertThat(multiMap.get("zone")).isEqualTo(values);
		assertThat(multiMap.getWithExpiry("zone")).hasSize(2500);
		assertThat(multiMap.getMany("zone")).isEqualTo(Map.of("zone", values));
		assertThat(multiMap.getManyWithExpiry(List.of("zone")).get("zone")).hasSize(2500);
		assertThat(multiMap.getLatest("zone", 2400)).hasSize(2400);
	}

	private MultiMapWithTTLFactory.Builder multiMaps(boolean fromReplicas) {
		LettuceClientConfiguration.LettuceClientConfigurationBuilder client = RedisServer.clientConfigurationBuilder();
		if (fromReplicas) {
			client.readFrom(ReadFrom.REPLICA_PREFERRED);
		}
		return this.redis.multiMaps(this.redis.connectionFactory(client.build()));
	}

	private long scriptCalls() {
		return this.redis.server().consoles().stream().mapToLong((console) -> {
			Matcher calls = SCRIPT_CALLS.matcher(console.info("commandstats"));
			return calls.results().mapToLong((call) -> Long.parseLong(call.group(1))).sum();
		}).sum();
	}

}
