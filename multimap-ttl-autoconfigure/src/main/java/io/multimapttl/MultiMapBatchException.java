package io.multimapttl;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if some names of a batch could not be written or read, because their keys hold
 * another Redis type or a value that cannot be read, or because they are full. All other
 * names of the batch were written, or read: their values are in
 * {@link #getOtherValues()}.
 * <p>
 * It is a {@link org.springframework.dao.DataAccessException} also if names are only
 * full, although a {@link MultiMapFullException} is none: who handles outages should look
 * at {@link #getFailures()} first.
 */
public class MultiMapBatchException extends MultiMapException {

	private static final long serialVersionUID = 1L;

	/** By name, in the order of the batch. */
	private final Map<String, RuntimeException> failures;

	/** What was read. Values need not be serializable. */
	private final transient @Nullable Map<String, Collection<?>> otherValues;

	/**
	 * Creates an exception of a batch that writes.
	 * @param message the detail message
	 * @param failures the names that failed, in the order of the batch, each with the
	 * reason; not copied
	 */
	public MultiMapBatchException(String message, Map<String, ? extends RuntimeException> failures) {
		this(message, failures, Map.of());
	}

	/**
	 * Creates an exception of a batch that reads.
	 * @param message the detail message
	 * @param failures the names that failed, in the order of the batch, each with the
	 * reason; not copied
	 * @param otherValues what was read of the other names
	 */
	public MultiMapBatchException(String message, Map<String, ? extends RuntimeException> failures,
			Map<String, ? extends Collection<?>> otherValues) {
		super(message);
		this.failures = Collections.unmodifiableMap(failures);
		this.otherValues = new LinkedHashMap<>(otherValues);
	}

	/**
	 * Returns the names that failed, in the order of the batch.
	 * @return the failed names, unmodifiable and not empty
	 */
	public List<String> getFailedNames() {
		return List.copyOf(this.failures.keySet());
	}

	/**
	 * Returns why names failed, in the order of the batch: for each name what a call
	 * about this name alone would have thrown. A {@link MultiMapException} tells of
	 * another Redis type or a value that cannot be read, a {@link MultiMapFullException}
	 * of a name that is full. They may be made when they are asked for.
	 * @return the reasons by name, unmodifiable and not empty
	 */
	public Map<String, RuntimeException> getFailures() {
		return this.failures;
	}

	/**
	 * Returns what was read of the other names, as the method that threw this would have
	 * returned it: {@code Set<V>} for each name of
	 * {@link MultiMapWithTTL#getMany(Collection) getMany}, {@code List<ExpiringValue<V>>}
	 * for each of {@link MultiMapWithTTL#getManyWithExpiry(Collection)
	 * getManyWithExpiry}. <pre class="code">
	 * Map&lt;String, Set&lt;String&gt;&gt; couriers = ex.getOtherValues();
	 * </pre>
	 * @param <C> the type of a name's values, which is not checked
	 * @return the names that did not fail, with their values, unmodifiable; empty if the
	 * batch wrote, or if this exception was deserialized
	 */
	@SuppressWarnings("unchecked")
	public <C extends Collection<?>> Map<String, C> getOtherValues() {
		return (this.otherValues != null) ? (Map<String, C>) Collections.unmodifiableMap(this.otherValues) : Map.of();
	}

}
