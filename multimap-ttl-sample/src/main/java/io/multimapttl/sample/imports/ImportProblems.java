package io.multimapttl.sample.imports;

import tools.jackson.core.exc.JacksonIOException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers the errors that only an import can have, as {@code BoardProblems} answers all
 * others.
 */
@RestControllerAdvice(assignableTypes = ImportController.class)
class ImportProblems {

	@ExceptionHandler
	ProblemDetail handleCsv(BadCsvException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				ex.getMessage() + "; the lines before it have been imported");
	}

	@ExceptionHandler
	ProblemDetail handleBrokenUpload(JacksonIOException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"The file ended before its end; what was read of it has been imported");
	}

	@ExceptionHandler
	ProblemDetail handleImport(ImportRunningException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
	}

}
