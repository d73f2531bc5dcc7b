package io.multimapttl.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.multimapttl.observation.MultiMapObservationConvention;
import io.multimapttl.observation.MultiMapObservations;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the observation of multimaps,
 * with the application's {@link ObservationRegistry} and its
 * {@link MultiMapObservationConvention}, if it has one.
 */
@AutoConfiguration(after = MultiMapTtlAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				// Spring Boot 3.5
				"org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration" })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnSingleCandidate(ObservationRegistry.class)
@ConditionalOnBean(MultiMapWithTTLFactory.class)
public final class MultiMapTtlObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MultiMapObservations multiMapObservations(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<MultiMapObservationConvention> convention) {
		return MultiMapObservations.deferred(() -> find(registry), convention.getIfAvailable());
	}

	/**
	 * Returns the registry, or {@code null} if it cannot be had now. A call on a multimap
	 * must not fail because of that: the caller may be a bean that the registry depends
	 * on, or one that is being destroyed.
	 */
	private static @Nullable ObservationRegistry find(ObjectProvider<ObservationRegistry> registry) {
		try {
			return registry.getIfAvailable();
		}
		catch (BeansException ex) {
			if (ex.contains(BeanCurrentlyInCreationException.class)
					|| ex.contains(BeanCreationNotAllowedException.class)) {
				return null;
			}
			throw ex;
		}
	}

}
