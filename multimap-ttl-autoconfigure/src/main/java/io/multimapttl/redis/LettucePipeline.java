package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.multimapttl.redis.RedisCall.RangeCall;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls together over a connection of Lettuce's that is this thread's alone, and
 * waits for their replies. Two hundred commands share a flush, and so many are in flight
 * that the server always has work, but none waits long for its reply.
 * <p>
 * On a cluster commands go straight to the nodes. What a node refuses as another holds
 * the name now, what it does not know as a script, and plain reads that may have met
 * another server than the one whose clock they are bounded by are sent a second time, as
 * scripts and routed by Lettuce.
 */
final class LettucePipeline {

	/** So many names of a server are read by script, which tells the moment. */
	private static final int PROBES = 32;

	/** On a cluster each of them is a call. */
	private static final int PROBES_OF_MASTER = 2;

	/** Neighbours that stay together: servers may have them side by side, too. */
	private static final int RUN = 4;

	/** Of names that are read again by script: so many of these calls are in flight. */
	private static final int MAX_BYTES_OF_REPEATED = 16 * 1024;

	private final LettuceNodes nodes;

	private final Duration timeout;

	private final Function<LettuceCommand, Answer> answers;

	private final Map<RedisCall.Range, byte[]> tails = new IdentityHashMap<>();

	private final int queueSize;

	private final LettuceSizes sizes = new LettuceSizes();

	private final Deque<LettuceCommand> inFlight = new ArrayDeque<>();

	private int costInFlight;

	private int bytesInFlight;

	private long replyBytesInFlight;

	/** Reads of which nobody knows how many bytes are replied. */
	private int readsInFlight;

	/** How many servers hold names of the batch. */
	private int servers;

	private boolean failed;

	LettucePipeline(LettuceNodes nodes, Duration timeout, Function<LettuceCommand, Answer> answers) {
		this.queueSize = Math.max(1, nodes.any().connection().getOptions().getRequestQueueSize() / 2);
		this.nodes = nodes;
		this.timeout = timeout;
		this.answers = answers;
	}

	/**
	 * Sends calls and waits for their replies, once.
	 * @param calls the calls
	 * @param unanswered gets what the server is still going to answer when the thread is
	 * interrupted
	 * @return what came of the calls, in order; some are left out if one failed, and
	 * reads are not sent when enough has been read
	 */
	List<Answer> send(List<? extends RedisCall> calls, Collection<? super LettuceCommand> unanswered) {
		@Nullable LettuceCommand[] commands = new LettuceCommand[calls.size()];
		@Nullable Answer[] answers = new Answer[calls.size()];
		boolean ended = false;
		this.nodes.afterDisconnect(() -> cancelReads(commands));
		try {
			List<LettuceNode> nodesOfCalls = calls.stream().map(this.nodes::of).toList();
			this.servers = new HashSet<>(nodesOfCalls).size();
			askForMoments(calls, nodesOfCalls, commands, answers);
			for (int i : order(calls)) {
				if (commands[i] == null && answers[i] == null && !this.failed && !isEnoughWithout(calls.get(i))) {
					commands[i] = send(nodesOfCalls.get(i), calls.get(i));
				}
			}
			awaitAll();
			repeat(calls, commands, answers);
			ended = true;
			return answers(calls, commands, answers);
		}
		finally {
			if (!ended) {
				abandon(commands, unanswered);
			}
		}
	}

	/**
	 * Keeps Lettuce from sending reads again by itself: all at once they may be what the
	 * server closed the connection for.
	 */
	private static void cancelReads(@Nullable LettuceCommand[] commands) {
		for (LettuceCommand command : commands) {
			if (command != null && command.call().isRead()) {
				command.connectionLost();
			}
		}
	}

	/**
	 * Returns the order in which calls are sent. Reads begin with a few from all over the
	 * batch, then come twice as many from between them, and so on: where large names lie
	 * together, it shows while few of them are in flight.
	 */
	private static int[] order(List<? extends RedisCall> calls) {
		if (!isOfUnknownSize(calls.get(0))) {
			return IntStream.range(0, calls.size()).toArray();
		}
		IntStream.Builder order = IntStream.builder();
		addRun(order, 0, calls.size());
		for (int step = Integer.highestOneBit(calls.size()); step >= RUN; step /= 2) {
			for (int i = step; i < calls.size(); i += 2 * step) {
				addRun(order, i, calls.size());
			}
		}
		return order.build().toArray();
	}

