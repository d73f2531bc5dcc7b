package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;

/**
 * A call as a command of Lettuce, which is the future of its reply as well.
 */
final class LettuceCommand extends AsyncCommand<byte[], byte[], Object> {

	private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

	private final RedisCall call;

	private final int cost;

	private final LettuceNode node;

	private long sentAt;

	private volatile boolean written;

	private LettuceCommand(RedisCall call, int cost, LettuceNode node, RedisCommand<byte[], byte[], ?> command) {
		super(LettuceCommand.<Object>any(command));
		this.call = call;
		this.cost = cost;
		this.node = node;
	}

	@SuppressWarnings("unchecked")
	private static <T> RedisCommand<byte[], byte[], T> any(RedisCommand<byte[], byte[], ?> command) {
		return (RedisCommand<byte[], byte[], T>) command;
	}

	/**
	 * Returns a call as a command.
	 * @param call the call
	 * @param node where it is sent to
	 * @param asText whether a script is sent as text, and not only its digest
	 * @return a new command
	 */
	static LettuceCommand of(RedisCall call, LettuceNode node, boolean asText) {
		return new LettuceCommand(call, call.cost(), node, command(call, asText, node.hasReplicaReads()));
	}

	/**
	 * Returns a plain read as a command.
	 * @param call the call
	 * @param node where it is sent to
	 * @param cost how much work it is for the server
	 * @param tail all of the command behind the key
	 * @return a new command
	 */
	static LettuceCommand of(RedisCall.RangeCall call, LettuceNode node, int cost, byte[] tail) {
		return new LettuceCommand(call, cost, node, new LettuceRangeCommand(call, tail));
	}

	private static RedisCommand<byte[], byte[], ?> command(RedisCall call, boolean asText, boolean replicaReads) {
		if (call instanceof RedisCall.ScriptCall script) {
			return command(eval(asText, replicaReads && call.isRead()), new NestedMultiOutput<>(CODEC),
					args(script, asText));
		}
		if (call instanceof RedisCall.RangeCall range) {
			return new LettuceRangeCommand(range, LettuceRangeCommand.tail(range.range()));
		}
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC);
		if (call instanceof RedisCall.LatestCall latest) {
			args.addKey(latest.key()).add(CallCommands.INFINITE).add(CallCommands.exclusive(latest.after()));
			args.add("LIMIT").add(0).add(latest.limit());
			return command(CommandType.ZREVRANGEBYSCORE, new ValueListOutput<>(CODEC), args);
		}
		args.addKeys(((RedisCall.UnlinkCall) call).keys());
		return command(CommandType.UNLINK, new IntegerOutput<>(CODEC), args);
	}

	private static CommandType eval(boolean asText, boolean asRead) {
		if (asText) {
			return asRead ? CommandType.EVAL_RO : CommandType.EVAL;
		}
		return asRead ? CommandType.EVALSHA_RO : CommandType.EVALSHA;
	}

	private static <T> RedisCommand<byte[], byte[], T> command(CommandType type,
			CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> args) {
		return new Command<>(type, output, args);
	}

	private static CommandArgs<byte[], byte[]> args(RedisCall.ScriptCall call, boolean asText) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC);
		args.add(asText ? call.script().text() : call.script().sha1());
		int keys = call.names().size();
		args.add(keys);
		byte[][] keysAndArgs = call.keysAndArgs();
		for (int i = 0; i < keys; i++) {
			args.addKey(keysAndArgs[i]);
		}
		for (int i = keys; i < keysAndArgs.length; i++) {
			args.add(keysAndArgs[i]);
		}
		return args;
	}

	RedisCall call() {
		return this.call;
	}

	int cost() {
		return this.cost;
	}

	LettuceNode node() {
		return this.node;
	}

	/**
	 * Marks this as sent, which the timeout runs from.
	 */
	void sent() {
		this.sentAt = System.nanoTime();
	}

	@Override
	public void encode(ByteBuf target) {
		this.written = true;
		super.encode(target);
	}

	/**
	 * Returns whether this may have come to a server.
	 * @return whether it was written to a connection
	 */
	boolean isWritten() {
		return this.written;
	}

	/**
	 * Waits until there is a reply or a failure.
	 * @param timeout how long to wait, from when this was sent
	 * @throws QueryTimeoutException if there is neither until then
	 * @throws RedisSystemException if the thread is interrupted
	 */
	void await(Duration timeout) {
		if (isDone()) {
			return;
		}
		try {
			get(Math.max(0, timeout.toNanos() - (System.nanoTime() - this.sentAt)), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | CancellationException ex) {
			return; // see failure()
		}
		catch (TimeoutException ex) {
			cancel();
			throw new QueryTimeoutException("Redis did not reply within " + timeout);
		}
		catch (InterruptedException ex) {
			cancel();
			Thread.currentThread().interrupt();
			throw new RedisSystemException("Interrupted while waiting for a reply", ex);
		}
	}

	/**
	 * Returns why this has no reply.
	 * @return the failure, or {@code null} if there is none so far
	 */
	@Nullable RuntimeException failure() {
		if (!isCompletedExceptionally()) {
			return null;
		}
		try {
			join();
			return null;
		}
		catch (CancellationException ex) {
			return new RedisException("The command was cancelled", ex);
		}
		catch (RuntimeException ex) {
			return (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * Returns whether the server knows the script by its text only.
	 * @return whether it refused the digest
	 */
	boolean isUnknownScript() {
		return refusedWith("NOSCRIPT");
	}

	/**
	 * Returns whether another server holds the key now.
	 * @return whether the server that was asked says so
	 */
	boolean isRedirected() {
		return refusedWith("MOVED ") || refusedWith("ASK ");
	}

	private boolean refusedWith(String error) {
		return failure() instanceof RedisCommandExecutionException refusal && refusal.getMessage() != null
				&& refusal.getMessage().startsWith(error);
	}

	/**
	 * Returns the reply, which has come.
	 * @return a number, or a list of numbers and bytes; scores follow their members
	 */
	Object reply() {
		Object reply = join();
		if (this.call instanceof RedisCall.RangeCall range && range.range().withScores()) {
			List<Object> flat = new ArrayList<>();
			for (Object element : (List<?>) reply) {
				ScoredValue<?> scored = (ScoredValue<?>) element;
				flat.add(scored.getValue());
				flat.add(scored.getScore());
			}
			return flat;
		}
		return reply;
	}

}
