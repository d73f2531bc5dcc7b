package io.multimapttl.compatibility;

import java.time.Clock;
import java.time.Duration;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.BlockingForm;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * The contract, kept by multimaps in their reactive form. Jedis has none.
 */
@DisabledIfSystemProperty(named = "driver", matches = "Jedis")
class ReactiveContractTests extends ContractTests {

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock) {
		return new BlockingForm<>((RedisMultiMapWithTTL<V>) super.create(valueType, defaultTtl, clock));
	}

}