	private static void addRun(IntStream.Builder order, int from, int calls) {
		for (int i = from; i < Math.min(from + RUN, calls); i++) {
			order.add(i);
		}
	}

	private static boolean isOfUnknownSize(RedisCall call) {
		return call instanceof RangeCall && call.replyBytes() == 0;
	}

	/**
	 * Reads some names of each server by script, which replies the moment as well, and
	 * how large they are.
	 */
	private void askForMoments(List<? extends RedisCall> calls, List<LettuceNode> nodes,
			@Nullable LettuceCommand[] commands, @Nullable Answer[] answers) {
		List<List<Integer>> probes = probes(calls, nodes);
		for (List<Integer> probe : probes) {
			List<RangeCall> ranges = probe.stream().map((i) -> (RangeCall) calls.get(i)).toList();
			commands[probe.get(0)] = send(nodes.get(probe.get(0)), RangeCall.byScript(ranges, CallPacker.MAX_BYTES),
					false);
		}
		awaitAll();
		for (List<Integer> probe : probes) {
			LettuceCommand command = commands[probe.get(0)];
			if (command != null && command.isUnknownScript()) {
				commands[probe.get(0)] = send(command.node(), command.call(), true);
			}
		}
		awaitAll();
		for (List<Integer> probe : probes) {
			LettuceCommand command = commands[probe.get(0)];
			if (command != null && command.failure() == null) {
				takeMoment(calls, probe, command, answers);
			}
		}
	}

	/**
	 * Returns which names are read by script, from all over the batch: those of one
	 * server together, on a cluster each by itself.
	 */
	private List<List<Integer>> probes(List<? extends RedisCall> calls, List<LettuceNode> nodes) {
		List<List<Integer>> probes = new ArrayList<>();
		List<Integer> together = new ArrayList<>();
		int step = Math.max(1, calls.size() / PROBES);
		for (int from = 0; from < step; from++) {
			for (int i = from; i < calls.size(); i += step) {
				if (!isOfUnknownSize(calls.get(i))) {
					continue;
				}
				LettuceNode node = nodes.get(i);
				boolean isOneServer = node == this.nodes.any();
				if (!node.probe(isOneServer ? PROBES : PROBES_OF_MASTER)) {
					continue;
				}
				if (isOneServer) {
					together.add(i);
				}
				else {
					probes.add(List.of(i));
				}
			}
		}
		if (!together.isEmpty()) {
			probes.add(together);
		}
		return probes;
	}

	private void takeMoment(List<? extends RedisCall> calls, List<Integer> probe, LettuceCommand command,
			@Nullable Answer[] answers) {
		List<LiveReply> replies = LiveReply.of((List<?>) CallCommands.shaped(command.reply()), probe.size());
		for (int i = 0; i < replies.size(); i++) {
			RangeCall call = (RangeCall) calls.get(probe.get(i));
			answers[probe.get(i)] = Answer.of(call.byScript(0), replies.get(i).alone());
			this.sizes.add(replies.get(i));
			command.node().bound(call.range(), replies.get(i).moment());
		}
	}

	/**
	 * Returns whether so much has been read that a call is left for another time: what
	 * was read is held until all replies are there.
	 */
	private boolean isEnoughWithout(RedisCall call) {
		return call instanceof RangeCall && this.sizes.bytes() > Window.TOGETHER * Window.MAX_BYTES;
	}

	private LettuceCommand send(LettuceNode node, RedisCall call) {
		if (!(call instanceof RangeCall range)) {
			return send(node, call, false);
		}
		awaitRoomFor(call);
		if (this.nodes.isDisconnected()) {
			return send(this.nodes.any(), range.byScript(MAX_BYTES_OF_REPEATED), false);
		}
		if (!isOfUnknownSize(call)) {
			return send(node, call, false);
		}
		RedisCall.Range bounded = node.bounded(this.sizes.limit(range.range().limit()));
		return (bounded != null) ? send(node, new RangeCall(range.name(), range.key(), bounded, 0), false)
				: send(this.nodes.any(), range.byScript(MAX_BYTES_OF_REPEATED), false);
	}

