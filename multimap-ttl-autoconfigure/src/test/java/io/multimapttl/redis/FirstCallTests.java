package io.multimapttl.redis;

import java.io.IOException;

import io.multimapttl.testsupport.FirstCallProcess;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first call of all, made where it can hang for ever: in a subscriber to a reactive
 * call, with the driver's threads as they are on a machine of two processors.
 */
@Timeout(120)
class FirstCallTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@Test
	void callsOnEventLoopsAreRefusedAndOthersGoOn() throws IOException {
		assertThat(FirstCallProcess.run(this.redis.server(), this.redis.keyPrefix(), 10)).hasSize(20)
			.containsOnly("call: IllegalStateException");
	}

}
