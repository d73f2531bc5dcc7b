package io.multimapttl.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ScoredValueListOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TracedCommand;
import io.lettuce.core.tracing.TraceContext;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

/**
 * A call as a command of Lettuce, which is the future of its reply as well.
 */
final class LettuceCommand extends AsyncCommand<byte[], byte[], Object> {

	private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

	/** Above so many kilobytes a reply may exceed what a server holds. */
	private static final int LARGE = 64;

	private final RedisCall call;

	private final int bytes;

	private final LettuceNode node;

	private @Nullable TraceContext traceContext;

	private long sentAt;

	private volatile boolean written;

	private volatile boolean repeated;

	private LettuceCommand(RedisCall call, int bytes, LettuceNode node, RedisCommand<byte[], byte[], Object> command) {
		super(command);
		this.call = call;
		this.bytes = bytes;
		this.node = node;
	}

	@SuppressWarnings("unchecked")
	private static <T> CommandOutput<byte[], byte[], T> any(CommandOutput<byte[], byte[], ?> output) {
		return (CommandOutput<byte[], byte[], T>) output;
	}

	/**
	 * Returns a new output for the reply to a call.
	 * @param call the call
	 * @return what decodes the reply, and holds it
	 */
	static CommandOutput<byte[], byte[], Object> output(RedisCall call) {
		if (call instanceof RedisCall.ScriptCall) {
			return any(new ScriptOutput());
		}
		if (call instanceof RedisCall.ScanCall) {
			return any(new NestedMultiOutput<>(CODEC));
		}
		if (call instanceof RedisCall.UnlinkCall) {
			return any(new IntegerOutput<>(CODEC));
		}
		boolean withScores = call instanceof RedisCall.RangeCall range && range.range().withScores();
		return any(withScores ? new ScoredValueListOutput<>(CODEC) : new ValueListOutput<>(CODEC));
	}

	/**
	 * Returns a call as a command.
	 * @param call the call
	 * @param node where it is sent to
	 * @param asText whether a script has to be sent as text, and not only its digest
	 * @return a new command
	 */
	static LettuceCommand of(RedisCall call, LettuceNode node, boolean asText) {
		boolean text = asText || node.evals().isTextOnly();
		int length = (text && call instanceof RedisCall.ScriptCall script) ? script.script().text().length : 0;
		return new LettuceCommand(call, call.bytes() + length, node,
				command(call, text, node.evals().hasReplicaReads()));
	}

	/**
	 * Returns a plain read as a command.
	 * @param call the call
	 * @param node where it is sent to
	 * @param tail all of the command behind the key
	 * @return a new command
	 */
	static LettuceCommand of(RedisCall.RangeCall call, LettuceNode node, byte[] tail) {
		return new LettuceCommand(call, call.bytes(), node, new LettuceRangeCommand(call, tail));
	}

