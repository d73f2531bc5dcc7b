package io.multimapttl.sample.imports;

import java.time.Duration;

/**
 * Thrown if an import takes too long.
 */
class ImportTooSlowException extends RuntimeException {

	ImportTooSlowException(Duration limit) {
		super("An import must not take longer than " + limit.toSeconds() + " seconds");
	}

}
