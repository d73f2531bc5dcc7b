package io.multimapttl.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of calls on multimaps and their keys. With Spring Boot, a bean
 * of this type replaces {@link DefaultMultiMapObservationConvention}, which it may
 * extend.
 */
public interface MultiMapObservationConvention extends ObservationConvention<MultiMapObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof MultiMapObservationContext;
	}

}
