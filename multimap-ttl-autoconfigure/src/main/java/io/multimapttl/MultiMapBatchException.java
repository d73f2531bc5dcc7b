package io.multimapttl;

import java.util.List;

/**
 * Thrown if some names of a batch could not be written, because their keys hold another
 * Redis type. All other names of the batch were written.
 */
public class MultiMapBatchException extends MultiMapException {

	private static final long serialVersionUID = 1L;

	/** The names in the order of the batch. */
	private final List<String> failedNames;

	/**
	 * Creates an exception.
	 * @param message the detail message
	 * @param failedNames the names that failed, in the order of the batch
	 */
	public MultiMapBatchException(String message, List<String> failedNames) {
		super(message);
		this.failedNames = List.copyOf(failedNames);
	}

	/**
	 * Returns the names that failed, in the order of the batch.
	 * @return the failed names, unmodifiable and not empty
	 */
	public List<String> getFailedNames() {
		return this.failedNames;
	}

}
