package io.multimapttl.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * What came of one call of several that were sent together.
 *
 * @param call the call; a script call where a plain read was not possible
 * @param reply the reply: a number, or a flat list
 * @param failure why there is no reply
 */
record Answer(RedisCall call, @Nullable Object reply, @Nullable DataAccessException failure) {

	static Answer of(RedisCall call, Object reply) {
		return new Answer(call, reply, null);
	}

	static Answer failed(RedisCall call, DataAccessException failure) {
		return new Answer(call, null, failure);
	}

}
