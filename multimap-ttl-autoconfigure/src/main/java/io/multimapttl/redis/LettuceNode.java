package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;

/**
 * A server, or what stands for several, with the commands that are next to be sent to it.
 */
final class LettuceNode {

	/** So many commands are flushed together, each of which is a system call. */
	private static final int FLUSHED_TOGETHER = 200;

	private final StatefulConnection<byte[], byte[]> connection;

	private final boolean oneServer;

	private final EvalCommands evals;

	private List<LettuceCommand> next = new ArrayList<>();

	private int probes;

	private RedisCall.@Nullable Range bounded;

	LettuceNode(StatefulConnection<byte[], byte[]> connection, boolean oneServer, EvalCommands evals) {
		this.connection = connection;
		this.oneServer = oneServer;
		this.evals = evals;
	}

	StatefulConnection<byte[], byte[]> connection() {
		return this.connection;
	}

	EvalCommands evals() {
		return this.evals;
	}

	/**
	 * Sends a command, together with those that follow.
	 * @param command the command
	 */
	void send(LettuceCommand command) {
		this.next.add(command);
		if (this.next.size() == FLUSHED_TOGETHER) {
			flush();
		}
	}

	/**
	 * Sends what was not yet. Commands that Lettuce has to route are sent one by one, as
	 * it may wait for a connection otherwise.
	 */
	void flush() {
		if (this.next.isEmpty()) {
			return;
		}
		List<LettuceCommand> commands = this.next;
		this.next = new ArrayList<>();
		commands.forEach(LettuceCommand::sent);
		if (this.oneServer) {
			dispatch(commands);
		}
		else {
			commands.forEach((command) -> dispatch(List.of(command)));
		}
	}

	/**
	 * Has a failure to send be that of the commands: Lettuce throws some, and completes
	 * the commands with others.
	 */
	private void dispatch(List<LettuceCommand> commands) {
		try {
			if (commands.size() == 1) {
				this.connection.dispatch(commands.get(0).toSend());
			}
			else {
				this.connection.dispatch(commands.stream().map(LettuceCommand::toSend).toList());
			}
		}
		catch (RuntimeException ex) {
			commands.forEach((command) -> command.completeExceptionally(ex));
		}
	}

	/**
	 * Returns whether to ask this server for its moment once more.
	 * @param most how often it is asked at the most
	 * @return whether it was asked less often; this counts as once
	 */
	boolean probe(int most) {
		return this.oneServer && this.probes++ < most;
	}

	/**
	 * Keeps the moment that this server told.
	 * @param range what is read of all names
	 * @param moment the moment in seconds
	 */
	void bound(RedisCall.Range range, byte[] moment) {
		this.bounded = range.boundedBy(moment);
	}

	/**
	 * Returns the range with this server's moment.
	 * @param limit how many values a name may have to be read
	 * @return a range that can be read, or {@code null} if the server told no moment
	 */
	RedisCall.@Nullable Range bounded(int limit) {
		if (this.bounded != null && this.bounded.limit() != limit) {
			this.bounded = this.bounded.limitedTo(limit);
		}
		return this.bounded;
	}

}
