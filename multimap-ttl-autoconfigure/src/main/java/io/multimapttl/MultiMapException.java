package io.multimapttl;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * What is stored under a name is not what the multimap can work with: the key holds
 * another Redis type, or a value that the serializer cannot read. The message tells the
 * multimap and the name, never a stored value.
 * <p>
 * Failures of Redis itself or of the way to it are Spring's own
 * {@link org.springframework.dao.DataAccessException} types.
 */
public class MultiMapException extends NonTransientDataAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message the detail message
	 */
	public MultiMapException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message the detail message
	 * @param cause the cause, if there is one
	 */
	public MultiMapException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
