package io.multimapttl.observation;

import java.util.function.Supplier;

import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.multimapttl.redis.MultiMapWithTTLDecorator;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Makes every call on a multimap that talks to Redis an
 * {@link io.micrometer.observation.Observation Observation}, described by
 * {@link MultiMapObservationDocumentation}. Pass it to
 * {@link MultiMapWithTTLFactory.Builder#decorator}. Spring Boot does so if there is an
 * {@link ObservationRegistry} bean.
 * <ul>
 * <li>One call of a method is one observation, however many round trips it takes. That
 * includes calls that are refused, and calls that have nothing to send.</li>
 * <li>A stream is observed until it is exhausted, fails or is closed. So the time
 * includes that of the code that reads the stream.</li>
 * <li>Keys, errors and the names of spans contain no name and no value of a multimap. An
 * exception whose message contains a name is observed as another one of the same class,
 * without the name.</li>
 * </ul>
 */
public final class MultiMapObservations implements MultiMapWithTTLDecorator {

	private final Supplier<? extends @Nullable ObservationRegistry> registry;

	private final @Nullable MultiMapObservationConvention convention;

	private final boolean off;

	private MultiMapObservations(Supplier<? extends @Nullable ObservationRegistry> registry,
			@Nullable MultiMapObservationConvention convention, boolean off) {
		this.registry = registry;
		this.convention = convention;
		this.off = off;
	}

	/**
	 * Creates observations with the default convention, or with a
	 * {@link GlobalObservationConvention} of the registry.
	 * @param registry the registry; with {@link ObservationRegistry#NOOP} multimaps stay
	 * as they are
	 * @return observations, to be given to a factory
	 */
	public static MultiMapObservations of(ObservationRegistry registry) {
		return of(registry, null);
	}

	/**
	 * Creates observations with a convention.
	 * @param registry the registry; with {@link ObservationRegistry#NOOP} multimaps stay
	 * as they are
	 * @param convention the convention, or {@code null} for the default one
	 * @return observations, to be given to a factory
	 */
	public static MultiMapObservations of(ObservationRegistry registry,
			@Nullable MultiMapObservationConvention convention) {
		Assert.notNull(registry, "'registry' must not be null");
		return new MultiMapObservations(() -> registry, convention, registry == ObservationRegistry.NOOP);
	}

	/**
	 * Creates observations with a registry that is supplied on the first call on each
	 * multimap, because beans that the registry depends on may need a multimap.
	 * @param registry supplies the registry; as long as it supplies {@code null}, calls
	 * are not observed, and the next call asks it again
	 * @param convention the convention, or {@code null} for the default one
	 * @return observations, to be given to a factory
	 */
	public static MultiMapObservations deferred(Supplier<? extends @Nullable ObservationRegistry> registry,
			@Nullable MultiMapObservationConvention convention) {
		Assert.notNull(registry, "'registry' must not be null");
		return new MultiMapObservations(registry, convention, false);
	}

	@Override
	public <V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap) {
		return this.off ? multiMap
				: new ObservedMultiMap<>(multiMap, new CallObserver(multiMap.getId(), this.registry, this.convention));
	}

}
