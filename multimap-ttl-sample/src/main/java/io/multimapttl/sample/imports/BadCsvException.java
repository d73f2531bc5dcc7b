package io.multimapttl.sample.imports;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a line of a CSV does not contain a zone and a courier.
 */
class BadCsvException extends RuntimeException {

	BadCsvException(long line, String problem, @Nullable Throwable cause) {
		super("Line %d %s".formatted(line, problem), cause);
	}

}
