package io.multimapttl.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisURI;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;

/**
 * An application server that adds values to one name: a process of its own, as only that
 * can have a system clock of its own.
 */
public final class WriterProcess implements AutoCloseable {

	public static final String NAME = "zone";

	private static final String PASSWORD = "REDIS_PASSWORD";

	private static final int ADDITIONS = 150;

	private final Process process;

	private final BufferedReader output;

	private WriterProcess(Process process) {
		this.process = process;
		this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Starts a writer.
	 * @param id what its values start with
	 * @param server where it writes
	 * @param keyPrefix the key prefix of its multimap
	 * @param judge whose clock judges
	 * @param environment what is added to the environment of the process
	 * @return the writer, ready to go
	 * @throws IOException if it does not start
	 */
	public static WriterProcess start(String id, RedisServer server, String keyPrefix, Judge judge,
			Map<String, String> environment) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		RedisURI address = server.getNodes().get(0);
		ProcessBuilder builder = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), WriterProcess.class.getName(), id, address.getHost(),
				Integer.toString(address.getPort()), keyPrefix, judge.name())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put(PASSWORD, password(address));
		builder.environment().putAll(environment);
		return new WriterProcess(builder.start());
	}

	private static String password(RedisURI address) {
		char[] password = address.getCredentialsProvider().resolveCredentials().block().getPassword();
		return (password != null) ? new String(password) : "";
	}

	/**
	 * Waits until the writer is ready.
	 * @return what its system clock says
	 * @throws IOException if it ends instead
	 */
	public Instant awaitReady() throws IOException {
		String line = this.output.readLine();
		if (line == null) {
			throw new IOException("The writer ended instead of getting ready");
		}
		return Instant.ofEpochMilli(Long.parseLong(line));
	}

	public void go() throws IOException {
		this.process.getOutputStream().close();
	}

	public boolean isWriting() {
		return this.process.isAlive();
	}

	/**
	 * Waits until the writer has ended.
	 * @return what it has added
	 * @throws InterruptedException if the thread is interrupted
	 */
	public List<Addition> additions() throws InterruptedException {
		List<Addition> additions = this.output.lines().map(Addition::parse).toList();
		if (!this.process.waitFor(60, TimeUnit.SECONDS) || this.process.exitValue() != 0
				|| additions.size() != ADDITIONS) {
			throw new IllegalStateException("The writer failed after " + additions.size() + " additions");
		}
		return additions;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * The writer itself.
	 * @param args its id, host and port of Redis, the key prefix, the judge
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(args[1], Integer.parseInt(args[2]));
		server.setPassword(System.getenv(PASSWORD));
		LettuceConnectionFactory connections = new LettuceConnectionFactory(server);
		connections.afterPropertiesSet();
		connections.start();
		MultiMapWithTTLFactory.Builder multiMaps = MultiMapWithTTLFactory.builder(connections).keyPrefix(args[3]);
		if (Judge.valueOf(args[4]) == Judge.ITSELF) {
			multiMaps.clock(Clock.systemUTC());
		}
		RedisMultiMapWithTTL<String> multiMap = multiMaps.build().create("map", String.class);
		RawKey key = new RawKey(new StringRedisTemplate(connections), multiMap.getKeyPrefix() + ":" + NAME);
		key.now();
		System.out.println(System.currentTimeMillis());
		System.in.read();
		Random random = new Random();
		for (int i = 0; i < ADDITIONS; i++) {
			Duration ttl = Duration.ofMillis(100 + random.nextInt(900));
			String value = args[0] + i;
			Instant before = key.now();
			multiMap.add(NAME, value, ttl);
			System.out.println(new Addition(value, ttl, before, key.now()).format());
			Thread.sleep(5);
		}
		System.exit(0);
	}

	/**
	 * Whose clock the writer's multimap goes by.
	 */
	public enum Judge {

		REDIS, ITSELF

	}

	/**
	 * A value that was added.
	 *
	 * @param value the value
	 * @param ttl how long it is to live
	 * @param before Redis's time before the call
	 * @param after Redis's time after the call
	 */
	public record Addition(String value, Duration ttl, Instant before, Instant after) {

		private static Addition parse(String line) {
			String[] parts = line.split(" ");
			return new Addition(parts[0], Duration.ofMillis(Long.parseLong(parts[1])),
					Instant.ofEpochMilli(Long.parseLong(parts[2])), Instant.ofEpochMilli(Long.parseLong(parts[3])));
		}

		private String format() {
			return this.value + " " + this.ttl.toMillis() + " " + this.before.toEpochMilli() + " "
					+ this.after.toEpochMilli();
		}

	}

}
