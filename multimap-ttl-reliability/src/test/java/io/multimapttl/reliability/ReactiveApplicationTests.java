package io.multimapttl.reliability;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

import io.multimapttl.reliability.cluster.ClusterTests;
import io.multimapttl.testsupport.BlockHoundExtension;

/**
 * What servers and networks do to calls, done to those of reactive multimaps.
 */
@ExtendWith(BlockHoundExtension.class)
class ReactiveApplicationTests {

	@BeforeAll
	static void callReactively() {
		Application.callReactively(true);
	}

	@AfterAll
	static void callBlockingly() {
		Application.callReactively(false);
	}

	@Nested
	class SlowRedis extends SlowRedisTests {

	}

	@Nested
	class Restart extends RestartTests {

	}

	@Nested
	class LostAnswer extends LostAnswerTests {

	}

	@Nested
	class Cluster extends ClusterTests {

	}

	@Nested
	class KilledConnection extends KilledConnectionTests {

	}

}
