package io.multimapttl.test;

import io.multimapttl.testsupport.RedisServer;

/**
 * A cluster of three masters beside the model.
 */
class ClusterRedisModelTests extends ModelProperties {

	ClusterRedisModelTests() {
		super(RedisServer.cluster());
	}

}
