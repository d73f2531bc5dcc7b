package io.multimapttl.testsupport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.lettuce.core.RedisURI;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A reactive application that imports more than its heap holds: a process of its own, as
 * that is limited.
 */
public final class SmallHeapImport {

	private SmallHeapImport() {
	}

	/**
	 * Has a process import entries by one caller, and then values by many at once.
	 * @param server where the application connects to
	 * @param keyPrefix the key prefix of its multimap
	 * @param megabytes the size of its heap
	 * @param entries how many entries of a kilobyte one caller imports
	 * @param callers how many callers import, at once, 4 MB each
	 * @return what it says: how many values were new, in all
	 * @throws IOException if the process does not start
	 */
	public static String run(RedisServer server, String keyPrefix, int megabytes, int entries, int callers)
			throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		RedisURI address = server.getNodes().get(0);
		Process process = new ProcessBuilder(java, "-Xmx" + megabytes + "m", "-XX:+ExitOnOutOfMemoryError", "-cp",
				System.getProperty("java.class.path"), SmallHeapImport.class.getName(), address.getHost(),
				Integer.toString(address.getPort()), keyPrefix, Integer.toString(entries), Integer.toString(callers))
			.redirectErrorStream(true)
			.start();
		try {
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.matches(".* (DEBUG|INFO|WARN) .*"))
				.reduce("", (all, line) -> all + line + "\n");
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * The application.
	 * @param args host and port of Redis, the key prefix, entries, callers
	 */
	public static void main(String[] args) {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(args[0], Integer.parseInt(args[1])),
				LettuceClientConfiguration.builder().commandTimeout(Duration.ofMinutes(2)).build());
		connections.afterPropertiesSet();
		connections.start();
		MultiMapWithTTLFactory factory = MultiMapWithTTLFactory.builder(connections).keyPrefix(args[2]).build();
		ReactiveMultiMapWithTTL<String> multiMap = factory.create("map", String.class).reactive();
		System.out.println("one: " + importByOne(multiMap, Integer.parseInt(args[3])).block());
		System.out.println("many: " + importByMany(multiMap, Integer.parseInt(args[4])).block());
		factory.destroy();
		connections.destroy();
	}

	private static Mono<Long> importByOne(ReactiveMultiMapWithTTL<String> multiMap, int entries) {
		return multiMap.addMany(
				Flux.range(0, entries).map((i) -> Map.entry("zone " + i % 1000, List.of(i + "x".repeat(1000)))),
				Duration.ofMinutes(5));
	}

	private static Mono<Long> importByMany(ReactiveMultiMapWithTTL<String> multiMap, int callers) {
		return Flux.range(0, callers)
			.flatMap((caller) -> multiMap.addMany(
					Flux.range(0, 64).map((i) -> Map.entry("large " + i % 8, List.of(i + "x".repeat(64 * 1024)))),
					Duration.ofMinutes(5)), callers)
			.reduce(Long::sum);
	}

}
