package io.multimapttl.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.multimapttl.metrics.MultiMapMetrics;
import io.multimapttl.redis.MultiMapWithTTLFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the metrics of multimaps. Spring
 * Boot binds them to the application's meter registries.
 */
@AutoConfiguration(after = MultiMapTtlAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MultiMapWithTTLFactory.class)
public final class MultiMapTtlMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MultiMapMetrics multiMapMetrics(ObjectProvider<MultiMapWithTTLFactory> factories) {
		return new MultiMapMetrics(factories.orderedStream().toList());
	}

}
