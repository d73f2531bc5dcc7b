package io.multimapttl.sample;

import java.util.List;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.RequestHeadersSpec;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/**
 * What tests expect of answers over HTTP.
 */
public final class Http {

	private Http() {
	}

	/**
	 * Makes a request that has to succeed.
	 * @return what is in the body
	 */
	public static <T> T body(RequestHeadersSpec<?> request, Class<T> type) {
		return request.exchangeSuccessfully().expectBody(type).returnResult().getResponseBody();
	}

	/**
	 * Makes a request that has to succeed.
	 * @return the list that is in the body
	 */
	public static <T> List<T> list(RequestHeadersSpec<?> request, Class<T> type) {
		ParameterizedTypeReference<List<T>> list = ParameterizedTypeReference
			.forType(ResolvableType.forClassWithGenerics(List.class, type).getType());
		return request.exchangeSuccessfully().expectBody(list).returnResult().getResponseBody();
	}

	public static void expectNoContent(RequestHeadersSpec<?> request) {
		request.exchange().expectStatus().isNoContent();
	}

	/**
	 * Makes a request that has to be answered with a problem.
	 * @return the answer
	 */
	public static ResponseSpec problem(RequestHeadersSpec<?> request, int status) {
		ResponseSpec response = request.exchange();
		response.expectStatus().isEqualTo(status);
		response.expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
		return response;
	}

	/**
	 * Makes a request that has to be answered with a problem.
	 * @return the text of the answer
	 */
	public static String problemText(RequestHeadersSpec<?> request, int status) {
		return problem(request, status).expectBody(String.class).returnResult().getResponseBody();
	}

}