	private LettuceCommand send(LettuceNode node, RedisCall call, boolean asText) {
		awaitRoomFor(call);
		LettuceCommand command = (call instanceof RangeCall range)
				? LettuceCommand.of(range, node, this.tails.computeIfAbsent(range.range(), LettuceRangeCommand::tail))
				: LettuceCommand.of(call, node, asText);
		count(command, 1);
		this.inFlight.add(command);
		node.send(command);
		return command;
	}

	private void awaitRoomFor(RedisCall call) {
		while (!this.inFlight.isEmpty() && (this.costInFlight + call.cost() > Window.MAX_COST
				|| this.bytesInFlight + call.bytes() > Window.MAX_BYTES
				|| replyBytesInFlight() + replyBytes(call) > mostReplyBytes() || this.inFlight.size() >= this.queueSize
				|| this.readsInFlight >= this.sizes.inFlight(this.servers))) {
			awaitHalf();
		}
	}

	/**
	 * A server may have closed the connection for more replies than it wants to hold.
	 */
	private int mostReplyBytes() {
		return this.nodes.isDisconnected() ? Window.MAX_BYTES / 8 : Window.MAX_BYTES;
	}

	private long replyBytesInFlight() {
		return this.replyBytesInFlight + (long) this.readsInFlight * this.sizes.nextName();
	}

	private int replyBytes(RedisCall call) {
		return isOfUnknownSize(call) ? this.sizes.nextName() : call.replyBytes();
	}

	private void count(LettuceCommand command, int times) {
		this.costInFlight += times * command.call().cost();
		this.bytesInFlight += times * command.bytes();
		this.replyBytesInFlight += times * command.call().replyBytes();
		if (isOfUnknownSize(command.call())) {
			this.readsInFlight += times;
		}
	}

	/**
	 * Waits for the older half of what is in flight.
	 */
	private void awaitHalf() {
		List<LettuceCommand> half = new ArrayList<>();
		int most = this.inFlight.size() / 2;
		while (this.inFlight.size() > most) {
			LettuceCommand command = this.inFlight.remove();
			count(command, -1);
			half.add(command);
		}
		await(half);
	}

	private void awaitAll() {
		List<LettuceCommand> all = new ArrayList<>(this.inFlight);
		this.inFlight.clear();
		all.forEach((command) -> count(command, -1));
		await(all);
	}

	/**
	 * Waits for commands, for the last one first: the thread then wakes up once for many
	 * replies.
	 */
	private void await(List<LettuceCommand> commands) {
		if (!commands.stream().allMatch(LettuceCommand::isSent)) {
			this.nodes.flush();
		}
		for (int i = commands.size() - 1; i >= 0; i--) {
			LettuceCommand command = commands.get(i);
			command.await(this.timeout);
			if (isFailed(command)) {
				this.failed = true;
			}
			else if (command.call() instanceof RangeCall && command.failure() == null) {
				this.sizes.add(command.elements());
			}
		}
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
	private void repeat(List<? extends RedisCall> calls, @Nullable LettuceCommand[] commands,
			@Nullable Answer[] answers) {
		for (int round = 0; round < 2; round++) {
			if (Arrays.stream(commands).anyMatch((command) -> command != null && isFailed(command))) {
				return;
			}
			for (int i = 0; i < commands.length; i++) {
				LettuceCommand command = commands[i];
				if (answers[i] == null && ((command != null) ? isToRepeat(command) : !isEnoughWithout(calls.get(i)))) {
					RedisCall call = (calls.get(i) instanceof RangeCall range) ? range.byScript(MAX_BYTES_OF_REPEATED)
							: calls.get(i);
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
		if (command.call() instanceof RangeCall && this.nodes.isDisconnected()) {
			return true;
		}
		if (command.call().isRead() && failure != null && !(failure instanceof RedisCommandExecutionException)) {
			return true;
		}
		return command.canBeSentAgain(this.nodes.any());
	}

	private List<Answer> answers(List<? extends RedisCall> calls, @Nullable LettuceCommand[] commands,
			@Nullable Answer[] answers) {
		List<Answer> all = new ArrayList<>(commands.length);
		for (int i = 0; i < commands.length; i++) {
			Answer answer = answers[i];
			LettuceCommand command = commands[i];
			if (answer == null && command != null) {
				answer = this.answers.apply(command);
			}
			if (answer == null && isEnoughWithout(calls.get(i))) {
				answer = Answer.notSent(calls.get(i));
			}
			if (answer != null) {
				all.add(answer);
			}
		}
		return all;
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
