package io.multimapttl.embedded;

/**
 * Thrown when a server cannot listen on a port. This is the only failure after which
 * another attempt, with another port, can succeed.
 */
final class PortNotAvailableException extends Exception {

	private final transient EmbeddedRedisException failure;

	PortNotAvailableException(EmbeddedRedisException failure) {
		super(failure);
		this.failure = failure;
	}

	EmbeddedRedisException failure() {
		return this.failure;
	}

}
