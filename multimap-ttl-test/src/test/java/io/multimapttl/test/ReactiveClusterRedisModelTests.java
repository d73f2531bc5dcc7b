package io.multimapttl.test;

import io.multimapttl.testsupport.BlockingForm;
import io.multimapttl.testsupport.RedisServer;

/**
 * A Redis cluster, called reactively, beside the model.
 */
class ReactiveClusterRedisModelTests extends ModelProperties {

	ReactiveClusterRedisModelTests() {
		super(RedisServer.cluster(), (multiMaps) -> multiMaps.decorator(BlockingForm::new));
	}

}
