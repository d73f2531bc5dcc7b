package io.multimapttl.observation;

import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapFullException;
import org.jspecify.annotations.Nullable;

/**
 * Observes the calls on one multimap.
 */
final class CallObserver {

	private static final DefaultMultiMapObservationConvention DEFAULT_CONVENTION = new DefaultMultiMapObservationConvention();

	private final String multiMapId;

	private final Supplier<? extends @Nullable ObservationRegistry> registrySupplier;

	private final @Nullable MultiMapObservationConvention convention;

	private volatile @Nullable ObservationRegistry registry;

	CallObserver(String multiMapId, Supplier<? extends @Nullable ObservationRegistry> registrySupplier,
			@Nullable MultiMapObservationConvention convention) {
		this.multiMapId = multiMapId;
		this.registrySupplier = registrySupplier;
		this.convention = convention;
	}

	@SuppressWarnings("try") // the scope only has to be open
	<T> T observe(String operation, Supplier<T> call) {
		ObservationRegistry registry = registry();
		if (registry == null || registry.isNoop()) {
			return call.get();
		}
		MultiMapObservationContext context = newContext(operation);
		Observation observation = start(context, registry);
		try (Observation.Scope scope = observation.openScope()) {
			T result = call.get();
			context.complete();
			return result;
		}
		catch (Throwable ex) {
			fail(context, observation, ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	/**
	 * Observes a call that returns a stream, which goes on reading from Redis. The
	 * elements are taken from an iterator, so that an exception of the code that uses
	 * them does not count as an error of the call.
	 */
	<T> Stream<T> observeStream(String operation, Supplier<Stream<T>> call) {
		ObservationRegistry registry = registry();
		if (registry == null || registry.isNoop()) {
			return call.get();
		}
		MultiMapObservationContext context = newContext(operation);
		ObservedStream observed = new ObservedStream(start(context, registry), context);
		Stream<T> stream = observed.open(call);
		Iterator<T> elements = observed.elements(stream.iterator());
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(elements, Spliterator.NONNULL), false)
			.onClose(stream::close)
			.onClose(observed::stop);
	}

	MultiMapObservationContext newContext(String operation) {
		return new MultiMapObservationContext(this.multiMapId, operation);
	}

	/**
	 * Starts the observation of a call that is not over when its method returns.
	 * @param context the context, with a parent unless that is the current observation
	 * @return the observation, which does nothing if calls are not observed
	 */
	Observation start(MultiMapObservationContext context) {
		ObservationRegistry registry = registry();
		return (registry == null || registry.isNoop()) ? Observation.NOOP : start(context, registry);
	}

	private Observation start(MultiMapObservationContext context, ObservationRegistry registry) {
		return Observation.createNotStarted(this.convention, DEFAULT_CONVENTION, () -> context, registry).start();
	}

	/**
	 * Returns the registry. This takes no lock, because the container that supplies the
	 * registry has locks, too.
	 */
	private @Nullable ObservationRegistry registry() {
		ObservationRegistry registry = this.registry;
		if (registry == null) {
			registry = this.registrySupplier.get();
			this.registry = registry;
		}
		return registry;
	}

	/**
	 * Takes what a call threw.
	 * @param context the context of the call
	 * @param observation the observation of the call, which is stopped next
	 * @param error what the call threw
	 */
	void fail(MultiMapObservationContext context, Observation observation, Throwable error) {
		if (isAnswer(error)) {
			context.complete();
		}
		else {
			observation.error(withoutNames(error));
		}
	}

	/**
	 * Returns whether the call did what it should, and the exception tells the caller so:
	 * all that went wrong is that names are full.
	 */
	private static boolean isAnswer(Throwable error) {
		return error instanceof MultiMapFullException
				|| error instanceof MultiMapBatchException batch && !batch.getFailedNames().isEmpty()
						&& batch.getFailures().values().stream().allMatch(MultiMapFullException.class::isInstance);
	}

	/**
	 * Returns the error without names. Handlers record the message of an error, for
	 * example in a span, and the messages of these errors contain names.
	 */
	private Throwable withoutNames(Throwable error) {
		if (!(error instanceof MultiMapException)) {
			return error;
		}
		String message = "Multimap '" + this.multiMapId
				+ "': what is stored under a name cannot be used; the exception that the caller got contains the name";
		MultiMapException nameless = (error instanceof MultiMapBatchException)
				? new MultiMapBatchException(message, Map.of()) : new MultiMapException(message);
		nameless.setStackTrace(error.getStackTrace());
		return nameless;
	}

	/**
	 * Ends the observation of a stream exactly once: when it is exhausted, fails or is
	 * closed.
	 */
	private final class ObservedStream {

		private final Observation observation;

		private final MultiMapObservationContext context;

		private boolean stopped;

		ObservedStream(Observation observation, MultiMapObservationContext context) {
			this.observation = observation;
			this.context = context;
		}

		@SuppressWarnings("try") // the scope only has to be open
		<T> Stream<T> open(Supplier<Stream<T>> call) {
			try (Observation.Scope scope = this.observation.openScope()) {
				return call.get();
			}
			catch (Throwable ex) {
				fail(ex);
				throw ex;
			}
		}

		<T> Iterator<T> elements(Iterator<T> elements) {
			return new Iterator<>() {

				@Override
				public boolean hasNext() {
					boolean hasNext = read(elements);
					if (!hasNext) {
						stop();
					}
					return hasNext;
				}

				@Override
				public T next() {
					return elements.next();
				}

			};
		}

		/**
		 * Reads the next page, if the last one is used up. The scope is not left open for
		 * the code that uses the elements.
		 */
		@SuppressWarnings("try") // the scope only has to be open
		private boolean read(Iterator<?> elements) {
			if (isStopped()) {
				return elements.hasNext();
			}
			try (Observation.Scope scope = this.observation.openScope()) {
				return elements.hasNext();
			}
			catch (Throwable ex) {
				fail(ex);
				throw ex;
			}
		}

		private synchronized boolean isStopped() {
			return this.stopped;
		}

		synchronized void stop() {
			if (!this.stopped) {
				this.stopped = true;
				this.context.complete();
				this.observation.stop();
			}
		}

		private synchronized void fail(Throwable ex) {
			if (!this.stopped) {
				this.stopped = true;
				this.observation.error(withoutNames(ex));
				this.observation.stop();
			}
		}

	}

}
