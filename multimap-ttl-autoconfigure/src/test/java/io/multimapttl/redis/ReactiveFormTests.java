package io.multimapttl.redis;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.multimapttl.testsupport.BlockHoundExtension;
import io.multimapttl.testsupport.RedisTopology;

/**
 * What holds for multimaps holds for their reactive form as well, and nothing blocks a
 * thread that must not.
 */
@ExtendWith(BlockHoundExtension.class)
class ReactiveFormTests {

	@Nested
	class StandaloneTests extends StandaloneRedisMultiMapTests {

		StandaloneTests() {
			this.redis.callReactively();
		}

	}

	@Nested
	class ClusterTests extends ClusterRedisMultiMapTests {

		ClusterTests() {
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class StateTests extends RedisStateTests {

		StateTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class ReactiveKeyTtlTests extends KeyTtlTests {

		ReactiveKeyTtlTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class ReactivePythonInteropTests extends PythonInteropTests {

		ReactivePythonInteropTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class ReactiveRefusedBeforehandTests extends RefusedBeforehandTests {

		ReactiveRefusedBeforehandTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class ReactiveWrongTypeTests extends WrongTypeTests {

		ReactiveWrongTypeTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class ReactiveUnreadableValuesTests extends UnreadableValuesTests {

		ReactiveUnreadableValuesTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class StatisticsTests extends MultiMapStatisticsTests {

		StatisticsTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class ReactiveBoundedNameTests extends BoundedNameTests {

		ReactiveBoundedNameTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

	@Nested
	@ParameterizedClass
	@EnumSource(RedisTopology.class)
	class ReactiveRedisClockTests extends RedisClockTests {

		ReactiveRedisClockTests(RedisTopology topology) {
			super(topology);
			this.redis.callReactively();
		}

	}

}
