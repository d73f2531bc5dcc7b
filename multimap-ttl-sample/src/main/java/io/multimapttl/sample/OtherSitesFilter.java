package io.multimapttl.sample;

import java.io.IOException;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Protects the board, which asks nobody who they are, from pages of other sites in a
 * browser on the same machine.
 * <ul>
 * <li>Such a page can send requests, but the browser tells its origin.</li>
 * <li>It can have its own host name resolved to this machine ("DNS rebinding"), but then
 * that name is the host.</li>
 * <li>It can show the board in a frame and get people to click on it, unless the headers
 * forbid that. They also forbid scripts that the board does not bring along.</li>
 * </ul>
 */
@Component
class OtherSitesFilter extends OncePerRequestFilter {

	private static final String POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	private final Set<String> hosts;

	OtherSitesFilter(BoardProperties properties) {
		this.hosts = Set.copyOf(properties.hosts());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Frame-Options", "DENY");
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
		String problem = problem(request);
		if (problem == null) {
			chain.doFilter(request, response);
		}
		else {
			response.setStatus(HttpServletResponse.SC_FORBIDDEN);
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.getWriter().write("{\"status\":403,\"detail\":\"" + problem + "\"}");
		}
	}

	private @Nullable String problem(HttpServletRequest request) {
		if (!this.hosts.contains(request.getServerName())) {
			return "The board does not answer to this host name; board.hosts are those that it answers to";
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin != null && !origin.endsWith("://" + request.getHeader(HttpHeaders.HOST))) {
			return "The board does not answer to pages of other sites";
		}
		return null;
	}

}
