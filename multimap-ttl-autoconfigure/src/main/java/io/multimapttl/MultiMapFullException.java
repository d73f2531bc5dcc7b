package io.multimapttl;

/**
 * Thrown if a name has as many live values as it may have, and the multimap is configured
 * to refuse more ({@link WhenFull#REFUSE}). Nothing of the call was written under that
 * name; of a name that comes several times in a stream, nothing of the entry that did not
 * fit. The message contains the multimap, the name, cut and on one line, and the limit,
 * but no value.
 * <p>
 * Like that of {@link java.util.Queue#add}, this is an {@link IllegalStateException}: no
 * failure of Redis, so no {@link org.springframework.dao.DataAccessException}.
 */
public class MultiMapFullException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message the detail message
	 */
	public MultiMapFullException(String message) {
		super(message);
	}

}
