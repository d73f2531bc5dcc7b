package io.multimapttl.embedded;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an embedded server cannot be started. The message says what went wrong and
 * then what to do about it.
 */
public class EmbeddedRedisException extends RuntimeException {

	private static final String ALTERNATIVES = "configure a Redis of your own with the property"
			+ " 'spring.data.redis.url', or put the mock 'com.github.fppt:jedis-mock' on the class path and set"
			+ " 'multimap.ttl.embedded-redis.mock=true'.";

	private final String problem;

	private final String remedy;

	/**
	 * Create an exception whose remedy is that given, followed by what always helps: a
	 * Redis of one's own, or the mock.
	 * @param problem what went wrong, as one or more sentences
	 * @param remedy what the reader can do about it, without a full stop
	 * @param cause the cause, if there is one
	 */
	public EmbeddedRedisException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem + System.lineSeparator() + remedyAndAlternatives(remedy), cause);
		this.problem = problem;
		this.remedy = remedyAndAlternatives(remedy);
	}

	/**
	 * Return what went wrong.
	 * @return one or more sentences
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Return what to do about it.
	 * @return a sentence that ends with what always helps: a Redis of one's own, or the
	 * mock
	 */
	public String getRemedy() {
		return this.remedy;
	}

	private static String remedyAndAlternatives(String remedy) {
		return remedy + ", or " + ALTERNATIVES;
	}

}
