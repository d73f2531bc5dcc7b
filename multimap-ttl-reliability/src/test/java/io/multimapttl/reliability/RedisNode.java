package io.multimapttl.reliability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import io.multimapttl.embedded.EmbeddedRedis;

/**
 * A {@code redis-server} that can be frozen, killed and started again on its port and
 * with its files, which the embedded server for users cannot be: that one is gone with
 * its files when it ends. It goes away with this JVM, also when that is killed. Its files
 * are below {@code target}.
 */
public final class RedisNode implements AutoCloseable {

	/**
	 * Where all nodes and proxies listen.
	 */
	public static final String HOST = "127.0.0.1";

	private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration AGREEMENT_TIMEOUT = Duration.ofSeconds(60);

	// The operating system closes the pipe with this JVM, however it ends
	private static final String GUARD = """
			trap '' HUP INT QUIT TERM
			"$@" </dev/null >/dev/null 2>&1 &
			echo $!
			exec >/dev/null 2>&1
			read -r line
			kill -9 $!
			wait
			""";

	private static final ClientResources resources = ClientResources.builder()
		.threadFactoryProvider((pool) -> new DefaultThreadFactory("bench-" + pool, true))
		// Sooner than any application notices that the server is back
		.reconnectDelay(Delay.constant(Duration.ofMillis(2)))
		.ioThreadPoolSize(2)
		.computationThreadPoolSize(2)
		.build();

	private final Path folder;

	private final int port;

	private final @Nullable String password;

	private final boolean sentinel;

	private @Nullable Process guard;

	private @Nullable ProcessHandle server;

	private @Nullable RedisClient client;

	private @Nullable StatefulRedisConnection<String, String> console;

	private @Nullable StatefulRedisConnection<String, String> secondConsole;

	private RedisNode(Path folder, int port, @Nullable String password, boolean sentinel) {
		this.folder = folder;
		this.port = port;
		this.password = password;
		this.sentinel = sentinel;
	}

	/**
	 * Starts a server that keeps nothing on disk and asks for no password.
	 * @return the running server
	 */
	public static RedisNode start() {
		return builder().start();
	}

	/**
	 * Starts saying what server is wanted.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the folder that the build may write to.
	 * @return the folder {@code target} of this module
	 */
	static Path target() {
		return Path.of(System.getProperty("basedir", "."), "target").toAbsolutePath();
	}

