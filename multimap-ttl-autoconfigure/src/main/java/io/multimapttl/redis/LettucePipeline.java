package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.multimapttl.redis.RedisCall.RangeCall;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Sends calls together over a connection of Lettuce's that is this thread's alone, and
 * waits for their replies. Some hundred commands share a flush, and so many are in flight
 * that the server always has work, but none waits long for its reply.
 * <p>
 * On a cluster commands go straight to the nodes. What a node refuses as another holds
 * the name now, what it does not know as a script, and plain reads that may have met
 * another server than the one whose clock they are bounded by are sent a second time, as
 * scripts and routed by Lettuce.
 */
final class LettucePipeline {

	/** So many names of each server are read by script, which tells the moment. */
	private static final int PROBES = 2;

	/** A value that is read costs the server as much less than one that is written. */
	private static final int READ_FOR_ONE_WRITTEN = 8;

	private final LettuceNodes nodes;

	private final Duration timeout;

	private final Function<RuntimeException, DataAccessException> translator;

	private final Map<RedisCall.Range, byte[]> tails = new IdentityHashMap<>();

	private final int queueSize;

	private final Deque<LettuceCommand> inFlight = new ArrayDeque<>();

	private int costInFlight;

	private int bytesInFlight;

	private long valuesRead;

	private long namesRead;

	private boolean failed;

	LettucePipeline(LettuceNodes nodes, Duration timeout, Function<RuntimeException, DataAccessException> translator) {
		this.queueSize = Math.max(1, nodes.any().connection().getOptions().getRequestQueueSize() / 2);
		this.nodes = nodes;
		this.timeout = timeout;
		this.translator = translator;
	}

	/**
	 * Sends calls and waits for their replies, once.
	 * @param calls the calls
	 * @param unanswered gets what the server is still going to answer when the thread is
	 * interrupted
	 * @return what came of the calls, in order; some are left out if one failed
	 */
	List<Answer> send(List<? extends RedisCall> calls, Collection<? super LettuceCommand> unanswered) {
		@Nullable LettuceCommand[] commands = new LettuceCommand[calls.size()];
		boolean ended = false;
		try {
			if (calls.get(0) instanceof RangeCall range && !range.range().isBounded()) {
				askForMoments(calls, range.range(), commands);
			}
			for (int i = 0; i < commands.length && !this.failed; i++) {
				if (commands[i] == null) {
					commands[i] = send(calls.get(i));
				}
			}
			awaitAll();
			repeat(calls, commands);
			ended = true;
			return answers(commands);
		}
		finally {
			if (!ended) {
				abandon(commands, unanswered);
			}
		}
	}

	/**
	 * Reads some names of each server by script, which replies the moment as well.
	 */
	private void askForMoments(List<? extends RedisCall> calls, RedisCall.Range range,
			@Nullable LettuceCommand[] commands) {
		for (int i = 0; i < commands.length; i++) {
			LettuceNode node = this.nodes.of(calls.get(i));
			if (node.probe(PROBES)) {
				commands[i] = send(node, ((RangeCall) calls.get(i)).byScript(), false);
			}
		}
		awaitAll();
		for (int i = 0; i < commands.length; i++) {
			LettuceCommand probe = commands[i];
			if (probe != null && probe.isUnknownScript()) {
				commands[i] = send(probe.node(), probe.call(), true);
			}
		}
		awaitAll();
		for (LettuceCommand probe : commands) {
			if (probe != null && probe.failure() == null) {
				List<?> reply = (List<?>) probe.reply();
				probe.node().bound(range, (byte[]) reply.get(0));
				countRead(((Long) reply.get(1) >= 0) ? reply.size() - 2 : range.limit());
			}
		}
	}

	private LettuceCommand send(RedisCall call) {
		LettuceNode node = this.nodes.of(call);
		if (call instanceof RangeCall range && !range.range().isBounded()) {
			RedisCall.Range bounded = node.bounded();
			return (bounded != null) ? send(node, new RangeCall(range.name(), range.key(), bounded), false)
					: send(this.nodes.any(), range.byScript(), false);
		}
		return send(node, call, false);
	}

	private LettuceCommand send(LettuceNode node, RedisCall call, boolean asText) {
		LettuceCommand command = (call instanceof RangeCall range) ? range(node, range)
				: LettuceCommand.of(call, node, asText);
		if (isFullFor(command)) {
			awaitHalf();
		}
		this.costInFlight += command.cost();
		this.bytesInFlight += command.bytes();
		this.inFlight.add(command);
		node.send(command);
		return command;
	}

	private boolean isFullFor(LettuceCommand command) {
		return this.costInFlight + command.cost() > Window.MAX_COST
				|| this.bytesInFlight + command.bytes() > Window.MAX_BYTES || this.inFlight.size() >= this.queueSize;
	}

