package io.multimapttl.test;

import io.multimapttl.testsupport.RedisServer;

/**
 * One Redis server beside the model.
 */
class StandaloneRedisModelTests extends ModelProperties {

	StandaloneRedisModelTests() {
		super(RedisServer.standalone());
	}

}
