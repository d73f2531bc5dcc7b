package io.multimapttl.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.multimapttl.observation.MultiMapObservationDocumentation.LowCardinalityKeyNames;

/**
 * The default names and keys of observations: {@code multimap.operation} with the
 * low-cardinality keys {@code multimap} (the id), {@code operation} (the name of the
 * method) and {@code outcome} ({@code success}, {@code error}, or {@code unknown} while
 * the call is running). Spans have names such as {@code multimap add}.
 * <p>
 * A subclass can add keys or change names.
 */
public class DefaultMultiMapObservationConvention implements MultiMapObservationConvention {

	private static final String NAME = "multimap.operation";

	private static final KeyValue SUCCESS = KeyValue.of(LowCardinalityKeyNames.OUTCOME, "success");

	private static final KeyValue ERROR = KeyValue.of(LowCardinalityKeyNames.OUTCOME, "error");

	private static final KeyValue UNKNOWN = KeyValue.of(LowCardinalityKeyNames.OUTCOME, "unknown");

	/**
	 * Keys are requested twice for each call, and there are only few different ones.
	 */
	private final Map<Keys, KeyValues> keyValues = new ConcurrentHashMap<>();

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
		Keys keys = new Keys(context.getMultiMapId(), context.getOperation(), outcome(context));
		return this.keyValues.computeIfAbsent(keys, Keys::toKeyValues);
	}

	private static KeyValue outcome(MultiMapObservationContext context) {
		if (context.getError() != null) {
			return ERROR;
		}
		return context.isCompleted() ? SUCCESS : UNKNOWN;
	}

	private record Keys(String multiMapId, String operation, KeyValue outcome) {

		KeyValues toKeyValues() {
			return KeyValues.of(KeyValue.of(LowCardinalityKeyNames.MULTIMAP, this.multiMapId),
					KeyValue.of(LowCardinalityKeyNames.OPERATION, this.operation), this.outcome);
		}

	}

}
