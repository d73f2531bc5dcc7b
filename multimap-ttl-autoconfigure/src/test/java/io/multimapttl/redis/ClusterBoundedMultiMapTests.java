package io.multimapttl.redis;

import io.multimapttl.testsupport.RedisTopology;

/**
 * The contract of bounded names, kept in a cluster of three masters.
 */
class ClusterBoundedMultiMapTests extends RedisBoundedMultiMapContract {

	ClusterBoundedMultiMapTests() {
		super(RedisTopology.CLUSTER);
	}

}
