package io.multimapttl.autoconfigure;

import java.util.Collection;
import java.util.stream.Collectors;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;

/**
 * Says how to choose one of several multimaps with values of the same type. It comes
 * before Spring Boot's analyzer, which does not know that the ids are the names to choose
 * by.
 */
class AmbiguousMultiMapFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoUniqueBeanDefinitionException>
		implements Ordered {

	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType wanted = cause.getResolvableType();
		Collection<String> found = cause.getBeanNamesFound();
		if (wanted == null || found == null
				|| (wanted.toClass() != MultiMapWithTTL.class && wanted.toClass() != RedisMultiMapWithTTL.class)) {
			return null;
		}
		String ids = found.stream().map((id) -> String.format("%n    %s", id)).collect(Collectors.joining());
		return new FailureAnalysis(
				String.format("%s required one bean of type '%s', but there are %d multimaps of that type:%n%s",
						(description != null) ? description : "A component", wanted, found.size(), ids),
				String.format(
						"Say which one by its id, with @Qualifier(\"%s\") for instance. Without it the name of the field or "
								+ "parameter has to be the id; that of a parameter is known only to code that was "
								+ "compiled with '-parameters'.",
						found.iterator().next()),
				cause);
	}

}
