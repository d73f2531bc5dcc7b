package io.multimapttl.observation;

import io.micrometer.observation.Observation;

import org.springframework.util.Assert;

/**
 * The context of an observed call on a multimap. On purpose it does not contain the name
 * and the values of the call, so that a convention cannot give them away.
 */
public class MultiMapObservationContext extends Observation.Context {

	private final String multiMapId;

	private final String operation;

	private volatile boolean completed;

	/**
	 * Creates a context.
	 * @param multiMapId the id of the multimap
	 * @param operation the operation, which is the name of the method
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
	 * Returns the operation. It is the name of the method, such as {@code addAll}.
	 * @return the operation
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Returns whether the call has ended without an error.
	 * @return {@code false} while the call is running, and if it failed
	 */
	public boolean isCompleted() {
		return this.completed;
	}

	void complete() {
		this.completed = true;
	}

}
