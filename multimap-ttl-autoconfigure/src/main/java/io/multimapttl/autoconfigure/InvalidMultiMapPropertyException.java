package io.multimapttl.autoconfigure;

/**
 * Thrown if a property below {@code multimap.ttl} has a value that no multimap can be
 * created with, or a name that nothing reads.
 */
final class InvalidMultiMapPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String reason;

	private final String remedy;

	private final boolean aboutName;

	/**
	 * Creates an exception for a value.
	 * @param property the name of the property, in canonical form
	 * @param reason why it is invalid, a sentence
	 * @param remedy what to write instead, a sentence
	 */
	InvalidMultiMapPropertyException(String property, String reason, String remedy) {
		this(property, reason, remedy, false);
	}

	private InvalidMultiMapPropertyException(String property, String reason, String remedy, boolean aboutName) {
		super("Property '" + property + "' is invalid. " + reason + " " + remedy);
		this.property = property;
		this.reason = reason;
		this.remedy = remedy;
		this.aboutName = aboutName;
	}

	/**
	 * Creates an exception for a name that nothing reads, or that is read as another one.
	 * @param property the name of the property as it is written
	 * @param reason why it is invalid, a sentence
	 * @param remedy what to write instead, a sentence
	 * @return the exception
	 */
	static InvalidMultiMapPropertyException ofName(String property, String reason, String remedy) {
		return new InvalidMultiMapPropertyException(property, reason, remedy, true);
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

	/**
	 * Returns whether the value has nothing to do with it. It is not shown then: nobody
	 * knows what it is.
	 * @return whether the name is invalid
	 */
	boolean isAboutName() {
		return this.aboutName;
	}

}
