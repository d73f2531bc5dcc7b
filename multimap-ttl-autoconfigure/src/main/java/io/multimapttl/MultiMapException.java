package io.multimapttl;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * Thrown if the multimap cannot use what is stored under a name: the key holds another
 * Redis type, or a value that the serializer cannot read. The message contains the
 * multimap and the name, cut and on one line, but never a stored value.
 * <p>
 * For failures of Redis or of the connection, Spring's other subclasses of
 * {@link org.springframework.dao.DataAccessException} are thrown.
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
