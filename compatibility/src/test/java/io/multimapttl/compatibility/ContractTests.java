package io.multimapttl.compatibility;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.MultiMapWithTTLContract;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import org.junit.jupiter.api.AfterEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * The contract, kept by multimaps on the Redis that Spring Boot connects to.
 */
@SpringBootTest
class ContractTests extends MultiMapWithTTLContract {

	@Autowired
	private MultiMapWithTTLFactory.Builder builder;

	private final List<MultiMapWithTTLFactory> factories = new ArrayList<>();

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock) {
		MultiMapWithTTLFactory factory = this.builder.keyPrefix("compatibility." + UUID.randomUUID())
			.clock(clock)
			.build();
		this.factories.add(factory);
		return factory.builder("map", valueType).ttl(defaultTtl).build();
	}

	@AfterEach
	void destroy() {
		this.factories.forEach(MultiMapWithTTLFactory::destroy);
	}

}
