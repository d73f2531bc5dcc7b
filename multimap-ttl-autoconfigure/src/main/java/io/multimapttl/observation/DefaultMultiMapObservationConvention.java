package io.multimapttl.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.multimapttl.observation.MultiMapObservationDocumentation.LowCardinalityKeyNames;

/**
 * The names and keys that observations have unless the application replaces them:
 * {@code multimap.operation} with the low-cardinality keys {@code multimap} (the id),
 * {@code operation} (named as the method) and {@code outcome} ({@code success},
 * {@code error}, or {@code unknown} while the call is running). Spans are named
 * {@code multimap add} and so on.
 * <p>
 * A subclass may add keys or choose another name.
 */
public class DefaultMultiMapObservationConvention implements MultiMapObservationConvention {

	private static final String NAME = "multimap.operation";

	private static final KeyValue SUCCESS = KeyValue.of(LowCardinalityKeyNames.OUTCOME, "success");

	private static final KeyValue ERROR = KeyValue.of(LowCardinalityKeyNames.OUTCOME, "error");

	private static final KeyValue UNKNOWN = KeyValue.of(LowCardinalityKeyNames.OUTCOME, "unknown");

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(MultiMapObservationContext context) {
		return "multimap " + context.getOperation();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MultiMapObservationContext context) {
		return KeyValues.of(KeyValue.of(LowCardinalityKeyNames.MULTIMAP, context.getMultiMapId()),
				KeyValue.of(LowCardinalityKeyNames.OPERATION, context.getOperation()), outcome(context));
	}

	private static KeyValue outcome(MultiMapObservationContext context) {
		if (context.getError() != null) {
			return ERROR;
		}
		return context.isCompleted() ? SUCCESS : UNKNOWN;
	}

}
