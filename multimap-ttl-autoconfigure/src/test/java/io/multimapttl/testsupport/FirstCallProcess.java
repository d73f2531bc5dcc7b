package io.multimapttl.testsupport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.lettuce.core.RedisURI;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/**
 * A reactive application on a machine of two processors whose first call on a multimap is
 * made by the driver's own thread: a process of its own, as the driver has as many
 * threads as there are processors.
 */
public final class FirstCallProcess {

	/**
	 * The reply was there before it was asked for, so the caller goes on with it and not
	 * the driver's thread.
	 */
	private static final String REPLIED_EARLY = "replied early";

	private static final String PASSWORD = "REDIS_PASSWORD";

	private FirstCallProcess() {
	}

	/**
	 * Has a process make the calls.
	 * @param server where the application connects to
	 * @param keyPrefix the key prefix of its multimap
	 * @param times how often it starts anew
	 * @return what came of each call, in words
	 * @throws IOException if the process does not start
	 */
	public static List<String> run(RedisServer server, String keyPrefix, int times) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		RedisURI address = server.getNodes().get(0);
		ProcessBuilder builder = new ProcessBuilder(java, "-XX:ActiveProcessorCount=2", "-XX:TieredStopAtLevel=1",
				"-cp", System.getProperty("java.class.path"), FirstCallProcess.class.getName(), address.getHost(),
				Integer.toString(address.getPort()), keyPrefix, Integer.toString(times))
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		char[] password = address.getCredentialsProvider().resolveCredentials().block().getPassword();
		builder.environment().put(PASSWORD, (password != null) ? new String(password) : "");
		Process process = builder.start();
		try {
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> line.startsWith("call: "))
				.toList();
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * The application.
	 * @param args host and port of Redis, the key prefix, how often
	 */
	public static void main(String[] args) {
		Map<String, List<String>> batch = ManyNames.of("zone ", 300, "courier");
		try {
			for (int i = 0; i < Integer.parseInt(args[3]); i++) {
				System.out.println("call: " + outcome(args, (multiMap) -> multiMap.add("zone", "ada")));
				System.out.println("call: " + outcome(args, (multiMap) -> multiMap.addMany(batch)));
			}
		}
		finally {
			System.exit(0); // although the driver's threads may hang
		}
	}

	private static String outcome(String[] args, Function<MultiMapWithTTL<String>, Object> call) {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(args[0], Integer.parseInt(args[1]));
		server.setPassword(System.getenv(PASSWORD));
		LettuceConnectionFactory connections = new LettuceConnectionFactory(server,
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofSeconds(3))
					.shutdownTimeout(Duration.ZERO)
					.shutdownQuietPeriod(Duration.ZERO)
					.build());
		connections.afterPropertiesSet();
		connections.start();
		RedisMultiMapWithTTL<String> multiMap = MultiMapWithTTLFactory.builder(connections)
			.keyPrefix(args[2])
			.build()
			.create("map", String.class);
		ReactiveStringRedisTemplate reactive = new ReactiveStringRedisTemplate(connections);
		reactive.opsForValue().set(args[2] + ":seed", "1").block();
		reactive.listenToChannel(args[2]).subscribe();
		Thread caller = Thread.currentThread();
		String outcome;
		do {
			outcome = reactive.opsForValue()
				.get(args[2] + ":seed")
				.map((seed) -> (Thread.currentThread() != caller) ? String.valueOf(call.apply(multiMap))
						: REPLIED_EARLY)
				.onErrorResume((failure) -> Mono.just(failure.getClass().getSimpleName()))
				.block(Duration.ofSeconds(10));
		}
		while (REPLIED_EARLY.equals(outcome));
		multiMap.add("zone", "bob");
		connections.destroy();
		return outcome;
	}

}
