package io.multimapttl.sample.imports;

/**
 * Thrown if an import is already running.
 */
class ImportRunningException extends RuntimeException {

	ImportRunningException() {
		super("Another import is running; try again when it is done");
	}

}
