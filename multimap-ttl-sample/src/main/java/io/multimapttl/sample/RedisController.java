package io.multimapttl.sample;

import java.util.Objects;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows how many keys Redis holds, so that one can watch them go away by themselves.
 */
@RestController
class RedisController {

	private final StringRedisTemplate redis;

	RedisController(StringRedisTemplate redis) {
		this.redis = redis;
	}

	@GetMapping("/redis")
	Keyspace keyspace() {
		Long keys = this.redis.execute((RedisCallback<Long>) (connection) -> connection.serverCommands().dbSize());
		return new Keyspace(Objects.requireNonNullElse(keys, 0L));
	}

	/**
	 * What is in the database.
	 *
	 * @param keys the number of keys, as Redis counts them ({@code DBSIZE})
	 */
	record Keyspace(long keys) {

	}

}
