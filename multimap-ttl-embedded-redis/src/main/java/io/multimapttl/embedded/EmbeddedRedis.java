package io.multimapttl.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A real {@code redis-server} for development and tests, as H2 is for JDBC: a process of
 * its own that listens on the loopback interface only, keeps everything in memory and
 * goes away with its files when it is closed or when this JVM ends, also when the JVM is
 * killed.
 *
 * <pre class="code">
 * try (EmbeddedRedis redis = EmbeddedRedis.start()) {
 *     connect(redis.getUri());
 * }
 * </pre>
 *
 * <p>
 * <strong>Never for production.</strong> The server is Redis {@value #VERSION} of January
 * 2024, without the security fixes since then, and what it holds is lost when it stops.
 * There are executables for Linux and macOS, on amd64 and arm64. Starting one needs
 * {@code /bin/sh} and a temporary folder from which programs may be executed.
 */
public final class EmbeddedRedis implements AutoCloseable {

	/**
	 * The version of the server.
	 */
	public static final String VERSION = "7.0.15";

	private static final String HOST = "127.0.0.1";

	private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

	private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

	private final RedisProcess process;

	private final int port;

	private final int clusterPort;

	private final @Nullable String password;

	private EmbeddedRedis(RedisProcess process, int port, int clusterPort, @Nullable String password) {
		this.process = process;
		this.port = port;
		this.clusterPort = clusterPort;
		this.password = password;
	}

	/**
	 * Start a server without a password on a free port. Returns when it answers, usually
	 * after some 0.1 seconds.
	 * @return the running server
	 * @throws EmbeddedRedisException if the server cannot be started
	 */
	public static EmbeddedRedis start() {
		return builder().start();
	}

	/**
	 * Return a builder, for a server with a password, a given port or other settings.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return whether there is an executable for the platform that this code runs on.
	 * @return {@code false} on Windows, for example
	 */
	public static boolean isSupported() {
		return RedisBinary.existsForThisPlatform();
	}

	/**
	 * Return the address that the server listens on.
	 * @return the address of the loopback interface
	 */
	public String getHost() {
		return HOST;
	}

	/**
	 * Return the port that the server listens on.
	 * @return the port
	 */
	public int getPort() {
		return this.port;
	}

	/**
	 * Return the password of the default user.
	 * @return the password, or {@code null} if there is none
	 */
	public @Nullable String getPassword() {
		return this.password;
	}

	/**
	 * Return where the server is, with its password if it has one, in the form that
	 * {@code spring.data.redis.url} and Lettuce take.
	 * @return the URI, such as {@code redis://:password@127.0.0.1:49153}
	 */
	public URI getUri() {
		String credentials = (this.password != null)
				? ":" + URLEncoder.encode(this.password, StandardCharsets.UTF_8).replace("+", "%20") + "@" : "";
		return URI.create("redis://" + credentials + HOST + ":" + this.port);
	}

	/**
	 * Stop the server and remove its files. Returns when both are gone. Closing it again
	 * does nothing.
	 */
	@Override
	public void close() {
		this.process.stop();
	}

	@Override
	public String toString() {
		return "EmbeddedRedis " + VERSION + " on " + HOST + ":" + this.port;
	}

	int getClusterPort() {
		return this.clusterPort;
	}

	RespConnection connect() throws IOException {
		return new RespConnection(HOST, this.port, this.password, COMMAND_TIMEOUT);
	}

	private boolean isReady() {
		try (RespConnection connection = connect()) {
			return "PONG".equals(connection.command("PING")) && this.process.isServer(processId(connection));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static long processId(RespConnection connection) throws IOException {
		return connection.command("INFO", "server")
			.lines()
			.filter((line) -> line.startsWith("process_id:"))
			.map((line) -> line.substring("process_id:".length()))
			.mapToLong(Long::parseLong)
			.findFirst()
			.orElse(-1);
	}

	/**
	 * Says what server is wanted, and starts it.
	 */
	public static final class Builder {

		private static final int ATTEMPTS = 10;

		// What the server writes when it cannot bind one of its ports
		private static final String CANNOT_LISTEN = "Failed listening on port";

		private static final Set<String> OWN_SETTINGS = Set.of("bind", "daemonize", "dir", "include", "logfile", "port",
				"requirepass", "supervised");

		private final List<String> settings = new ArrayList<>();

		private @Nullable String password;

		private int port;

		private boolean cluster;

		private Path temporaryFolder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

		private Duration startTimeout = Duration.ofSeconds(30);

		private @Nullable RedisBinary binary;

		private Builder() {
		}

		/**
		 * Give the default user a password. Without one every local process can use the
		 * server.
		 * @param password the password, or {@code null} for none
		 * @return this builder
		 */
		public Builder password(@Nullable String password) {
			if (password != null && password.isEmpty()) {
				throw new IllegalArgumentException("'password' must not be empty");
			}
			this.password = password;
			return this;
		}

		/**
		 * Give the default user a password that nobody can guess.
		 * @return this builder
		 */
		public Builder randomPassword() {
			byte[] bytes = new byte[24];
			new SecureRandom().nextBytes(bytes);
			return password(HexFormat.of().formatHex(bytes));
		}

		/**
		 * Let the server listen on a given port instead of a free one.
		 * @param port the port, or 0 for a free one
		 * @return this builder
		 */
		public Builder port(int port) {
			if (port < 0 || port > 65535) {
				throw new IllegalArgumentException("'port' must be between 0 and 65535, but is " + port);
			}
			this.port = port;
			return this;
		}

		/**
		 * Add a line to the server's configuration, such as {@code maxmemory} and
		 * {@code 10mb}. Where the server allows a setting to be repeated, this may be
		 * called again with its name; otherwise the last call wins.
		 * @param name the name of the setting
		 * @param value the rest of the line as {@code redis.conf} would have it, in
		 * quotation marks where these are needed there
		 * @return this builder
		 * @see <a href=
		 * "https://raw.githubusercontent.com/redis/redis/7.0/redis.conf">redis.conf</a>
		 */
		public Builder setting(String name, String value) {
			if (!name.matches("[A-Za-z0-9._-]+")) {
				throw new IllegalArgumentException("'%s' is no name of a setting".formatted(name));
			}
			if (OWN_SETTINGS.contains(name.toLowerCase(Locale.ROOT))) {
				throw new IllegalArgumentException("'%s' is set by the launcher".formatted(name));
			}
			if (value.chars().anyMatch(Character::isISOControl)) {
				throw new IllegalArgumentException("The value of '%s' must be one line".formatted(name));
			}
			this.settings.add(name + " " + value);
			return this;
		}

		/**
		 * Keep the server's files in a new folder below a given one.
		 * @param temporaryFolder an existing folder from which programs may be executed;
		 * by default that of the system property {@code java.io.tmpdir}
		 * @return this builder
		 */
		public Builder temporaryFolder(Path temporaryFolder) {
			this.temporaryFolder = temporaryFolder;
			return this;
		}

		/**
		 * Wait at most a given time for the server to answer.
		 * @param startTimeout the time; 30 seconds by default, since busy machines are
		 * slow
		 * @return this builder
		 */
		public Builder startTimeout(Duration startTimeout) {
			this.startTimeout = startTimeout;
			return this;
		}

		/**
		 * Start the server. Returns when it answers.
		 * @return the running server
		 * @throws EmbeddedRedisException if there is no server for this platform, if the
		 * given port is in use, if the temporary folder cannot be written to or does not
		 * allow executing programs, or if the server ends or does not answer in time
		 */
		public EmbeddedRedis start() {
			for (int attempt = 1;; attempt++) {
				try {
					return tryStart();
				}
				catch (PortNotAvailableException ex) {
					// Somebody else may take a free port before the server listens on it
					if (this.port != 0 || attempt == ATTEMPTS) {
						throw ex;
					}
				}
			}
		}

		Builder cluster() {
			this.cluster = true;
			return this;
		}

		Builder binary(RedisBinary binary) {
			this.binary = binary;
			return this;
		}

		private EmbeddedRedis tryStart() {
			RedisBinary binary = (this.binary != null) ? this.binary : RedisBinary.forThisPlatform();
			Path folder = createFolder();
			RedisProcess process = guard(folder);
			boolean started = false;
			try {
				Path executable = unpack(binary, folder);
				EmbeddedRedis server = startServer(process, folder);
				// Whoever kills a whole tree of processes leaves an empty folder
				Files.deleteIfExists(executable);
				started = true;
				return server;
			}
			catch (IOException ex) {
				throw new EmbeddedRedisException("The embedded redis-server could not be started: " + ex,
						"See the cause", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new EmbeddedRedisException("Interrupted while waiting for the embedded redis-server to start.",
						"Start it again", ex);
			}
			finally {
				if (!started) {
					process.stop();
				}
			}
		}

		private Path createFolder() {
			try {
				// For its owner only, on the file systems of the supported platforms
				return Files.createTempDirectory(this.temporaryFolder, "embedded-redis-");
			}
			catch (IOException ex) {
				throw cannotWrite(ex);
			}
		}

		private RedisProcess guard(Path folder) {
			try {
				return RedisProcess.guard(folder);
			}
			catch (IOException ex) {
				folder.toFile().delete();
				throw new EmbeddedRedisException("The embedded redis-server needs a shell, but /bin/sh does not start.",
						"Use a system that has one", ex);
			}
		}

		private Path unpack(RedisBinary binary, Path folder) {
			Path executable = folder.resolve(RedisProcess.EXECUTABLE);
			try {
				binary.unpackTo(executable);
			}
			catch (IOException ex) {
				throw cannotWrite(ex);
			}
			if (!Files.isExecutable(executable)) {
				throw cannotExecute();
			}
			return executable;
		}

		private EmbeddedRedis startServer(RedisProcess process, Path folder) throws IOException, InterruptedException {
			int[] freePorts = findFreePorts();
			int port = (this.port != 0) ? this.port : freePorts[0];
			int clusterPort = freePorts[1];
			process.startServer(configuration(folder, port, clusterPort));
			EmbeddedRedis server = new EmbeddedRedis(process, port, clusterPort, this.password);
			long deadline = System.nanoTime() + this.startTimeout.toNanos();
			while (!server.isReady()) {
				if (process.hasEndedWithin(POLL_INTERVAL)) {
					process.stop();
					throw ended(process, port);
				}
				if (System.nanoTime() - deadline >= 0) {
					throw new EmbeddedRedisException("The embedded redis-server did not answer within %s.%n%s"
						.formatted(this.startTimeout, lastOutput(process)), "Give it more time", null);
				}
			}
			return server;
		}

		private int[] findFreePorts() throws IOException {
			// Both are open at the same time, so that they differ
			InetAddress loopback = InetAddress.getByName(HOST);
			try (ServerSocket first = new ServerSocket(0, 1, loopback);
					ServerSocket second = new ServerSocket(0, 1, loopback)) {
				return new int[] { first.getLocalPort(), second.getLocalPort() };
			}
		}

		private List<String> configuration(Path folder, int port, int clusterPort) {
			List<String> lines = new ArrayList<>();
			lines.add("bind " + HOST);
			lines.add("port " + port);
			lines.add("dir " + quoted(folder.toAbsolutePath().toString()));
			lines.add("daemonize no");
			lines.add("save \"\"");
			lines.add("appendonly no");
			if (this.cluster) {
				lines.add("cluster-enabled yes");
				lines.add("cluster-announce-ip " + HOST);
				// By default it is the port + 10000, which may be taken or no port at all
				lines.add("cluster-port " + clusterPort);
			}
			if (this.password != null) {
				lines.add("requirepass " + quoted(this.password));
				lines.add("masterauth " + quoted(this.password));
			}
			lines.addAll(this.settings);
			return lines;
		}

		private static String quoted(String value) {
			StringBuilder quoted = new StringBuilder("\"");
			for (byte next : value.getBytes(StandardCharsets.UTF_8)) {
				quoted.append("\\x").append(HexFormat.of().toHexDigits(next));
			}
			return quoted.append('"').toString();
		}

		private EmbeddedRedisException ended(RedisProcess process, int port) {
			if (process.wasNotExecuted()) {
				return cannotExecute();
			}
			List<String> output = process.lastOutput();
			if (output.stream().anyMatch((line) -> line.contains(CANNOT_LISTEN))) {
				return new PortNotAvailableException(port, lastOutput(process));
			}
			return new EmbeddedRedisException(
					"The embedded redis-server ended at once.%n%s".formatted(lastOutput(process)),
					"Correct the settings it was started with", null);
		}

		private EmbeddedRedisException cannotWrite(IOException cause) {
			return new EmbeddedRedisException(
					"The embedded redis-server cannot be unpacked into '%s': %s".formatted(this.temporaryFolder, cause),
					"Start Java with -Djava.io.tmpdir=<a folder that can be written to>", cause);
		}

		private EmbeddedRedisException cannotExecute() {
			return new EmbeddedRedisException(
					"The embedded redis-server was unpacked into '%s', but may not be executed there; the file system is probably mounted with 'noexec'."
						.formatted(this.temporaryFolder),
					"Start Java with -Djava.io.tmpdir=<a folder from which programs may be executed>", null);
		}

		private static String lastOutput(RedisProcess process) {
			return "Its last output:%n%s".formatted(String.join(System.lineSeparator(), process.lastOutput()));
		}

	}

	/**
	 * The one failure after which another attempt may succeed.
	 */
	private static final class PortNotAvailableException extends EmbeddedRedisException {

		PortNotAvailableException(int port, String output) {
			super("The embedded redis-server cannot listen on port %d of %s, probably because it is in use.%n%s"
				.formatted(port, HOST, output), "Choose another port, or 0 for a free one", null);
		}

	}

}
