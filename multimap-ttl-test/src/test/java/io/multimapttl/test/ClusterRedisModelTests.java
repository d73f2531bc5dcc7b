package io.multimapttl.test;

import io.multimapttl.redis.RedisServer;

/**
 * A cluster of three masters beside the model.
 */
class ClusterRedisModelTests extends ModelProperties {

	ClusterRedisModelTests() {
		super(RedisServer.cluster());
	}

}
