package io.multimapttl.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

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

import org.springframework.util.FileSystemUtils;

import io.multimapttl.embedded.EmbeddedRedis;

/**
 * An embedded server that can be frozen, killed and started again on its port and with
 * what it had on disk.
 */
public final class RedisNode implements AutoCloseable {

	/**
	 * Where all nodes and proxies listen.
	 */
	public static final String HOST = "127.0.0.1";

	private static final Duration AGREEMENT_TIMEOUT = Duration.ofSeconds(60);

	private static final ClientResources resources = ClientResources.builder()
		.threadFactoryProvider((pool) -> new DefaultThreadFactory("bench-" + pool, true))
		// Sooner than any application notices that the server is back
		.reconnectDelay(Delay.constant(Duration.ofMillis(2)))
		.ioThreadPoolSize(2)
		.computationThreadPoolSize(2)
		.build();

	private final EmbeddedRedis.@Nullable Builder builder;

	private final @Nullable Path directory;

	private final RedisURI uri;

	private volatile @Nullable EmbeddedRedis server;

	private long frozen;

	private @Nullable RedisClient client;

	private @Nullable StatefulRedisConnection<String, String> console;

	private @Nullable StatefulRedisConnection<String, String> secondConsole;

	private RedisNode(EmbeddedRedis server, EmbeddedRedis.@Nullable Builder builder, @Nullable Path directory) {
		this.builder = builder;
		this.directory = directory;
		this.server = server;
		this.uri = RedisURI.create(server.getUri());
		this.uri.setClientName("console");
		this.uri.setTimeout(Duration.ofSeconds(10));
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
	 * Takes over a server, which can then be frozen and killed, but not started again.
	 * @param server the running server
	 * @return the server
	 */
	public static RedisNode of(EmbeddedRedis server) {
		return new RedisNode(server, null, null);
	}

	/**
	 * Returns the folder that the build may write to.
	 * @return the folder {@code target} of this module
	 */
	static Path target() {
		return Path.of(System.getProperty("basedir", "."), "target").toAbsolutePath();
	}

	/**
	 * Returns the port, the same after each start.
	 * @return the port
	 */
	public int port() {
		return this.uri.getPort();
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
			client = RedisClient.create(resources, this.uri);
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
		this.frozen = info("process_id");
		signal("STOP", this.frozen);
	}

	/**
	 * Lets a frozen server go on.
	 */
	public void thaw() {
		signal("CONT", this.frozen);
	}

	private void signal(String name, long process) {
		try {
			// A kill that is no program of its own is in every shell
			Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(name, process)).start();
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

	/**
	 * Kills the server without giving it the time to save anything. Returns when it is
	 * gone.
	 */
	public void kill() {
		EmbeddedRedis server = this.server;
		if (server != null) {
			server.close();
			this.server = null;
		}
	}

	/**
	 * Starts the server again with what it left on disk. Returns when it answers.
	 * @param settings further lines of its configuration, {@code name value}
	 */
	public void restart(String... settings) {
		kill();
		EmbeddedRedis.Builder builder = this.builder;
		if (builder == null) {
			throw new IllegalStateException(this + " cannot be started again");
		}
		for (String setting : settings) {
			builder.setting(setting.split(" ", 2)[0], setting.split(" ", 2)[1]);
		}
		this.server = builder.start();
	}

	/**
	 * Returns whether the process is there.
	 * @return whether it is, frozen or not
	 */
	public boolean isAlive() {
		return this.server != null;
	}

	/**
	 * Kills the server and removes its files.
	 */
	@Override
	public void close() {
		if (this.client != null) {
			this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		}
		kill();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return "redis-server on port " + port();
	}

	/**
	 * Says what server is wanted.
	 */
	public static final class Builder {

		private final Path directory = target().resolve("redis").resolve(UUID.randomUUID().toString());

		private final EmbeddedRedis.Builder server = EmbeddedRedis.builder()
			.directory(this.directory)
			.setting("appendonly", "no");

		private Builder() {
		}

		/**
		 * Adds a line to the configuration.
		 * @param name the name of the setting
		 * @param value its value, as in {@code redis.conf}
		 * @return this builder
		 */
		public Builder setting(String name, String value) {
			this.server.setting(name, value);
			return this;
		}

		/**
		 * Gives the default user a password.
		 * @param password the password
		 * @return this builder
		 */
		public Builder password(String password) {
			this.server.password(password);
			return this;
		}

		/**
		 * Has every write on disk before it is acknowledged, so that it survives a kill.
		 * @return this builder
		 */
		public Builder appendOnlyFile() {
			return setting("appendonly", "yes").setting("appendfsync", "always");
		}

		/**
		 * Starts the server. Returns when it answers.
		 * @return the running server
		 */
		public RedisNode start() {
			EmbeddedRedis started = this.server.start();
			return new RedisNode(started, this.server.port(started.getPort()), this.directory);
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
