package io.multimapttl.observation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;

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

	/**
	 * Returns the error of the only call, which tells the multimap and no name.
	 */
	Throwable onlyError(Class<? extends MultiMapException> type) {
		MultiMapObservationContext context = only();
		assertThat(keys(context)).containsEntry("outcome", "error");
		assertThat(context.getError()).isExactlyInstanceOf(type).hasNoCause();
		assertThat(context.getError()).hasMessageContaining("couriers").hasMessageNotContaining("secret");
		if (context.getError() instanceof MultiMapBatchException batch) {
			assertThat(batch.getFailedNames()).isEmpty();
		}
		return context.getError();
	}

	/**
	 * Returns a multimap that passes calls on and keeps the names of their methods.
	 */
	@SuppressWarnings("unchecked")
	static <T> T counting(Class<? super T> type, T multiMap, List<String> called) {
		return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					called.add(method.getName());
					try {
						return method.invoke(multiMap, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	static Map<String, String> keys(Observation.Context context) {
		return context.getAllKeyValues().stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
	}

}
