package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.multimapttl.redis.Request.Step;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;

/**
 * Finds out which command of a script the user may not run, as Redis before 7.2 does not
 * say. It is asked only when that has happened.
 *
 * @see <a href="https://redis.io/docs/latest/develop/programmability/lua-api/">Redis Lua
 * API, acl_check_cmd</a>
 */
final class DeniedCommand {

	/** Redis says more since 7.2. */
	private static final String DENIED_IN_SCRIPT = "can't run this command";

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
		if (call instanceof RedisCall.ScriptCall script && script.script() != Script.PERMISSIONS
				&& saysDenied(failure)) {
			return new Step.Next<>(question(script, failure));
		}
		throw errors.apply(failure);
	}

	private static boolean saysDenied(DataAccessException failure) {
		String message = NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		return message != null && message.contains(DENIED_IN_SCRIPT);
	}

	private static <R> Request<R> question(RedisCall.ScriptCall call, DataAccessException failure) {
		Set<String> commands = call.script().commands(call.now().length == 0);
		byte[][] keysAndArgs = Stream.concat(Stream.of(call.keysAndArgs()[0]), commands.stream().map(Ascii::bytes))
			.toArray(byte[][]::new);
		RedisCall question = new RedisCall.ScriptCall(Script.PERMISSIONS, List.of(call.names().get(0)), keysAndArgs, 1,
				0);
		return new Request.One<>(question, (reply) -> {
			throw denied(names((List<?>) reply), commands, failure);
		}, (unanswered) -> denied("", commands, failure)); // Redis before 7.0
	}

	private static String names(List<?> denied) {
		return denied.stream()
			.map((command) -> new String((byte[]) command, StandardCharsets.US_ASCII))
			.collect(Collectors.joining(", "));
	}

	private static DataAccessException denied(String denied, Set<String> commands, DataAccessException failure) {
		return new PermissionDeniedDataAccessException("Redis does not permit its user to run " + (!denied.isEmpty()
				? denied : "one of " + String.join(", ", commands) + ", as scripts of a multimap do"), failure);
	}

}
