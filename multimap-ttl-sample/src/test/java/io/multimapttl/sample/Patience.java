package io.multimapttl.sample;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for what has to happen at some time, on a busy machine late.
 */
public final class Patience {

	private Patience() {
	}

	public static ConditionFactory await() {
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(25))
			.atMost(Duration.ofSeconds(90));
	}

}
