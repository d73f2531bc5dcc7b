package io.multimapttl.redis;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.ReadFrom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;

import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that reads from replicas: what a multimap reads must not be behind what
 * it wrote, so it reads by scripts alone, which the driver sends to the master.
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
