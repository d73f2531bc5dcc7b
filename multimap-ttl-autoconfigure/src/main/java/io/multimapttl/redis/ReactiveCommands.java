package io.multimapttl.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Turns calls into commands of Spring Data's reactive connections, and their replies into
 * the shape of {@link CallCommands}: a number, or a flat list of numbers and byte arrays.
 */
final class ReactiveCommands {

	private ReactiveCommands() {
	}

	/**
	 * Sends a call. A script that the server does not know is sent again as text.
	 * @param connection the connection
	 * @param call the call: a script, or names to drop
	 * @param evals how scripts are sent
	 * @return the reply
	 */
	static Mono<Object> send(ReactiveRedisConnection connection, RedisCall call, EvalCommands evals) {
		if (call instanceof RedisCall.UnlinkCall unlink) {
			return connection.keyCommands().mUnlink(Arrays.asList(buffers(unlink.keys()))).cast(Object.class);
		}
		RedisCall.ScriptCall script = (RedisCall.ScriptCall) call;
		if (evals.isTextOnly()) {
			return eval(connection, script);
		}
		Flux<Object> reply = connection.scriptingCommands()
			.evalSha(script.script().sha1(), ReturnType.MULTI, script.names().size(), buffers(script.keysAndArgs()));
		return shaped(reply).onErrorResume((ex) -> evals.wantsText(message(ex)), (ex) -> eval(connection, script));
	}

	private static Mono<Object> eval(ReactiveRedisConnection connection, RedisCall.ScriptCall call) {
		Flux<Object> reply = connection.scriptingCommands()
			.eval(ByteBuffer.wrap(call.script().text()), ReturnType.MULTI, call.names().size(),
					buffers(call.keysAndArgs()));
		return shaped(reply);
	}

	private static @Nullable String message(Throwable ex) {
		return NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
	}

	private static ByteBuffer[] buffers(byte[][] bytes) {
		ByteBuffer[] buffers = new ByteBuffer[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			buffers[i] = ByteBuffer.wrap(bytes[i]);
		}
		return buffers;
	}

	private static Mono<Object> shaped(Flux<Object> reply) {
		return reply.collectList().map(ReactiveCommands::shaped);
	}

	/**
	 * Returns a list reply in the one shape. All of it is one element of the flux. Within
	 * that there is no list, unless the reply is two in one, see
	 * {@link CallCommands#shaped}.
	 */
	private static Object shaped(List<Object> elements) {
		List<?> reply = (elements.size() == 1 && elements.get(0) instanceof List<?> list) ? list : elements;
		List<Object> shaped = new ArrayList<>(reply.size());
		for (Object element : reply) {
			if (element instanceof List) {
				throw new RedisConnectionFailureException("The connection was lost within a reply");
			}
			shaped.add((element instanceof ByteBuffer buffer) ? bytes(buffer) : element);
		}
		return shaped;
	}

	/**
	 * Returns the bytes of a buffer.
	 * @param buffer the buffer, not changed by this
	 * @return its bytes
	 */
	static byte[] bytes(ByteBuffer buffer) {
		if (buffer.hasArray() && buffer.array().length == buffer.remaining()) {
			return buffer.array();
		}
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

}