	/**
	 * Returns a command that reads a name. How much it costs shows when some are read.
	 */
	private LettuceCommand range(LettuceNode node, RangeCall call) {
		int cost = call.cost();
		if (this.namesRead > 0) {
			cost = Math.max(cost, (int) (this.valuesRead / this.namesRead / READ_FOR_ONE_WRITTEN));
		}
		byte[] tail = this.tails.computeIfAbsent(call.range(), LettuceRangeCommand::tail);
		return LettuceCommand.of(call, node, cost, tail);
	}

	/**
	 * Waits for the older half of what is in flight.
	 */
	private void awaitHalf() {
		List<LettuceCommand> half = new ArrayList<>();
		while (!this.inFlight.isEmpty() && (this.costInFlight > Window.MAX_COST / 2
				|| this.bytesInFlight > Window.MAX_BYTES / 2 || this.inFlight.size() > this.queueSize / 2)) {
			LettuceCommand command = this.inFlight.remove();
			this.costInFlight -= command.cost();
			this.bytesInFlight -= command.bytes();
			half.add(command);
		}
		await(half);
	}

	private void awaitAll() {
		List<LettuceCommand> all = new ArrayList<>(this.inFlight);
		this.inFlight.clear();
		this.costInFlight = 0;
		this.bytesInFlight = 0;
		await(all);
	}

	/**
	 * Waits for commands, for the last one first: the thread then wakes up once for many
	 * replies.
	 */
	private void await(List<LettuceCommand> commands) {
		this.nodes.flush();
		for (int i = commands.size() - 1; i >= 0; i--) {
			LettuceCommand command = commands.get(i);
			command.await(this.timeout);
			if (isFailed(command)) {
				this.failed = true;
			}
			else if (command.call() instanceof RangeCall && command.failure() == null) {
				countRead(command.elements());
			}
		}
	}

	private void countRead(int values) {
		this.valuesRead += values;
		this.namesRead++;
	}

	/**
	 * Returns whether all of the calls fail with a command. What Redis says to a plain
	 * read is about one name alone.
	 */
	private boolean isFailed(LettuceCommand command) {
		RuntimeException failure = command.failure();
		boolean refused = command.call() instanceof RangeCall && failure instanceof RedisCommandExecutionException;
		return failure != null && !refused && !isToRepeat(command);
	}

	/**
	 * Sends a second time what has to be, and what was not sent in the meantime; a third
	 * time, as text, what then comes to a server that does not know the script.
	 */
	private void repeat(List<? extends RedisCall> calls, @Nullable LettuceCommand[] commands) {
		for (int round = 0; round < 2; round++) {
			if (Arrays.stream(commands).anyMatch((command) -> command != null && isFailed(command))) {
				return;
			}
			for (int i = 0; i < commands.length; i++) {
				LettuceCommand command = commands[i];
				if (command == null || isToRepeat(command)) {
					RedisCall call = (calls.get(i) instanceof RangeCall range) ? range.byScript() : calls.get(i);
					commands[i] = send(this.nodes.any(), call, command != null && command.isUnknownScript());
				}
			}
			awaitAll();
		}
	}

	/**
	 * Returns whether a command can be sent again: the server did not run it, or it was a
	 * plain read that another server may have answered.
	 */
	private boolean isToRepeat(LettuceCommand command) {
		RuntimeException failure = command.failure();
		if (failure instanceof RedisCommandTimeoutException) {
			return false;
		}
		if (command.isUnknownScript() || command.isRedirected()) {
			return true;
		}
		if (command.call() instanceof RangeCall) {
			return this.nodes.isDisconnected()
					|| (failure != null && !(failure instanceof RedisCommandExecutionException));
		}
		return failure != null && !command.isWritten() && command.node() != this.nodes.any();
	}

	private List<Answer> answers(@Nullable LettuceCommand[] commands) {
		List<Answer> answers = new ArrayList<>(commands.length);
		for (LettuceCommand command : commands) {
			if (command != null) {
				answers.add(answer(command));
			}
		}
		return answers;
	}

	private Answer answer(LettuceCommand command) {
		RuntimeException failure = command.failure();
		if (failure != null) {
			return Answer.failed(command.call(), this.translator.apply(failure));
		}
		try {
			return Answer.of(command.call(), CallCommands.shaped(command.reply()));
		}
		catch (RedisConnectionFailureException ex) {
			return Answer.failed(command.call(), ex);
		}
	}

	/**
	 * Takes back what was not written yet. The rest is answered; if the server is too
	 * slow to do so in time, nobody waits for it.
	 */
	private static void abandon(@Nullable LettuceCommand[] commands, Collection<? super LettuceCommand> unanswered) {
		boolean interrupted = Thread.currentThread().isInterrupted();
		for (LettuceCommand command : commands) {
			if (command != null && !command.isDone()) {
				if (interrupted && command.isWritten()) {
					unanswered.add(command);
				}
				else {
					command.cancel();
				}
			}
		}
	}

}
