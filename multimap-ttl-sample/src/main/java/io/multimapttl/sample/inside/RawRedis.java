package io.multimapttl.sample.inside;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Sends commands without the conversions of a template.
 */
final class RawRedis {

	private RawRedis() {
	}

	/**
	 * Returns the replies of commands that are sent in one pipeline.
	 */
	static List<Object> pipelined(StringRedisTemplate redis, Consumer<RedisConnection> commands) {
		List<Object> replies = redis.execute((RedisCallback<List<Object>>) (connection) -> {
			connection.openPipeline();
			commands.accept(connection);
			return connection.closePipeline();
		});
		return Objects.requireNonNull(replies);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
