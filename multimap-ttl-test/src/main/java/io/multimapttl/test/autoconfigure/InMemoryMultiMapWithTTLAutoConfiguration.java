package io.multimapttl.test.autoconfigure;

import java.time.Clock;

import io.multimapttl.autoconfigure.MultiMapTtlProperties;
import io.multimapttl.test.MutableClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.PropertySource;

/**
 * Auto-configuration that is only active with
 * {@link AutoConfigureInMemoryMultiMapWithTTL}. No embedded Redis is started for
 * multimaps that do not use it, unless a property of the application asks for it.
 */
@AutoConfiguration
@PropertySource("classpath:io/multimapttl/test/autoconfigure/in-memory.properties")
public final class InMemoryMultiMapWithTTLAutoConfiguration {

	@Bean
	static InMemoryReplacement inMemoryReplacement(ObjectProvider<MutableClock> mutableClock,
			ObjectProvider<Clock> clock, ObjectProvider<MultiMapTtlProperties> properties) {
		return new InMemoryReplacement(mutableClock, clock, properties);
	}

}