	/**
	 * Returns a port that nobody listens on, from below those that the operating system
	 * gives to clients: a client that tries to reach a dead server on one of those sooner
	 * or later connects to itself.
	 * @return the port
	 */
	public static int freePort() {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Taken
			}
		}
		throw new IllegalStateException("There is no free port");
	}

	/**
	 * Returns the port, the same after each start.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns the folder of the server, which outlives it until {@link #close()}.
	 * @return the folder
	 */
	public Path folder() {
		return this.folder;
	}

	/**
	 * Waits until something is so that several servers have to agree upon. One that does
	 * not answer has not agreed yet.
	 * @param condition asks the servers
	 */
	public static void awaitAgreement(Callable<Boolean> condition) {
		Awaitility.await()
			.atMost(AGREEMENT_TIMEOUT)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptionsInstanceOf(RedisException.class)
			.until(condition);
	}

	/**
	 * Returns whether this is a replica that is connected to its master and has caught
	 * up.
	 * @return whether it follows
	 */
	public boolean isInStep() {
		return console().info("replication").contains("master_link_status:up");
	}

	/**
	 * Returns a connection past all proxies. It finds the server again after a restart.
	 * @return the commands, whose timeout is ten seconds
	 */
	public synchronized RedisCommands<String, String> console() {
		if (this.console == null) {
			this.console = connect();
		}
		return this.console.sync();
	}

	/**
	 * Returns another connection past all proxies, for when the first is busy.
	 * @return the commands
	 */
	public synchronized RedisCommands<String, String> secondConsole() {
		if (this.secondConsole == null) {
			this.secondConsole = connect();
		}
		return this.secondConsole.sync();
	}

	private StatefulRedisConnection<String, String> connect() {
		RedisClient client = this.client;
		if (client == null) {
			RedisURI.Builder uri = RedisURI.builder()
				.withHost(HOST)
				.withPort(this.port)
				.withClientName("console")
				.withTimeout(Duration.ofSeconds(10));
			if (this.password != null) {
				uri.withPassword(this.password.toCharArray());
			}
			client = RedisClient.create(resources, uri.build());
			client.setOptions(ClientOptions.builder()
				.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(2)).build())
				.timeoutOptions(TimeoutOptions.enabled())
				.build());
			this.client = client;
		}
		return client.connect();
	}

	/**
	 * Sends any command.
	 * @param words its name and arguments
	 * @return the reply, elements one by one
	 */
	public List<Object> command(String... words) {
		CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
		for (int i = 1; i < words.length; i++) {
			arguments.add(words[i]);
		}
		return console().dispatch(new Keyword(words[0]), new NestedMultiOutput<>(StringCodec.UTF8), arguments);
	}

	/**
	 * Returns a number that the server tells of itself.
	 * @param field the field of {@code INFO}
	 * @return its value
	 */
	public long info(String field) {
		return console().info("everything")
			.lines()
			.filter((line) -> line.startsWith(field + ":"))
			.mapToLong((line) -> Long.parseLong(line.substring(field.length() + 1).strip()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Returns how many connections of a client are open.
	 * @param clientName the name that the client gave itself
	 * @return the number of connections
	 */
	public long connectionsOf(String clientName) {
		return console().clientList().lines().filter((line) -> line.contains(" name=" + clientName + " ")).count();
	}

	/**
	 * Stops the server in the middle of whatever it does, as a machine does that swaps or
	 * is suspended: connections stay open, and nothing is answered.
	 */
	public void freeze() {
		signal("STOP");
	}

	/**
	 * Lets a frozen server go on.
	 */
	public void thaw() {
		signal("CONT");
	}

	/**
	 * Kills the server without giving it the time to save anything. Returns when it is
	 * gone.
	 */
	public synchronized void kill() {
		Process guard = this.guard;
		if (guard == null) {
			return;
		}
		try {
			guard.getOutputStream().close();
			if (!guard.waitFor(10, TimeUnit.SECONDS)) {
				guard.destroyForcibly();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.guard = null;
		this.server = null;
	}

	/**
	 * Starts the server again with the files that it left. Returns when it answers.
	 */
	public void restart() {
		restartWithoutWaiting();
		awaitAnswer();
	}

	/**
	 * Starts the server again with the files that it left. Returns at once.
	 */
	public synchronized void restartWithoutWaiting() {
		kill();
		try {
			List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "redis-node",
					executable().toString(), this.folder.resolve("redis.conf").toString()));
			if (this.sentinel) {
				command.add("--sentinel");
			}
			Process guard = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			this.guard = guard;
			BufferedReader output = guard.inputReader(StandardCharsets.UTF_8);
			this.server = ProcessHandle.of(Long.parseLong(output.readLine().strip())).orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until the server answers and has loaded its files.
	 */
	public void awaitAnswer() {
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!answers()) {
			if (!isAlive() || System.nanoTime() > deadline) {
				throw new IllegalStateException("redis-server on port " + this.port + " does not answer: " + log());
			}
			try {
				TimeUnit.MILLISECONDS.sleep(2);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * Returns whether the process is there.
	 * @return whether it is, frozen or not
	 */
	public synchronized boolean isAlive() {
		return this.server != null && this.server.isAlive();
	}

	/**
	 * Returns what the server wrote into its log.
	 * @return the log
	 */
	public String log() {
		try {
			Path log = this.folder.resolve("redis.log");
			return Files.exists(log) ? Files.readString(log) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kills the server and removes its files.
	 */
	@Override
	public synchronized void close() {
		if (this.client != null) {
			this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		}
		kill();
		try (Stream<Path> files = Files.walk(this.folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return "redis-server on port " + this.port;
	}

	private boolean answers() {
		try {
			console().info("server");
			return true;
		}
		catch (RedisException ex) {
			return false;
		}
	}

	private synchronized void signal(String name) {
		ProcessHandle server = this.server;
		if (server == null) {
			throw new IllegalStateException(this + " is not running");
		}
		try {
			// A kill that is no program of its own is in every shell
			Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(name, server.pid())).start();
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("Cannot send " + name + " to " + this);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static synchronized Path executable() throws IOException {
		Path executable = target().resolve("redis").resolve("redis-server");
		if (!Files.exists(executable)) {
			String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
			String arch = System.getProperty("os.arch").matches("aarch64|arm64") ? "arm64" : "amd64";
			String resource = "/redis-server-%s-%s-%s".formatted(EmbeddedRedis.VERSION, os, arch);
			Files.createDirectories(executable.getParent());
			Path unpacked = executable.resolveSibling("unpacked-" + UUID.randomUUID());
			try (InputStream content = RedisNode.class.getResourceAsStream(resource)) {
				if (content == null) {
					throw new IOException("There is no " + resource);
				}
				Files.copy(content, unpacked);
			}
			Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwx------"));
			Files.move(unpacked, executable, StandardCopyOption.ATOMIC_MOVE);
		}
		return executable;
	}

	/**
	 * Says what server is wanted.
	 */
	public static final class Builder {

		private final List<String> settings = new ArrayList<>();

		private @Nullable String password;

		private boolean sentinel;

		private int port;

		private Builder() {
		}

		/**
		 * Adds a line to the configuration.
		 * @param name the name of the setting
		 * @param value its value, as in {@code redis.conf}
		 * @return this builder
		 */
		public Builder setting(String name, String value) {
			this.settings.add(name + " " + value);
			return this;
		}

		/**
		 * Gives the default user a password.
		 * @param password the password
		 * @return this builder
		 */
		public Builder password(String password) {
			this.password = password;
			return setting("requirepass", password);
		}

		/**
		 * Has every write on disk before it is acknowledged, so that it survives a kill.
		 * @return this builder
		 */
		public Builder appendOnlyFile() {
			return setting("appendonly", "yes").setting("appendfsync", "always");
		}

		/**
		 * Starts a Sentinel in place of a server.
		 * @return this builder
		 */
		public Builder sentinel() {
			this.sentinel = true;
			return this;
		}

		/**
		 * Sets the port.
		 * @param port a {@link RedisNode#freePort() free port}, which is also the default
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Starts the server. Returns when it answers.
		 * @return the running server
		 */
		public RedisNode start() {
			int port = (this.port != 0) ? this.port : freePort();
			Path folder = target().resolve("redis").resolve(port + "-" + UUID.randomUUID());
			List<String> lines = new ArrayList<>(
					List.of("bind " + HOST, "port " + port, "dir \"" + folder + '"', "logfile redis.log"));
			if (!this.sentinel) {
				lines.addAll(List.of("save \"\"", "enable-debug-command yes"));
			}
			lines.addAll(this.settings);
			try {
				Files.createDirectories(folder);
				Files.write(folder.resolve("redis.conf"), lines);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			RedisNode node = new RedisNode(folder, port, this.password, this.sentinel);
			boolean started = false;
			try {
				node.restart();
				started = true;
				return node;
			}
			finally {
				if (!started) {
					node.close();
				}
			}
		}

	}

	private record Keyword(String word) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return this.word.getBytes(StandardCharsets.US_ASCII);
		}

		@Override
		public String toString() {
			return this.word;
		}

	}

}
