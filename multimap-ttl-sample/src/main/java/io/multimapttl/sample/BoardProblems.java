package io.multimapttl.sample;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.multimapttl.MultiMapException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers errors with problem details
 * (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). They say which
 * parameter was wrong, but nothing about the address of Redis.
 */
@RestControllerAdvice
class BoardProblems extends ResponseEntityExceptionHandler {

	private final boolean ownRedis;

	/**
	 * Creates the advice.
	 * @param beans has the connection details of the Redis that the board started, if
	 * there is one
	 */
	BoardProblems(BeanFactory beans) {
		this.ownRedis = beans.containsBean("embeddedRedisConnectionDetails");
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
			HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		List<Rejection> rejections = ex.getParameterValidationResults().stream().flatMap(Rejection::of).toList();
		return refuse(ex, rejections, headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		Rejection rejection = new Rejection(ex.getPropertyName(), "must be " + wanted(ex.getRequiredType()));
		return refuse(ex, List.of(rejection), headers, status, request);
	}

	private static String wanted(@Nullable Class<?> type) {
		if (type == Duration.class) {
			return "a duration such as 45s or PT45S, or a number of seconds";
		}
		if (type != null && type.isEnum()) {
			return Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(" or "));
		}
		return "a whole number";
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
			MissingServletRequestParameterException ex, HttpHeaders headers, HttpStatusCode status,
			WebRequest request) {
		return refuse(ex, List.of(new Rejection(ex.getParameterName(), "must be given")), headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		List<Rejection> rejections = ex.getFieldErrors()
			.stream()
			.map((error) -> new Rejection(error.getField(), error.getDefaultMessage()))
			.toList();
		return refuse(ex, rejections, headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		Rejection rejection = new Rejection("body",
				"must be JSON such as {\"running\": true, \"couriers\": 15, \"speed\": 1}");
		return refuse(ex, List.of(rejection), headers, status, request);
	}

	private @Nullable ResponseEntity<Object> refuse(Exception ex, List<Rejection> rejections, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		String detail = rejections.stream().map(Rejection::toString).collect(Collectors.joining("; "));
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setProperty("errors", rejections);
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	@ExceptionHandler
	@Nullable ResponseEntity<Object> handleRefused(RefusedException ex, WebRequest request) {
		return refuse(ex, List.of(new Rejection(ex.field(), ex.problem())), new HttpHeaders(), HttpStatus.BAD_REQUEST,
				request);
	}

	@ExceptionHandler
	ProblemDetail handleMultiMap(MultiMapException ex) {
		this.logger.error("Redis holds foreign data under a key of the board", ex);
		return ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR,
				"Redis holds foreign data under a key of the board");
	}

	@ExceptionHandler
	ProblemDetail handleDataAccess(DataAccessException ex) {
		// Without the stack trace, because every open page asks again each second
		this.logger.warn("Redis did not do what the board asked for: " + ex.getMostSpecificCause());
		ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.SERVICE_UNAVAILABLE);
		problem.setDetail(this.ownRedis
				? "The Redis that the board started does not answer; if it has ended, start the board again"
				: "The board cannot use its Redis at the moment");
		// Whether the page can tell people to wait
		problem.setProperty("staysSo", this.ownRedis);
		return problem;
	}

	/**
	 * Why a parameter was refused.
	 *
	 * @param field the name of the parameter
	 * @param message what is wrong with it
	 */
	record Rejection(@Nullable String field, @Nullable String message) {

		static Stream<Rejection> of(ParameterValidationResult result) {
			String field = result.getMethodParameter().getParameterName();
			return result.getResolvableErrors()
				.stream()
				.map((error) -> new Rejection(field, error.getDefaultMessage()));
		}

		@Override
		public String toString() {
			return this.field + " " + this.message;
		}

	}

}
