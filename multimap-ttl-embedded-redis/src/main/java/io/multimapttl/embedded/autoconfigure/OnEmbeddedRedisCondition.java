package io.multimapttl.embedded.autoconfigure;

import java.util.Optional;

import org.springframework.aot.AotDetector;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if the properties configure no other Redis and do not switch the embedded one
 * off. Where an application is not in development it has to be switched on: one that was
 * deployed without a configured Redis would otherwise send its data to a server that
 * loses them. Ahead-of-time processing fixes the outcome, so the same is true there.
 */
class OnEmbeddedRedisCondition extends SpringBootCondition {

	static final String ENABLED = EmbeddedRedisProperties.PREFIX + ".enabled";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Embedded Redis");
		return reasonAgainst(context.getEnvironment())
			.map((reason) -> ConditionOutcome.noMatch(message.because(reason)))
			.orElseGet(() -> ConditionOutcome.match(message.because("no property configures a Redis")));
	}

	/**
	 * Returns why the properties allow no embedded Redis.
	 * @param environment the environment with the properties
	 * @return the reason, or nothing if they allow it
	 */
	static Optional<String> reasonAgainst(Environment environment) {
		Boolean enabled = environment.getProperty(ENABLED, Boolean.class);
		if (Boolean.FALSE.equals(enabled)) {
			return Optional.of("'%s' is false".formatted(ENABLED));
		}
		Optional<RedisProperty> redis = RedisProperty.findIn(environment);
		if (redis.isPresent()) {
			return redis.map("'%s' configures a Redis"::formatted);
		}
		if (enabled != null) {
			return Optional.empty();
		}
		if (isAheadOfTime(environment)) {
			return Optional.of("with ahead-of-time processing there is none unless '%s' is true".formatted(ENABLED));
		}
		return ProductionSign.findIn(environment).map((sign) -> "%s, and '%s' is not true".formatted(sign, ENABLED));
	}

	/**
	 * Returns why there is no embedded Redis where there would be one in development.
	 * @param environment the environment with the properties
	 * @return the sign that it is not in development, or nothing if this is not the
	 * reason
	 */
	static Optional<ProductionSign> signAgainst(Environment environment) {
		boolean undecided = environment.getProperty(ENABLED) == null && RedisProperty.findIn(environment).isEmpty()
				&& !isAheadOfTime(environment);
		return undecided ? ProductionSign.findIn(environment) : Optional.empty();
	}

	private static boolean isAheadOfTime(Environment environment) {
		return environment.getProperty(AbstractAotProcessor.AOT_PROCESSING, Boolean.class, false)
				|| AotDetector.useGeneratedArtifacts();
	}

}