	private static RedisCommand<byte[], byte[], Object> command(RedisCall call, boolean asText, boolean replicaReads) {
		if (call instanceof RedisCall.ScriptCall script) {
			return new Command<>(eval(asText, replicaReads && call.isRead()), output(call), args(script, asText));
		}
		if (call instanceof RedisCall.RangeCall range) {
			return new LettuceRangeCommand(range, LettuceRangeCommand.tail(range.range()));
		}
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC);
		if (call instanceof RedisCall.LatestCall latest) {
			args.addKey(latest.key()).add(CallCommands.INFINITE).add(CallCommands.exclusive(latest.after()));
			args.add("LIMIT").add(0).add(latest.limit());
			return new Command<>(CommandType.ZREVRANGEBYSCORE, output(call), args);
		}
		if (call instanceof RedisCall.ScanCall scan) {
			args.add(scan.cursor()).add("MATCH").add(scan.pattern()).add("COUNT").add(RedisCall.ScanCall.COUNT);
			args.add("TYPE").add("zset");
			return new Command<>(OfMasters.SCAN, output(call), args);
		}
		args.addKeys(((RedisCall.UnlinkCall) call).keys());
		return new Command<>(CommandType.UNLINK, output(call), args);
	}

	private static CommandType eval(boolean asText, boolean asRead) {
		if (asText) {
			return asRead ? CommandType.EVAL_RO : CommandType.EVAL;
		}
		return asRead ? CommandType.EVALSHA_RO : CommandType.EVALSHA;
	}

	private static CommandArgs<byte[], byte[]> args(RedisCall.ScriptCall call, boolean asText) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC);
		args.add(asText ? call.script().text() : Ascii.bytes(call.script().sha1()));
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

	int bytes() {
		return this.bytes;
	}

	LettuceNode node() {
		return this.node;
	}

	/**
	 * Has Lettuce trace this as a part of something else than the calling thread does.
	 * @param context what it is a part of
	 */
	void tracedIn(TraceContext context) {
		this.traceContext = context;
	}

	/**
	 * Returns what is given to Lettuce.
	 * @return the command
	 */
	RedisCommand<byte[], byte[], Object> toSend() {
		return (this.traceContext != null) ? new TracedCommand<>(this, this.traceContext) : this;
	}

	/**
	 * Marks this as sent, which the timeout runs from.
	 */
	void sent() {
		this.sentAt = System.nanoTime();
	}

	/**
	 * Returns whether this was given to Lettuce.
	 * @return whether it was sent
	 */
	boolean isSent() {
		return this.sentAt != 0;
	}

	/**
	 * Writes this, maybe a second time: after a connection was lost in the middle of the
	 * reply, Lettuce would decode the next one into what there is of the first.
	 */
	@Override
	public void encode(ByteBuf target) {
		if (this.written) {
			CommandOutput<?, ?, ?> before = getOutput();
			this.repeated |= !(before instanceof ScriptOutput reply && reply.refused);
			renewOutput();
		}
		this.written = true;
		super.encode(target);
	}

	private void renewOutput() {
		try {
			setOutput(output(this.call));
		}
		catch (IllegalStateException ex) {
			// Nobody waits any more: it was cancelled
		}
	}

	/**
	 * Returns whether this may have come to a server.
	 * @return whether it was written to a connection
	 */
	boolean isWritten() {
		return this.written;
	}

	/**
	 * Returns whether Lettuce has sent this script a second time, though a server may
	 * have run it before: it does so, and says nothing, when a connection is lost before
	 * the reply has come.
	 * @return whether the reply may be that of a second run
	 */
	boolean isRepeated() {
		return this.repeated;
	}

	/**
	 * Fails for a connection that was lost, so that Lettuce does not send this again.
	 */
	void connectionLost() {
		if (!isDone()) {
			completeExceptionally(connectionLost(null));
		}
	}

	private RuntimeException connectionLost(@Nullable IOException cause) {
		int size = this.call.replyBytes() / 1024;
		return new RedisConnectionFailureException("The connection was lost within a reply"
				+ ((size > LARGE) ? " of up to " + size + " KB. Redis closes a connection if the replies to it "
						+ "exceed its setting 'client-output-buffer-limit normal'" : ""),
				cause);
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
			if (ex.getCause() instanceof IOException lost) {
				return connectionLost(lost);
			}
			return (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * Returns whether the server knows the script by its text only.
	 * @return whether it refused the digest
	 */
	boolean isUnknownScript() {
		return failure() instanceof RedisCommandExecutionException refusal
				&& this.node.evals().wantsText(refusal.getMessage());
	}

	/**
	 * Returns whether another server holds the key now.
	 * @return whether the server that was asked says so
	 */
	boolean isRedirected() {
		return refusedWith("MOVED ") || refusedWith("ASK ");
	}

	/**
	 * Returns whether this failed, and can be sent again: no server has run it.
	 * @param any the node whose commands Lettuce routes itself
	 * @return whether the server did not know the script, does not hold the key, or was
	 * not reached
	 */
	boolean canBeSentAgain(LettuceNode any) {
		RuntimeException failure = failure();
		return isUnknownScript() || isRedirected() || (failure != null && !this.written && this.node != any
				&& !(failure instanceof RedisCommandTimeoutException));
	}

	private boolean refusedWith(String error) {
		return failure() instanceof RedisCommandExecutionException refusal && refusal.getMessage() != null
				&& refusal.getMessage().startsWith(error);
	}

	/**
	 * Returns the elements of the reply, which has come and is a list.
	 * @return the elements; a value with its score is one
	 */
	List<?> elements() {
		return (List<?>) join();
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

	/**
	 * The reply to a script. It remembers an error, which Lettuce forgets when it follows
	 * a redirect: a script that was refused has not run.
	 */
	private static final class ScriptOutput extends NestedMultiOutput<byte[], byte[]> {

		private volatile boolean refused;

		ScriptOutput() {
			super(CODEC);
		}

		@Override
		public void setError(ByteBuffer error) {
			this.refused = true;
			super.setError(error);
		}

	}

	/**
	 * Commands that only read and that no replica may answer: Lettuce looks for its own
	 * keywords to find out which may be.
	 */
	private enum OfMasters implements ProtocolKeyword {

		SCAN;

		@Override
		public byte[] getBytes() {
			return Ascii.bytes(name());
		}

	}

}
