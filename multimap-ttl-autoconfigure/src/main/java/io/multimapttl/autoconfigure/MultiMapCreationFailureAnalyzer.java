package io.multimapttl.autoconfigure;

import io.multimapttl.redis.MultiMapWithTTLFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanInstantiationException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why a configured multimap cannot be created. For example, its keys could be
 * those of another multimap, or its values need a library that is missing. The message of
 * the factory says what to do.
 */
class MultiMapCreationFailureAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
		for (Throwable failure = cause; failure != null; failure = failure.getCause()) {
			if (failure instanceof BeanCreationException creation && isRefusedByFactory(creation.getCause())) {
				return explain(creation);
			}
		}
		return null;
	}

	private static boolean isRefusedByFactory(@Nullable Throwable failure) {
		return failure instanceof BeanInstantiationException instantiation
				&& instantiation.getConstructingMethod() != null
				&& instantiation.getConstructingMethod().getDeclaringClass() == MultiMapWithTTLFactory.class
				&& instantiation.getCause() instanceof IllegalArgumentException;
	}

	private static FailureAnalysis explain(BeanCreationException failure) {
		String id = String.valueOf(failure.getBeanName());
		String properties = id.equals(MultiMapTtlProperties.DEFAULT_ID) ? MultiMapTtlProperties.PREFIX
				: MultiMapTtlProperties.property(id);
		return new FailureAnalysis(
				"The multimap '" + id + "' cannot be made:" + System.lineSeparator() + System.lineSeparator() + "    "
						+ failure.getMostSpecificCause().getMessage(),
				"Change what is configured below '" + properties + "', or what the message names.", failure);
	}

}
