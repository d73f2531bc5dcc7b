package io.multimapttl.observation;

import java.util.List;
import java.util.Set;

import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;

/**
 * Records which operation each command of the driver is a part of.
 *
 * @param parents the operations
 */
record CommandRecorder(List<String> parents) implements ObservationHandler<LettuceObservationContext> {

	/**
	 * What the driver sends on its own when it connects.
	 */
	private static final Set<String> CONNECTING = Set.of("HELLO", "CLIENT", "PING");

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof LettuceObservationContext;
	}

	@Override
	public void onStop(LettuceObservationContext context) {
		if (!CONNECTING.contains(context.getRequiredCommand().getType().toString())) {
			this.parents.add((context.getParentObservation() != null
					&& context.getParentObservation().getContextView() instanceof MultiMapObservationContext operation)
							? operation.getOperation() : "none");
		}
	}

}
