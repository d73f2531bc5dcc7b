package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.multimapttl.redis.Request.Step;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;

/**
 * Finds out which command of a script the server does not run, as not every server says
 * it: most say in which line of the script it is, and some can be asked.
 *
 * @see <a href="https://redis.io/docs/latest/develop/programmability/lua-api/">Redis Lua
 * API, acl_check_cmd</a>
 */
final class DeniedCommand {

	static final String TIME = "TIME";

	private DeniedCommand() {
	}

	/**
	 * Goes on after a call that failed: with a question to Redis if that can tell more of
	 * the reason, otherwise by throwing.
	 * @param <R> the type of the result that the failed call would have had
	 * @param failure what the sender caught
	 * @param call the call, or the first of those that were sent together
	 * @param errors translates failures
	 * @return the question, which ends with an exception as well
	 */
	static <R> Step<R> askOrThrow(DataAccessException failure, RedisCall call,
			UnaryOperator<DataAccessException> errors) {
		Refusal refusal = Refusal.of(failure);
		if (!(call instanceof RedisCall.ScriptCall script) || !refusal.isOfUnnamedCommand()) {
			throw errors.apply(failure);
		}
		boolean serverClock = script.now().length == 0;
		Set<String> ofLine = script.script().commands(refusal.line(), serverClock);
		if (ofLine.size() == 1) {
			throw denied(ofLine.iterator().next(), errors.apply(failure));
		}
		return new Step.Next<>(question(script, script.script().commands(serverClock), errors.apply(failure)));
	}

	private static <R> Request<R> question(RedisCall.ScriptCall call, Set<String> commands,
			DataAccessException failure) {
		byte[][] keysAndArgs = Stream.concat(Stream.of(call.keysAndArgs()[0]), commands.stream().map(Ascii::bytes))
			.toArray(byte[][]::new);
		RedisCall question = new RedisCall.ScriptCall(Script.PERMISSIONS, List.of(call.names().get(0)), keysAndArgs, 1,
				0);
		return new Request.One<>(question, (reply) -> {
			throw denied(commands((List<?>) reply), commands, failure);
		}, (unanswered) -> denied(Set.of(), commands, failure)); // Redis before 7.0
	}

	private static Set<String> commands(List<?> denied) {
		Set<String> commands = new TreeSet<>();
		denied.forEach((command) -> commands.add(new String((byte[]) command, StandardCharsets.US_ASCII)));
		return commands;
	}

	private static DataAccessException denied(Set<String> denied, Set<String> commands, DataAccessException failure) {
		return denied(!denied.isEmpty() ? String.join(", ", denied)
				: "one of " + String.join(", ", commands) + ", as scripts of a multimap do", failure);
	}

	/**
	 * Returns the exception for a command that the server does not run, be it that the
	 * user may not or that there is no such command.
	 * @param command the command
	 * @param cause what was caught, without arguments of the call
	 * @return the exception
	 */
	static DataAccessException denied(String command, DataAccessException cause) {
		String wayOut = command.contains(TIME)
				? ". Scripts of a multimap ask it for the time. Where it cannot be permitted, set 'multimap.ttl.clock=system': "
						+ "the applications' clocks then tell what has expired, and have to agree"
				: "";
		return new PermissionDeniedDataAccessException("Redis does not let this application run " + command + wayOut,
				cause);
	}

}
