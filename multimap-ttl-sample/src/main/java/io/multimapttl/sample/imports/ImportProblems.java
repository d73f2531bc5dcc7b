package io.multimapttl.sample.imports;

import tools.jackson.core.exc.JacksonIOException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers the errors that only an import can have. {@code BoardProblems} answers all
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
				"The upload was interrupted; the lines before that have been imported");
	}

	@ExceptionHandler
	ProblemDetail handleSlowUpload(ImportTooSlowException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.REQUEST_TIMEOUT,
				ex.getMessage() + "; the lines before that have been imported");
	}

	@ExceptionHandler
	ProblemDetail handleImport(ImportRunningException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
	}

}
