package io.multimapttl.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A real {@code redis-server} for development and tests, as H2 is for JDBC. It is a
 * separate process that listens on the loopback interface only, and keeps its data in
 * memory. The process and its files disappear when it is closed or when this JVM ends,
 * even if the JVM is killed. The data is kept only in a
 * {@linkplain Builder#directory(Path) directory} that was given.
 *
 * <pre class="code">
 * try (EmbeddedRedis redis = EmbeddedRedis.start()) {
 *     connect(redis.getUri());
 * }
 * </pre>
 *
 * <p>
 * <strong>Never for production.</strong> The server is Redis {@value #VERSION} of January
 * 2024, without the security fixes since then. There are executables for Linux and macOS,
 * on amd64 and arm64. Starting one needs {@code /bin/sh} and a temporary folder from
 * which programs may be executed.
 */
public final class EmbeddedRedis implements AutoCloseable {

	/**
	 * The version of the server.
	 */
	public static final String VERSION = "7.0.15";

	private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

	private final RedisProcess process;

	private final ServerConfiguration configuration;

	EmbeddedRedis(RedisProcess process, ServerConfiguration configuration) {
		this.process = process;
		this.configuration = configuration;
	}

	/**
	 * Starts a server without a password on a free port. Returns when it is ready,
	 * usually after some 0.1 seconds.
	 * @return the running server
	 * @throws EmbeddedRedisException if the server cannot be started
	 */
	public static EmbeddedRedis start() {
		return builder().start();
	}

	/**
	 * Returns a builder, for a server with a password, a given port or other settings.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns whether there is an executable for the platform that this code runs on.
	 * @return {@code false} on Windows, for example
	 */
	public static boolean isSupported() {
		return RedisBinary.existsForThisPlatform();
	}

	/**
	 * Returns the address that the server listens on.
	 * @return the address of the loopback interface
	 */
	public String getHost() {
		return ServerConfiguration.HOST;
	}

	/**
	 * Returns the port that the server listens on.
	 * @return the port
	 */
	public int getPort() {
		return this.configuration.ports().port();
	}

	/**
	 * Returns the password of the default user.
	 * @return the password, or {@code null} if there is none
	 */
	public @Nullable String getPassword() {
		return this.configuration.password();
	}

	/**
	 * Returns the URI of the server, including its password if it has one, in the form
	 * that {@code spring.data.redis.url} and Lettuce accept.
	 * @return the URI, such as {@code redis://:password@127.0.0.1:49153}
	 */
	public URI getUri() {
		String password = getPassword();
		String credentials = (password != null) ? ":" + percentEncoded(password) + "@" : "";
		return URI.create("redis://" + credentials + getHost() + ":" + getPort());
	}

	/**
	 * Stops the server and removes its files, except those in a
	 * {@linkplain Builder#directory(Path) directory} that was given. Returns when the
	 * server is gone. Closing it again does nothing.
	 */
	@Override
	public void close() {
		this.process.stop();
	}

	@Override
	public String toString() {
		return "EmbeddedRedis " + VERSION + " on " + getHost() + ":" + getPort();
	}

	int getClusterPort() {
		return this.configuration.ports().clusterPort();
	}

	RespConnection connect() throws IOException {
		return new RespConnection(getHost(), getPort(), getPassword(), COMMAND_TIMEOUT);
	}

	private static String percentEncoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * Builds and starts a server.
	 */
	public static final class Builder {

		private static final int ATTEMPTS = 10;

		private static final Set<String> OWN_SETTINGS = Set.of("bind", "daemonize", "dir", "include", "logfile",
				"loglevel", "port", "requirepass", "supervised");

		private final List<String> settings = new ArrayList<>();

		private Supplier<@Nullable String> password = () -> null;

		private int port;

		private boolean cluster;

		private @Nullable Path directory;

		private Path temporaryFolder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

		private Duration startTimeout = Duration.ofSeconds(30);

		private RedisLaunch.@Nullable Executable executable;

		private Supplier<ServerPorts> freePorts = ServerPorts::findFree;

		private Builder() {
		}

		/**
		 * Sets the password of the default user. Without one every local process can use
		 * the server.
		 * @param password the password, or {@code null} for none
		 * @return this builder
		 */
		public Builder password(@Nullable String password) {
			if (password != null && password.isEmpty()) {
				throw new IllegalArgumentException("'password' must not be empty");
			}
			this.password = () -> password;
			return this;
		}

		/**
		 * Sets a random password for the default user, another one with each start.
		 * @return this builder
		 */
		public Builder randomPassword() {
			this.password = Builder::newPassword;
			return this;
		}

		private static String newPassword() {
			byte[] bytes = new byte[24];
			new SecureRandom().nextBytes(bytes);
			return HexFormat.of().formatHex(bytes);
		}

		/**
		 * Sets the port of the server, instead of a free one.
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
		 * Adds a line to the server's configuration, such as {@code maxmemory} and
		 * {@code 10mb}. If the server allows a setting more than once, this method can be
		 * called more than once with its name; otherwise the last call wins.
		 * @param name the name of the setting
		 * @param value the rest of the line as in {@code redis.conf}, in quotation marks
		 * if they are needed there
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
		 * Sets the directory in which the server keeps its data. The directory stays when
		 * the server is closed or killed, and the next server that is started with it has
		 * the same data again:
		 *
		 * <pre class="code">
		 * EmbeddedRedis.Builder builder = EmbeddedRedis.builder().directory(Path.of("data"));
		 * try (EmbeddedRedis redis = builder.start()) {
		 *     fill(redis.getUri());
		 * }
		 * try (EmbeddedRedis redis = builder.start()) {
		 *     read(redis.getUri());
		 * }
		 * </pre>
		 *
		 * The server answers a write only after it has written it to the append-only
		 * file, but it does not wait for the disk. So answered writes survive the server,
		 * but not a crash of the machine. To save in another way, set {@code appendonly}
		 * to {@code no}, and set {@code save}. Only one server at a time can use a
		 * directory.
		 * @param directory the directory, which is created if it does not exist; by
		 * default no data is kept
		 * @return this builder
		 */
		public Builder directory(Path directory) {
			this.directory = directory;
			return this;
		}

		/**
		 * Sets the folder in which the server gets a new folder for its other files. That
		 * new folder is removed with the server.
		 * @param temporaryFolder an existing folder from which programs may be executed;
		 * by default that of the system property {@code java.io.tmpdir}
		 * @return this builder
		 */
		public Builder temporaryFolder(Path temporaryFolder) {
			this.temporaryFolder = temporaryFolder;
			return this;
		}

		/**
		 * Sets how long to wait until the server is ready.
		 * @param startTimeout the time; 30 seconds by default, because busy machines are
		 * slow
		 * @return this builder
		 */
		public Builder startTimeout(Duration startTimeout) {
			this.startTimeout = startTimeout;
			return this;
		}

		/**
		 * Starts the server. Returns when the process itself says that it is ready, so
		 * nobody else who listens on the port is taken for the server, or gets its
		 * password.
		 * @return the running server
		 * @throws EmbeddedRedisException if there is no server for this platform, if the
		 * given port is in use, if the directory or the temporary folder cannot be
		 * written to, if the latter does not allow executing programs, or if the server
		 * ends or is not ready in time
		 */
		public EmbeddedRedis start() {
			for (int attempt = 1;; attempt++) {
				try {
					return tryStart();
				}
				catch (PortNotAvailableException ex) {
					// Another process may take a free port before the server listens on
					// it
					if (this.port != 0 || attempt == ATTEMPTS) {
						throw ex.failure();
					}
				}
			}
		}

		Builder cluster() {
			this.cluster = true;
			return this;
		}

		Builder executable(RedisLaunch.Executable executable) {
			this.executable = executable;
			return this;
		}

		Builder freePorts(Supplier<ServerPorts> freePorts) {
			this.freePorts = freePorts;
			return this;
		}

		private EmbeddedRedis tryStart() throws PortNotAvailableException {
			ServerPorts free = this.freePorts.get();
			ServerPorts ports = (this.port != 0) ? free.withPort(this.port) : free;
			RedisLaunch.Executable executable = (this.executable != null) ? this.executable
					: RedisBinary.forThisPlatform();
			ServerConfiguration configuration = new ServerConfiguration(ports, this.cluster, this.password.get(),
					this.directory, this.settings);
			return new RedisLaunch(this.temporaryFolder, executable, configuration, this.startTimeout).start();
		}

	}

}
