package io.multimapttl.embedded.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that tells why no embedded Redis is
 * started, where nothing but a sign of production speaks against it.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(DataRedisConnectionDetails.class)
@Conditional(UnaskedRedisAutoConfiguration.OnSignOfProduction.class)
@ConditionalOnMissingBean({ DataRedisConnectionDetails.class, RedisConfiguration.class, RedisConnectionFactory.class })
public final class UnaskedRedisAutoConfiguration {

	private static final Log logger = LogFactory.getLog(UnaskedRedisAutoConfiguration.class);

	UnaskedRedisAutoConfiguration(Environment environment) {
		OnEmbeddedRedisCondition.signAgainst(environment)
			.ifPresent((sign) -> logger
				.warn(("No Redis is configured, and no embedded one is started: %s. Set 'spring.data.redis.url' to"
						+ " use a real one. Set '%s' to true to start an embedded one, whose data is lost when the"
						+ " application stops, or to false to be rid of this message.")
					.formatted(sign, OnEmbeddedRedisCondition.ENABLED)));
	}

	/**
	 * Matches if the embedded Redis would be there in development.
	 */
	static class OnSignOfProduction extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return new ConditionOutcome(OnEmbeddedRedisCondition.signAgainst(context.getEnvironment()).isPresent(),
					ConditionMessage.forCondition("Embedded Redis").because("its absence may have to be explained"));
		}

	}

}
