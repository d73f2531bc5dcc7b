package io.multimapttl.embedded;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an embedded server cannot be started. The message says what went wrong, and
 * then what to do about it.
 */
public final class EmbeddedRedisException extends RuntimeException {

	private static final String ALTERNATIVES = ", or configure another Redis with the property"
			+ " 'spring.data.redis.url', or put the mock 'com.github.fppt:jedis-mock' on the class path and set"
			+ " 'multimap.ttl.embedded-redis.mock' to true.";

	/** What went wrong. */
	private final String problem;

	/** What the reader can do about it. */
	private final String remedy;

	/**
	 * Creates an exception.
	 * @param problem what went wrong
	 * @param remedy what the reader can do about it
	 * @param cause the cause, if there is one
	 */
	public EmbeddedRedisException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem + System.lineSeparator() + remedy, cause);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Creates an exception. Two remedies that always help are added to the given one: to
	 * configure another Redis, or to use the mock.
	 * @param problem what went wrong
	 * @param remedy what the reader can do about it, without a full stop
	 * @param cause the cause, if there is one
	 * @return the exception
	 */
	static EmbeddedRedisException withAlternatives(String problem, String remedy, @Nullable Throwable cause) {
		return new EmbeddedRedisException(problem, remedy + ALTERNATIVES, cause);
	}

	/**
	 * Returns what went wrong.
	 * @return one or more sentences, and the server's last output if it had started
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Returns what to do about it.
	 * @return one or more sentences
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
