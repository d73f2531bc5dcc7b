package io.multimapttl.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless {@code multimap.ttl.enabled} is false, as binding reads it: {@code on},
 * {@code yes} and {@code 1} are true as well, and what is no boolean is an error. Spring
 * Boot's condition takes all but {@code true} for false.
 */
class OnMultiMapsEnabledCondition extends SpringBootCondition {

	private static final String ENABLED = MultiMapTtlProperties.PREFIX + ".enabled";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean enabled = isEnabled(context.getEnvironment());
		return new ConditionOutcome(enabled,
				ConditionMessage.forCondition("Multimaps").because("'" + ENABLED + "' is " + enabled));
	}

	static boolean isEnabled(Environment environment) {
		return Binder.get(environment).bind(ENABLED, Boolean.class).orElse(true);
	}

}
