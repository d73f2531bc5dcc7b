package io.multimapttl.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Sends calls over connections of Spring Data's. Those of Lettuce give their own
 * connection away: what Spring Data does for each command costs more than Lettuce does.
 */
final class DriverCalls {

	/** How long to wait where the command timeout cannot be known. */
	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration FOR_EVER = Duration.ofDays(365);

	private final RedisConnectionFactory factory;

	private final EvalCommands evals;

	private volatile boolean serversHidden;

	DriverCalls(RedisConnectionFactory factory, boolean replicaReads) {
		this.factory = factory;
		this.evals = new EvalCommands(replicaReads);
	}

	/**
	 * Returns how long to wait for a reply, a connection, or whatever else.
	 * @return the command timeout, where the application did not choose to wait for ever
	 */
	Duration timeout() {
		if (this.factory instanceof LettuceConnectionFactory lettuce) {
			return (lettuce.getTimeout() > 0) ? Duration.ofMillis(lettuce.getTimeout()) : FOR_EVER;
		}
		if (this.factory instanceof JedisConnectionFactory jedis) {
			return (jedis.getTimeout() > 0) ? Duration.ofMillis(jedis.getTimeout()) : FOR_EVER;
		}
		return DEFAULT_TIMEOUT;
	}

	/**
	 * Returns how long to wait for a connection, which begins with commands as well.
	 * @return the connect timeout and the command timeout together
	 */
	Duration connectTimeout() {
		if (!(this.factory instanceof LettuceConnectionFactory)) {
			return timeout();
		}
		return timeout().plus(clientOptions().map((options) -> options.getSocketOptions().getConnectTimeout())
			.orElse(SocketOptions.DEFAULT_CONNECT_TIMEOUT_DURATION));
	}

	/**
	 * Returns whether the driver fails commands that are not answered within the command
	 * timeout, also where nobody waits for them.
	 * @return whether it is known to do so; a source of timeouts may give other ones
	 */
	boolean endsCommandsInTime() {
		return clientOptions().map(ClientOptions::getTimeoutOptions)
			.filter((options) -> options.isTimeoutCommands() && options.isApplyConnectionTimeout())
			.isPresent();
	}

	/**
	 * Returns how many commands may wait for their replies on a connection.
	 * @return the number, very large unless the application set it
	 */
	int queueSize() {
		return clientOptions().map(ClientOptions::getRequestQueueSize).orElse(ClientOptions.DEFAULT_REQUEST_QUEUE_SIZE);
	}

	private Optional<ClientOptions> clientOptions() {
		return (this.factory instanceof LettuceConnectionFactory lettuce)
				? lettuce.getClientConfiguration().getClientOptions() : Optional.empty();
	}

	EvalCommands evals() {
		return this.evals;
	}

	/**
	 * Sends a call and waits for its reply. A script that the server does not know is
	 * sent again as text.
	 * @param connection the connection, which others may use as well
	 * @param call the call
	 * @return the reply
	 */
	@SuppressWarnings("NullAway") // no command that is sent here replies nothing
	Object send(RedisConnection connection, RedisCall call) {
		if (!(connection instanceof LettuceConnection lettuce)) {
			return CallCommands.send(connection, call, this.evals);
		}
		LettuceNode node = new LettuceNode(unwrapped(lettuce), false, this.evals);
		LettuceCommand command = sent(LettuceCommand.of(call, node, false));
		boolean repeated = command.isRepeated();
		if (command.isUnknownScript()) {
			command = sent(LettuceCommand.of(call, node, true));
			repeated |= command.isRepeated();
		}
		return reply(command, repeated);
	}

	private Object reply(LettuceCommand command, boolean repeated) {
		Object reply = reply(command);
		if (repeated && command.call() instanceof RedisCall.ScriptCall script && script.script().answersOnce()) {
			throw repeated(script.script());
		}
		return reply;
	}

	/**
	 * Returns what came of a command.
	 * @param command the command, which is done
	 * @return the reply in the one shape, or the failure
	 */
	Answer answer(LettuceCommand command) {
		return answer(command, false);
	}

	/**
	 * Returns what came of a command.
	 * @param command the command, which is done
	 * @param repeated whether the server may have run the call before
	 * @return the reply in the one shape, or the failure
	 */
	Answer answer(LettuceCommand command, boolean repeated) {
		try {
			return Answer.of(command.call(), CallCommands.shaped(reply(command, repeated || command.isRepeated())));
		}
		catch (DataAccessException ex) {
			return Answer.failed(command.call(), ex);
		}
	}

	/**
	 * Returns what is thrown in place of the answer of a second run. The text has no word
	 * before a colon: that might be a key prefix, behind which texts are cut.
	 * @param script the script
	 * @return the exception
	 */
	static RecoverableDataAccessException repeated(Script script) {
		return new RecoverableDataAccessException("The connection was lost within the call, and the driver has sent it "
				+ "again. What the first time did is not known, so the answer might be wrong. "
				+ ((script == Script.REMOVE_AND_COUNT)
						? "The value is removed, unless somebody has added it since, but perhaps it was not there before"
						: "Read again. If the value is there, and nobody else adds it, this call or an earlier one added it"));
	}

	/**
	 * Returns the reply to a command.
	 * @param command the command, which is done
	 * @return the reply
	 * @throws DataAccessException if there is none
	 */
	Object reply(LettuceCommand command) {
		RuntimeException failure = command.failure();
		if (failure != null) {
			throw translate(failure);
		}
		return command.reply();
	}

