package io.multimapttl.test;

import io.multimapttl.testsupport.BlockingForm;
import io.multimapttl.testsupport.RedisServer;

/**
 * One Redis server, called reactively, beside the model.
 */
class ReactiveStandaloneRedisModelTests extends ModelProperties {

	ReactiveStandaloneRedisModelTests() {
		super(RedisServer.standalone(), (multiMaps) -> multiMaps.decorator(BlockingForm::new));
	}

}
