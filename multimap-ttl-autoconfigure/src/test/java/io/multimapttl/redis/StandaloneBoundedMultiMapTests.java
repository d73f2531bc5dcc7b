package io.multimapttl.redis;

import io.multimapttl.testsupport.RedisTopology;

/**
 * The contract of bounded names, kept in one Redis server.
 */
class StandaloneBoundedMultiMapTests extends RedisBoundedMultiMapContract {

	StandaloneBoundedMultiMapTests() {
		super(RedisTopology.STANDALONE);
	}

}
