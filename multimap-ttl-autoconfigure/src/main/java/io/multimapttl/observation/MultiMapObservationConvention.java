package io.multimapttl.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Convention for the names and keys of observations of multimaps. With Spring Boot, a
 * bean of this type replaces {@link DefaultMultiMapObservationConvention}, which it can
 * extend.
 */
public interface MultiMapObservationConvention extends ObservationConvention<MultiMapObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof MultiMapObservationContext;
	}

}
