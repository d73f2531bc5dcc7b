package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.tracing.TraceContextProvider;
import io.lettuce.core.tracing.Tracing;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Sends calls as commands of Lettuce's, over a connection that many callers share, and
 * waits for none. Lettuce's own reactive commands are made for any reply and any demand,
 * and do not tell that a command was sent twice.
 * <p>
 * Calls that are sent together go straight to the masters of a cluster, as far as Lettuce
 * has a connection to them, so that many share a flush.
 */
final class ReactiveCommands {

	private final RedisConnection springConnection;

	private final StatefulConnection<byte[], byte[]> connection;

	private final DriverCalls driver;

	ReactiveCommands(RedisConnection springConnection, StatefulConnection<byte[], byte[]> connection,
			DriverCalls driver) {
		this.springConnection = springConnection;
		this.connection = connection;
		this.driver = driver;
	}

	/**
	 * Sends a call. A script that the server does not know is sent again as text.
	 * @param call the call
	 * @return what came of it
	 */
	Mono<Answer> send(RedisCall call) {
		LettuceNode any = new LettuceNode(this.connection, false, this.driver.evals());
		return sent(LettuceCommand.of(call, any, false)).flatMap((command) -> command.isUnknownScript()
				? sent(LettuceCommand.of(call, any, true))
					.map((second) -> this.driver.answer(second, command.isRepeated()))
				: Mono.just(this.driver.answer(command)));
	}

	/**
	 * Sends a large read once more after its connection was lost, as Lettuce does, but
	 * not for ever: the reply may be what the server closes connections for.
	 */
	private Mono<LettuceCommand> sent(LettuceCommand command) {
		if (command.call().replyBytes() <= CallPacker.MAX_BYTES) {
			return completed(command);
		}
		return Mono.using(() -> this.driver.guarded(command, Duration.ZERO), (guard) -> completed(command),
				LettuceNodes::close);
	}

	private Mono<LettuceCommand> completed(LettuceCommand command) {
		return completed(List.of(command), command.node()::flush).thenReturn(command);
	}

	/**
	 * Sends commands and completes when all of them are done. They may also be cancelled
	 * by Lettuce, and somebody still waits for them.
	 */
	private Mono<Void> completed(List<LettuceCommand> commands, Runnable flush) {
		return traced(commands, Mono.create((sink) -> {
			sink.onCancel(() -> commands.forEach(LettuceCommand::cancel));
			commands.forEach((command) -> command.node().send(command));
			flush.run();
			AtomicInteger left = new AtomicInteger(commands.size());
			commands.forEach((command) -> command.whenComplete((reply, failure) -> {
				if (left.decrementAndGet() == 0) {
					sink.success();
				}
			}));
		}));
	}

	/**
	 * Has commands traced as a part of what the subscriber's context says, as Lettuce
	 * does with its own reactive commands.
	 */
	private <T> Mono<T> traced(List<LettuceCommand> commands, Mono<T> sending) {
		Tracing tracing = this.connection.getResources().tracing();
		return tracing.isEnabled() ? Tracing.getContext()
			.defaultIfEmpty(tracing.initialTraceContextProvider())
			.flatMap(TraceContextProvider::getTraceContextLater)
			.doOnNext((context) -> commands.forEach((command) -> command.tracedIn(context)))
			.then(sending) : sending;
	}

	/**
	 * Sends calls together, no two of which write the same name. A call that no server
	 * has run is sent once more, routed by Lettuce.
	 * @param calls the calls
	 * @return what came of them, in order
	 */
	Mono<List<Answer>> send(List<RedisCall> calls) {
		return Mono.using(() -> new LettuceNodes(this.connection, Duration.ZERO, this.driver.evals()), (nodes) -> {
			LettuceCommand[] commands = new LettuceCommand[calls.size()];
			Arrays.setAll(commands, (i) -> LettuceCommand.of(calls.get(i), nodes.of(calls.get(i)), false));
			return completed(List.of(commands), nodes::flush).then(taught(nodes, commands))
				.then(repeated(nodes, commands, false))
				.then(repeated(nodes, commands, true))
				.then(Mono.fromSupplier(() -> answers(commands)));
		}, LettuceNodes::close);
	}

	/**
	 * Has servers learn the scripts that they do not know, by one call for each: texts
	 * for all calls of a batch would be some megabytes.
	 */
	private Mono<Void> taught(LettuceNodes nodes, LettuceCommand[] commands) {
		return Mono.defer(() -> {
			Set<Object> scripts = new HashSet<>();
			return again(nodes, commands,
					(command) -> command.isUnknownScript()
							&& scripts.add(List.of(command.node(), ((RedisCall.ScriptCall) command.call()).script())),
					true);
		});
	}

	private Mono<Void> repeated(LettuceNodes nodes, LettuceCommand[] commands, boolean asText) {
		return Mono.defer(() -> again(nodes, commands, (command) -> command.canBeSentAgain(nodes.any()), asText));
	}

	private Mono<Void> again(LettuceNodes nodes, LettuceCommand[] commands, Predicate<LettuceCommand> which,
			boolean asText) {
		List<LettuceCommand> repeated = new ArrayList<>();
		for (int i = 0; i < commands.length; i++) {
			LettuceCommand before = commands[i];
			if (which.test(before)) {
				commands[i] = LettuceCommand.of(before.call(), nodes.any(), asText && before.isUnknownScript());
				repeated.add(commands[i]);
			}
		}
		return repeated.isEmpty() ? Mono.empty() : completed(repeated, nodes::flush);
	}

	private List<Answer> answers(LettuceCommand[] commands) {
		return Arrays.stream(commands).map(this.driver::answer).toList();
	}

	/**
	 * Returns the masters that a scan has to visit.
	 * @return their ids
	 */
	List<String> masters() {
		return LettuceNodes.masters(this.connection);
	}

	/**
	 * Asks a master for some of its keys.
	 * @param call the call
	 * @return the reply: a cursor and a list of keys
	 */
	Mono<Object> send(RedisCall.ScanCall call) {
		return Mono.defer(() -> Mono.fromFuture(LettuceNodes.connect(this.connection, call.master()), true))
			.onErrorMap((ex) -> (ex instanceof RedisConnectionFailureException) ? ex : LettuceNodes.unreachable(ex))
			.map((master) -> new LettuceNode(master, true, this.driver.evals()))
			.flatMap((master) -> sent(LettuceCommand.of(call, master, false)))
			.map(this.driver::reply);
	}

	/**
	 * Returns whether the driver is connected, or is going to be: it reconnects as long
	 * as nobody closed the connection, and where the application lets it.
	 * @return whether calls can be sent
	 */
	boolean isUsable() {
		boolean closed = this.connection instanceof RedisChannelHandler<?, ?> handler && handler.isClosed();
		return !closed && (this.connection.isOpen() || this.connection.getOptions().isAutoReconnect());
	}

	/**
	 * Gives the connection back, if it is not the factory's shared one anyway.
	 */
	void close() {
		this.springConnection.close();
	}

}
