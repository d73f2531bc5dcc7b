package io.multimapttl.benchmarks.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * Commands that do not wait for each other's replies. Those for one master are flushed
 * once for some hundred: more flushes cost system calls, fewer let the server wait.
 */
public final class Pipeline {

	private static final int COMMANDS_PER_FLUSH = 300;

	private final RawConnection connection;

	private final int[] heldBack;

	private final List<RedisFuture<?>> replies = new ArrayList<>();

	Pipeline(RawConnection connection) {
		this.connection = connection;
		this.heldBack = new int[connection.masters().size()];
	}

	/**
	 * Sends a command to the master of a key, now or with some that follow.
	 * @param <T> the type of the reply
	 * @param key the key
	 * @param command the command
	 * @return the reply
	 */
	public <T> RedisFuture<T> send(String key, Command<T> command) {
		return send(this.connection.masterOf(key), command);
	}

	/**
	 * Sends a command to each master, now or with some that follow.
	 * @param <T> the type of the reply
	 * @param command the command
	 * @return the replies, in the order of {@link RawConnection#masterUris()}
	 */
	public <T> List<RedisFuture<T>> sendToAll(Command<T> command) {
		return IntStream.range(0, this.heldBack.length).mapToObj((master) -> send(master, command)).toList();
	}

	private <T> RedisFuture<T> send(int master, Command<T> command) {
		StatefulRedisConnection<String, String> connection = this.connection.masters().get(master);
		RedisFuture<T> reply = command.apply(connection.async());
		this.replies.add(reply);
		if (++this.heldBack[master] == COMMANDS_PER_FLUSH) {
			connection.flushCommands();
			this.heldBack[master] = 0;
		}
		return reply;
	}

	/**
	 * Sends what was held back and waits for all replies.
	 */
	public void await() {
		this.connection.masters().forEach(StatefulRedisConnection::flushCommands);
		Duration timeout = this.connection.masters().get(0).getTimeout();
		if (!LettuceFutures.awaitAll(timeout, this.replies.toArray(RedisFuture[]::new))) {
			throw new IllegalStateException("Redis gave no reply");
		}
	}

	/**
	 * Makes a command.
	 *
	 * @param <T> the type of the reply
	 */
	@FunctionalInterface
	public interface Command<T> extends Function<RedisAsyncCommands<String, String>, RedisFuture<T>> {

	}

}
