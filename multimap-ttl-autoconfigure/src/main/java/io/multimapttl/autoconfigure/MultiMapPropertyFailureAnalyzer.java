package io.multimapttl.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Explains an invalid property below {@code multimap.ttl} and says what to write instead.
 * It comes before Spring Boot's analyzer of the same failures, which does not know what
 * to write.
 */
class MultiMapPropertyFailureAnalyzer extends AbstractFailureAnalyzer<Throwable> implements Ordered {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(MultiMapTtlProperties.PREFIX);

	private final @Nullable Environment environment;

	MultiMapPropertyFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, Throwable cause) {
		InvalidMultiMapPropertyException invalid = findCause(rootFailure, InvalidMultiMapPropertyException.class);
		if (invalid != null) {
			return explain(invalid, findProperty(invalid.getProperty()), invalid);
		}
		BindException unbound = findCause(rootFailure, BindException.class);
		if (unbound != null && PREFIX.isAncestorOf(unbound.getName())) {
			return analyze(unbound);
		}
		return null;
	}

	private @Nullable FailureAnalysis analyze(BindException unbound) {
		String name = unbound.getName().toString();
		ConfigurationProperty property = findProperty(name);
		InvalidMultiMapPropertyException invalid = UnreadableProperty.explain(name,
				unbound.getTarget().getType().resolve(Object.class), (property != null) ? property.getValue() : null);
		return (invalid != null) ? explain(invalid, property, unbound) : null;
	}

	private static FailureAnalysis explain(InvalidMultiMapPropertyException invalid,
			@Nullable ConfigurationProperty property, Throwable failure) {
		StringBuilder description = new StringBuilder();
		description.append(String.format("The configuration property '%s' is invalid:%n", invalid.getProperty()));
		if (property != null) {
			if (!invalid.isAboutName()) {
				description.append(String.format("%n    Value: \"%s\"", property.getValue()));
			}
			description.append(String.format("%n    Origin: %s", property.getOrigin()));
		}
		description.append(String.format("%n    Reason: %s", invalid.getReason()));
		return new FailureAnalysis(description.toString(), invalid.getRemedy(), failure);
	}

	private @Nullable ConfigurationProperty findProperty(String name) {
		if (this.environment == null) {
			return null;
		}
		ConfigurationPropertyName propertyName = ConfigurationPropertyName.adapt(name, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(propertyName);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

}
