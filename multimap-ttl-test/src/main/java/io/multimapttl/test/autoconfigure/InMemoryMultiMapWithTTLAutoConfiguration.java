package io.multimapttl.test.autoconfigure;

import java.time.Clock;

import io.multimapttl.autoconfigure.MultiMapTtlProperties;
import io.multimapttl.test.MutableClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that is only active with
 * {@link AutoConfigureInMemoryMultiMapWithTTL}.
 */
@AutoConfiguration
public final class InMemoryMultiMapWithTTLAutoConfiguration {

	@Bean
	static InMemoryMultiMapBeanPostProcessor inMemoryMultiMapBeanPostProcessor(
			ObjectProvider<MutableClock> mutableClock, ObjectProvider<Clock> clock,
			ObjectProvider<MultiMapTtlProperties> properties) {
		return new InMemoryMultiMapBeanPostProcessor(mutableClock, clock, properties);
	}

}
