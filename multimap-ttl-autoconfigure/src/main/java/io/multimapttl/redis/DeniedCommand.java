package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

	static boolean mayTellMore(DataAccessException failure, RedisCall call) {
		return call instanceof RedisCall.ScriptCall script && script.script() != Script.PERMISSIONS
				&& saysDenied(failure);
	}

	private static boolean saysDenied(DataAccessException failure) {
		String message = NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		return message != null && message.contains(DENIED_IN_SCRIPT);
	}

	/**
	 * Makes the question that ends with an exception, whatever its answer.
	 * @param <R> the type of the result that the failed call would have had
	 * @param call the call that failed
	 * @param failure what it failed with
	 * @return the question
	 */
	static <R> Request<R> ask(RedisCall.ScriptCall call, DataAccessException failure) {
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
