package io.multimapttl.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Says which multimaps there are if the one that is injected is not among them. It comes
 * before Spring Boot's analyzer, which does not tell the types of values. No bean is
 * created for it.
 */
class MissingMultiMapFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException>
		implements Ordered {

	private static final Set<Class<?>> MULTI_MAPS = Set.of(MultiMapWithTTL.class, RedisMultiMapWithTTL.class,
			ReactiveMultiMapWithTTL.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	MissingMultiMapFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType wanted = cause.getResolvableType();
		if (wanted == null || cause.getNumberOfBeansFound() > 0 || !MULTI_MAPS.contains(wanted.toClass())) {
			return null;
		}
		String required = String.format("%s required a bean of type '%s' that could not be found.%n",
				(description != null) ? description : "A component", wanted)
				+ describe(annotationsOfInjectionPoint(rootFailure, cause));
		return (wanted.toClass() == ReactiveMultiMapWithTTL.class) ? explainReactive(required, cause)
				: explain(required, cause);
	}

	private static Annotation[] annotationsOfInjectionPoint(Throwable rootFailure, Throwable cause) {
		for (Throwable failure = rootFailure; failure != null; failure = failure.getCause()) {
			if (failure instanceof UnsatisfiedDependencyException unsatisfied && failure.getCause() == cause
					&& unsatisfied.getInjectionPoint() != null) {
				return unsatisfied.getInjectionPoint().getAnnotations();
			}
		}
		return new Annotation[0];
	}

	private static String describe(Annotation[] annotations) {
		return (annotations.length == 0) ? "" : Arrays.stream(annotations)
			.map((annotation) -> String.format("    %s%n", annotation))
			.collect(Collectors.joining("", String.format("%nThe injection point has these annotations:%n"), ""));
	}

	private FailureAnalysis explainReactive(String required, NoSuchBeanDefinitionException cause) {
		String multiMaps = list(ReactiveMultiMapWithTTL.class);
		if (!multiMaps.isEmpty()) {
			return new FailureAnalysis(String.format("%s%nThere are these reactive multimaps:%s", required, multiMaps),
					"Inject one of them, by the name of its bean or with the id of the multimap as @Qualifier, or configure "
							+ "another: 'multimap.ttl.maps.<id>.value-type' is the type of the values.",
					cause);
		}
		String blocking = list(MultiMapWithTTL.class);
		if (!blocking.isEmpty()) {
			return new FailureAnalysis(
					String.format("%s%nThere are these multimaps, and none that is reactive:%s", required, blocking),
					"Configured multimaps have a reactive form if Reactor is on the class path, and if the bean definition of "
							+ "the RedisConnectionFactory tells that it is reactive, as that of Lettuce is. Multimaps that the "
							+ "application defines have it with RedisMultiMapWithTTL.reactive().",
					cause);
		}
		return explainNone(required, cause);
	}

	private FailureAnalysis explain(String required, NoSuchBeanDefinitionException cause) {
		String multiMaps = list(MultiMapWithTTL.class);
		if (!multiMaps.isEmpty()) {
			return new FailureAnalysis(String.format("%s%nThere are these multimaps:%s", required, multiMaps),
					"Inject one of them, or configure another: 'multimap.ttl.maps.<id>.value-type' is the type of the values.",
					cause);
		}
		return explainNone(required, cause);
	}

	private FailureAnalysis explainNone(String required, NoSuchBeanDefinitionException cause) {
		if (!OnMultiMapsEnabledCondition.isEnabled(this.environment)) {
			return new FailureAnalysis(
					String.format("%s%nThere is no multimap, as 'multimap.ttl.enabled' is false.", required),
					"Remove that property, or inject an ObjectProvider, which may be empty.", cause);
		}
		return new FailureAnalysis(String.format("%s%nThere is no multimap.", required),
				"See that the auto-configuration of multimaps takes part, and that of several factories one is @Primary. "
						+ "To a test slice, @AutoConfigureInMemoryMultiMapWithTTL adds multimaps.",
				cause);
	}

	private String list(Class<?> type) {
		return Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false))
			.map((name) -> String.format("%n    %s: %s", name, typeOf(name)))
			.collect(Collectors.joining());
	}

	private ResolvableType typeOf(String name) {
		return this.beanFactory.containsBeanDefinition(name)
				? this.beanFactory.getMergedBeanDefinition(name).getResolvableType()
				: ResolvableType.forClass(this.beanFactory.getType(name, false));
	}

}