	/**
	 * Sends a command once more after its connection was lost, as Lettuce does, but a
	 * large read not for ever: the reply may be what the server closes connections for.
	 */
	private LettuceCommand sent(LettuceCommand command) {
		if (command.call().replyBytes() <= CallPacker.MAX_BYTES) {
			return awaited(command);
		}
		try (LettuceNodes guard = guarded(command, timeout())) {
			return awaited(command);
		}
	}

	/**
	 * Has a command fail when its connection is lost the second time.
	 * @param command the command, not sent yet
	 * @param timeout how long to wait for the connection to its server
	 * @return what to close when the command is done
	 */
	LettuceNodes guarded(LettuceCommand command, Duration timeout) {
		LettuceNodes nodes = new LettuceNodes(command.node().connection(), timeout, this.evals);
		nodes.of(command.call()); // so that its connection is listened to
		AtomicBoolean again = new AtomicBoolean();
		nodes.afterDisconnect(() -> {
			if (again.getAndSet(true)) {
				command.connectionLost();
			}
		});
		return nodes;
	}

	private LettuceCommand awaited(LettuceCommand command) {
		command.node().send(command);
		command.node().flush();
		try {
			command.await(timeout());
		}
		finally {
			command.cancel();
		}
		return command;
	}

	/**
	 * Returns whether a connection is there, and not lost and perhaps to be opened again:
	 * the driver fails commands meanwhile.
	 * @param connection the connection
	 * @return whether it can be used
	 */
	boolean isOpen(LettuceConnection connection) {
		connection.openPipeline();
		try {
			return unwrapped(connection).isOpen();
		}
		finally {
			connection.closePipeline();
		}
	}

	/**
	 * Has a connection send what is written, which it does not after an application left
	 * a pipeline open that was to be sent as a whole, and a pool kept the connection.
	 * @param connection the connection, which is in a pipeline or shares nothing
	 */
	void sendAtOnce(LettuceConnection connection) {
		unwrapped(connection).setAutoFlushCommands(true);
	}

	/**
	 * Keeps Lettuce from starting a timer for each command: a pipeline waits no longer
	 * than the command timeout anyway.
	 * @param connection the connection, which never is the application's and is in a
	 * pipeline
	 */
	void startNoTimers(LettuceConnection connection) {
		unwrapped(connection).setTimeout(Duration.ZERO);
	}

	/**
	 * Sends calls together and waits for their replies.
	 * @param connection the connection, which nobody else uses and is in a pipeline
	 * @param calls the calls
	 * @param unanswered gets what the server is still going to answer when the thread is
	 * interrupted
	 * @return what came of them, in order; some are left out if one failed
	 */
	List<Answer> send(LettuceConnection connection, List<? extends RedisCall> calls,
			Collection<? super LettuceCommand> unanswered) {
		try (LettuceNodes nodes = nodes(connection)) {
			return new LettucePipeline(nodes, timeout(), this::answer).send(calls, unanswered);
		}
	}

	/**
	 * Returns the masters that a scan has to visit.
	 * @param connection a connection of Lettuce's, which others may use as well
	 * @return their ids
	 */
	List<String> masters(LettuceConnection connection) {
		return LettuceNodes.masters(unwrapped(connection));
	}

	/**
	 * Asks a master for some of its keys, and waits for the reply.
	 * @param connection a connection of Lettuce's, which others may use as well
	 * @param call the call
	 * @return the reply: a cursor and a list of keys
	 */
	Object send(LettuceConnection connection, RedisCall.ScanCall call) {
		try (LettuceNodes nodes = nodes(connection)) {
			return reply(sent(LettuceCommand.of(call, nodes.master(call.master()), false)));
		}
	}

	/**
	 * Returns the way to use a connection without waiting.
	 * @param connection the connection, which others may use as well
	 * @return what sends calls over it
	 */
	ReactiveCommands reactive(LettuceConnection connection) {
		return new ReactiveCommands(connection, unwrapped(connection), this);
	}

	private LettuceNodes nodes(LettuceConnection connection) {
		return new LettuceNodes(unwrapped(connection), timeout(), this.evals);
	}

	/**
	 * Translates a failure, such that a caller sees the same exception for whatever way a
	 * call went.
	 * @param ex what the driver threw
	 * @return Spring's exception for it
	 */
	DataAccessException translate(RuntimeException ex) {
		if (ex instanceof DataAccessException translated) {
			return translated;
		}
		DataAccessException translated = this.factory.translateExceptionIfPossible(ex);
		return (translated != null) ? translated : new RedisSystemException("Redis could not be used", ex);
	}

	/**
	 * Returns whether Lettuce turned out to choose among servers and not to say which it
	 * sends a command to: one master and its replicas.
	 * @return whether nothing is known of the servers
	 */
	boolean hidesServers() {
		return this.serversHidden;
	}

	private StatefulConnection<byte[], byte[]> unwrapped(LettuceConnection connection) {
		Object commands = connection.getNativeConnection();
		if (commands instanceof RedisAdvancedClusterAsyncCommands<?, ?> cluster) {
			return bytes(cluster.getStatefulConnection());
		}
		StatefulConnection<byte[], byte[]> unwrapped = bytes(
				((RedisAsyncCommands<?, ?>) commands).getStatefulConnection());
		if (unwrapped instanceof StatefulRedisMasterReplicaConnection) {
			this.serversHidden = true;
		}
		return unwrapped;
	}

	/**
	 * Takes an object, as the check of its type would load a class of Lettuce where the
	 * application has none of it.
	 */
	@SuppressWarnings("unchecked")
	private static StatefulConnection<byte[], byte[]> bytes(Object connection) {
		return (StatefulConnection<byte[], byte[]>) connection;
	}

}
