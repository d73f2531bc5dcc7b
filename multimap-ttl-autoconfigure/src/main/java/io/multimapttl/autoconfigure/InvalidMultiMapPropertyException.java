package io.multimapttl.autoconfigure;

/**
 * Thrown if a property below {@code multimap.ttl} has a value that no multimap can be
 * created with.
 */
final class InvalidMultiMapPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String reason;

	private final String remedy;

	/**
	 * @param property the name of the property, in canonical form
	 * @param reason why it is invalid, a sentence
	 * @param remedy what to write instead, a sentence
	 */
	InvalidMultiMapPropertyException(String property, String reason, String remedy) {
		super("Property '" + property + "' is invalid. " + reason + " " + remedy);
		this.property = property;
		this.reason = reason;
		this.remedy = remedy;
	}

	String getProperty() {
		return this.property;
	}

	String getReason() {
		return this.reason;
	}

	String getRemedy() {
		return this.remedy;
	}

}
