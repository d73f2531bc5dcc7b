package io.multimapttl.reliability;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.core.StringRedisTemplate;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.FaultyProxy.Direction;
import io.multimapttl.reliability.cluster.RedisCluster;
import io.multimapttl.testsupport.ManyNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server fails over to another one with another clock within a large read: the first
 * has told its moment, and the second gets the commands that carry it. A proxy stands for
 * the first server: it changes the moment that scripts reply.
 */
@Timeout(120)
class OtherClockTests {

	private static final Pattern MOMENT = Pattern.compile("(\\*\\d+\r\n\\$14\r\n)(\\d{10})(\\.\\d{3}\r\n)");

	private final List<FaultyProxy> proxies = new ArrayList<>();

	private final AtomicInteger failovers = new AtomicInteger();

	@ParameterizedTest
	@ValueSource(ints = { -1, 1 })
	void readsThatComeToAnotherServerAreJudgedByItsClock(int hoursOff) {
		try (RedisNode redis = RedisNode.start(); FaultyProxy proxy = FaultyProxy.to(redis.port())) {
			this.proxies.add(proxy);
			read(new RedisNode[] { redis }, "spring.data.redis.port=" + proxy.port(), hoursOff);
			assertThat(this.failovers).hasValue(1);
		}
	}

	/**
	 * A connection to a master and its replicas does not tell when it is lost, so it
	 * reads by scripts alone.
	 */
	@Test
	void readsThroughAConnectionToAMasterAndReplicasAreJudgedByTheMastersClock() {
		try (RedisNode redis = RedisNode.start(); FaultyProxy proxy = FaultyProxy.to(redis.port())) {
			this.proxies.add(proxy);
			read(new RedisNode[] { redis },
					"spring.data.redis.masterreplica.nodes=%s:%d".formatted(RedisNode.HOST, proxy.port()), -1);
			assertThat(this.failovers).hasValue(0);
		}
	}

	/**
	 * Names that are not sent yet when the first connection is lost are read by scripts.
	 */
	@Test
	void readsThatComeToOtherServersOfAClusterAreJudgedByTheirClocks() {
		try (RedisCluster redis = RedisCluster.start(0, Duration.ofSeconds(30))) {
			for (RedisNode node : redis.nodes()) {
				this.proxies.add(FaultyProxy.to(node.port()));
			}
			redis.announce(this.proxies.stream().map(FaultyProxy::port).toList());
			read(redis.nodes(),
					this.proxies.stream()
						.map((proxy) -> RedisNode.HOST + ":" + proxy.port())
						.collect(Collectors.joining(",", "spring.data.redis.cluster.nodes=", "")),
					-1, 1, -1);
			assertThat(this.failovers).hasValueBetween(1, 3);
		}
		finally {
			this.proxies.forEach(FaultyProxy::close);
		}
	}

	private void read(RedisNode[] servers, String property, int... hoursOff) {
		try (Application application = Application.on(servers, property)) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			Map<String, List<String>> batch = ManyNames.of("name ", 600, "live");
			map.addMany(batch, Duration.ofMinutes(30));
			StringRedisTemplate template = new StringRedisTemplate(application.connectionFactory());
			double expired = Instant.now().minus(Duration.ofMinutes(30)).getEpochSecond();
			batch.keySet()
				.forEach((name) -> template.opsForZSet().add(map.getKeyPrefix() + ":" + name, "expired", expired));
			map.getMany(batch.keySet());
			for (int i = 0; i < hoursOff.length; i++) {
				failOverWithinARead(this.proxies.get(i), Duration.ofHours(hoursOff[i]));
			}
			assertThat(map.getMany(batch.keySet())).hasSize(600)
				.allSatisfy((name, values) -> assertThat(values).isEqualTo(Set.of("live")));
		}
	}

	private void failOverWithinARead(FaultyProxy proxy, Duration off) {
		proxy.filter(Direction.REPLIES,
				(bytes) -> bytes(MOMENT.matcher(text(bytes))
					.replaceAll((moment) -> moment.group(1).replace("$", "\\$")
							+ (Long.parseLong(moment.group(2)) + off.toSeconds()) + moment.group(3))));
		proxy.filter(Direction.REQUESTS, (bytes) -> {
			if (text(bytes).contains("$13\r\nZRANGEBYSCORE\r\n")) {
				this.failovers.incrementAndGet();
				proxy.resume();
				return new byte[0];
			}
			return bytes;
		});
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
