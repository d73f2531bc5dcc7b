package io.multimapttl.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * What came of one call of several that were sent together.
 *
 * @param call the call; a script call where a plain read was not possible
 * @param reply the reply: a number, or a flat list; {@code null} if there is none
 * @param failure why there is no reply, {@code null} as well if the call was not sent
 */
record Answer(RedisCall call, @Nullable Object reply, @Nullable DataAccessException failure) {

	static Answer of(RedisCall call, Object reply) {
		return new Answer(call, reply, null);
	}

	static Answer notSent(RedisCall call) {
		return new Answer(call, null, null);
	}

	static Answer failed(RedisCall call, DataAccessException failure) {
		return new Answer(call, null, failure);
	}

}
