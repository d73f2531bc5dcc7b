package io.multimapttl.reliability;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import org.springframework.dao.DataAccessException;

/**
 * Waits for what has to happen at some time, on a busy machine late.
 */
public final class Patience {

	private Patience() {
	}

	/**
	 * Starts to wait. Calls that fail because of Redis are tried again.
	 * @return how to wait
	 */
	public static ConditionFactory await() {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.ignoreExceptionsInstanceOf(DataAccessException.class);
	}

}
