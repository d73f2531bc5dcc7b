package io.multimapttl.observation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records the calls that were observed.
 */
final class Recorder implements ObservationHandler<MultiMapObservationContext> {

	private final List<MultiMapObservationContext> stopped = new CopyOnWriteArrayList<>();

	private Consumer<MultiMapObservationContext> onStart = (context) -> {
	};

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof MultiMapObservationContext;
	}

	@Override
	public void onStart(MultiMapObservationContext context) {
		this.onStart.accept(context);
	}

	@Override
	public void onStop(MultiMapObservationContext context) {
		this.stopped.add(context);
	}

	void onStart(Consumer<MultiMapObservationContext> onStart) {
		this.onStart = onStart;
	}

	List<MultiMapObservationContext> stopped() {
		return this.stopped;
	}

	MultiMapObservationContext only() {
		assertThat(this.stopped).hasSize(1);
		return this.stopped.get(0);
	}

	static Map<String, String> keys(Observation.Context context) {
		return context.getAllKeyValues().stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
	}

}
