package io.multimapttl.autoconfigure;

import io.multimapttl.actuate.MultiMapsEndpoint;
import io.multimapttl.actuate.MultiMapsEndpointWebExtension;
import io.multimapttl.redis.MultiMapWithTTLFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator endpoint
 * {@code multimaps}, if it is exposed.
 */
@AutoConfiguration(after = MultiMapTtlAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(MultiMapsEndpoint.class)
@ConditionalOnBean(MultiMapWithTTLFactory.class)
@EnableConfigurationProperties(MultiMapsEndpointProperties.class)
public final class MultiMapTtlEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MultiMapsEndpoint multiMapsEndpoint(ObjectProvider<MultiMapWithTTLFactory> factories,
			MultiMapsEndpointProperties properties) {
		return new MultiMapsEndpoint(factories.orderedStream().toList(), properties.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(MultiMapsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	MultiMapsEndpointWebExtension multiMapsEndpointWebExtension(MultiMapsEndpoint multiMapsEndpoint,
			MultiMapsEndpointProperties properties) {
		return new MultiMapsEndpointWebExtension(multiMapsEndpoint, properties.showValues(), properties.roles());
	}

}
