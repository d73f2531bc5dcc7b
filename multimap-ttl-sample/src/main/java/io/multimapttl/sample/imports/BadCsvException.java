package io.multimapttl.sample.imports;

import org.jspecify.annotations.Nullable;

/**
 * A line that is no courier in a zone.
 */
class BadCsvException extends RuntimeException {

	BadCsvException(long line, String problem, @Nullable Throwable cause) {
		super("Line %d %s".formatted(line, problem), cause);
	}

}
