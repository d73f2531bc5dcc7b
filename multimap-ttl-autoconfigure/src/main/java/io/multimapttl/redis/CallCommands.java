package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;

/**
 * Turns calls into commands of Spring Data's connections, and their replies into one
 * shape: a number, or a flat list of numbers and byte arrays; scores may be numbers, too.
 */
final class CallCommands {

	static final byte[] INFINITE = Ascii.bytes("+inf");

	private CallCommands() {
	}

	/**
	 * Sends a call and waits for its reply. A script that the server does not know is
	 * sent again as text.
	 * @param connection the connection
	 * @param call the call
	 * @param evals how scripts are sent
	 * @return the reply
	 */
	static @Nullable Object send(RedisConnection connection, RedisCall call, EvalCommands evals) {
		if (call instanceof RedisCall.ScriptCall script) {
			return evals.isTextOnly() ? eval(connection, script) : evalShaOrEval(connection, script, evals);
		}
		return command(connection, call);
	}

	/**
	 * Sends a call on a connection that collects replies. A script travels as text, so it
	 * cannot be missing.
	 * @param connection the connection
	 * @param call the call
	 */
	static void sendPipelined(RedisConnection connection, RedisCall call) {
		if (call instanceof RedisCall.ScriptCall script) {
			eval(connection, script);
		}
		else {
			command(connection, call);
		}
	}

	private static @Nullable Object command(RedisConnection connection, RedisCall call) {
		if (call instanceof RedisCall.RangeCall range) {
			return range(connection, range);
		}
		if (call instanceof RedisCall.LatestCall latest) {
			return latest(connection, latest);
		}
		return connection.keyCommands().unlink(((RedisCall.UnlinkCall) call).keys());
	}

	private static @Nullable Object evalShaOrEval(RedisConnection connection, RedisCall.ScriptCall call,
			EvalCommands evals) {
		try {
			return evalSha(connection, call);
		}
		catch (DataAccessException ex) {
			if (!evals.wantsText(NestedExceptionUtils.getMostSpecificCause(ex).getMessage())) {
				throw ex;
			}
			return eval(connection, call);
		}
	}

	private static @Nullable Object evalSha(RedisConnection connection, RedisCall.ScriptCall call) {
		return connection.scriptingCommands()
			.evalSha(call.script().sha1(), ReturnType.MULTI, call.names().size(), call.keysAndArgs());
	}

	private static @Nullable Object eval(RedisConnection connection, RedisCall.ScriptCall call) {
		return connection.scriptingCommands()
			.eval(call.script().text(), ReturnType.MULTI, call.names().size(), call.keysAndArgs());
	}

	/**
	 * Reads values past Spring Data's own method, which would put all of them into a set
	 * before they are put into the caller's.
	 */
	private static @Nullable Object range(RedisConnection connection, RedisCall.RangeCall call) {
		byte[] after = call.range().after();
		if (call.range().withScores()) {
			return connection.zSetCommands()
				.zRangeByScoreWithScores(call.key(), expiringAfter(after), Limit.unlimited());
		}
		return connection.execute("ZRANGEBYSCORE", call.key(), exclusive(after), INFINITE);
	}

	static byte[] exclusive(byte[] score) {
		byte[] bound = new byte[1 + score.length];
		bound[0] = '(';
		System.arraycopy(score, 0, bound, 1, score.length);
		return bound;
	}

	private static @Nullable Object latest(RedisConnection connection, RedisCall.LatestCall call) {
		return connection.zSetCommands()
			.zRevRangeByScore(call.key(), expiringAfter(call.after()), Limit.limit().count(call.limit()));
	}

	private static Range<Double> expiringAfter(byte[] moment) {
		return Range.rightUnbounded(Range.Bound.exclusive(ExpiryScore.of(moment)));
	}

	/**
	 * Returns a reply in the one shape. Refuses one that is two in one: when a connection
	 * is lost within a reply, Lettuce sends the command again and decodes what comes into
	 * what it had already, so that the second reply is then inside of the first. All
	 * replies that are asked for are flat.
	 * @param reply the reply, as Spring Data gives it
	 * @return a number, or a flat list
	 */
	static Object shaped(Object reply) {
		if (!(reply instanceof Collection<?> elements)) {
			return reply;
		}
		if (elements instanceof List<?> list) {
			for (Object element : list) {
				if (element instanceof List) {
					throw new RedisConnectionFailureException("The connection was lost within a reply");
				}
			}
			return list;
		}
		return flat(elements);
	}

	/**
	 * Returns members, or members and scores by turns. Pairs of both are of a type of the
	 * connection, or of the template where that has converted them.
	 */
	private static List<@Nullable Object> flat(Collection<?> elements) {
		List<@Nullable Object> flat = new ArrayList<>(2 * elements.size());
		for (Object element : elements) {
			if (element instanceof Tuple tuple) {
				flat.add(tuple.getValue());
				flat.add(tuple.getScore());
			}
			else if (element instanceof TypedTuple<?> tuple) {
				flat.add(tuple.getValue());
				flat.add(tuple.getScore());
			}
			else {
				flat.add(element);
			}
		}
		return flat;
	}

}
