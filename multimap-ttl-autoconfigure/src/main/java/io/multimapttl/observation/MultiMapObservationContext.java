package io.multimapttl.observation;

import io.micrometer.observation.Observation;

import org.springframework.util.Assert;

/**
 * What is known of a call on a multimap while it is observed. The name and the values
 * that the call is about are deliberately not part of it: a convention cannot tell what
 * it does not know.
 */
public class MultiMapObservationContext extends Observation.Context {

	private final String multiMapId;

	private final String operation;

	private volatile boolean completed;

	/**
	 * Creates a context.
	 * @param multiMapId the id of the multimap
	 * @param operation the operation, named as the method
	 */
	public MultiMapObservationContext(String multiMapId, String operation) {
		Assert.notNull(multiMapId, "'multiMapId' must not be null");
		Assert.notNull(operation, "'operation' must not be null");
		this.multiMapId = multiMapId;
		this.operation = operation;
	}

	/**
	 * Returns the id of the multimap.
	 * @return the id
	 */
	public String getMultiMapId() {
		return this.multiMapId;
	}

	/**
	 * Returns the operation, named as the method, such as {@code addAll}.
	 * @return the operation
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Returns whether the call has come to its end, without an error.
	 * @return {@code false} while it is running, and if it failed
	 */
	public boolean isCompleted() {
		return this.completed;
	}

	void complete() {
		this.completed = true;
	}

}
