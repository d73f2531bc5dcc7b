package io.multimapttl.embedded;

/**
 * Thrown when a server cannot listen on a port. The one failure after which another
 * attempt, on another port, may succeed.
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
