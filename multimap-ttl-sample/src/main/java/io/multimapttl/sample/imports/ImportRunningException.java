package io.multimapttl.sample.imports;

/**
 * There is an import already.
 */
class ImportRunningException extends RuntimeException {

	ImportRunningException() {
		super("Another import is running; try again when it is done");
	}

}
