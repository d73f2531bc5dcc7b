package io.multimapttl.embedded.autoconfigure;

import io.multimapttl.embedded.EmbeddedRedisException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows on the failure page why an embedded Redis did not start, and what to do.
 */
class EmbeddedRedisFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedRedisException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedRedisException cause) {
		return new FailureAnalysis(cause.getProblem(), cause.getRemedy(), cause);
	}

}
