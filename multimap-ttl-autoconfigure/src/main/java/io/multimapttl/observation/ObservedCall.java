package io.multimapttl.observation;

import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.observability.DefaultSignalListener;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Observes one subscription to what a reactive multimap returned, from the subscription
 * to its end. The observation is part of that in the Reactor context, and stands there
 * for the commands of the call. Without one in the context it is part of that of the
 * thread that subscribes.
 * <p>
 * The outcome of a call that is cancelled before its first element stays unknown, as what
 * was sent may have been done.
 *
 * @param <T> the type of the elements
 */
final class ObservedCall<T> extends DefaultSignalListener<T> {

	private final CallObserver observer;

	private final MultiMapObservationContext context;

	private final boolean single;

	private final AtomicBoolean ended = new AtomicBoolean();

	private Observation observation = Observation.NOOP;

	private volatile boolean answered;

	ObservedCall(CallObserver observer, String operation, boolean single, ContextView reactorContext) {
		this.observer = observer;
		this.context = observer.newContext(operation);
		this.context.setParentObservation(
				reactorContext.<@Nullable Observation>getOrDefault(ObservationThreadLocalAccessor.KEY, null));
		this.single = single;
	}

	@Override
	public void doFirst() {
		this.observation = this.observer.start(this.context);
	}

	@Override
	public Context addToContext(Context originalContext) {
		return this.observation.isNoop() ? originalContext
				: originalContext.put(ObservationThreadLocalAccessor.KEY, this.observation);
	}

	/**
	 * Ends a call of one answer before its subscriber goes on, who may cancel now.
	 */
	@Override
	public void doOnNext(T element) {
		this.answered = true;
		if (this.single) {
			doOnComplete();
		}
	}

	@Override
	public void doOnComplete() {
		if (end()) {
			this.context.complete();
			this.observation.stop();
		}
	}

	@Override
	public void doOnError(Throwable error) {
		if (end()) {
			this.observer.fail(this.context, this.observation, error);
			this.observation.stop();
		}
	}

	/**
	 * Who has an element and wants no more, as with {@code take}, has the answer.
	 */
	@Override
	public void doOnCancel() {
		if (this.answered) {
			doOnComplete();
		}
		else if (end()) {
			this.observation.stop();
		}
	}

	private boolean end() {
		return this.ended.compareAndSet(false, true);
	}

}
