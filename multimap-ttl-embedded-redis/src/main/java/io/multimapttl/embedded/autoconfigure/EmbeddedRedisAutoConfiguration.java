package io.multimapttl.embedded.autoconfigure;

import io.multimapttl.embedded.EmbeddedRedis;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that connects an application to an
 * {@link EmbeddedRedis} if neither its properties nor its beans say where its Redis is.
 * Comes as late as it can before Boot decides the same, so that whoever else brings a
 * Redis goes first.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(DataRedisConnectionDetails.class)
@Conditional(OnEmbeddedRedisCondition.class)
@ConditionalOnMissingBean({ DataRedisConnectionDetails.class, RedisConfiguration.class, RedisConnectionFactory.class })
@EnableConfigurationProperties(EmbeddedRedisProperties.class)
@ImportRuntimeHints(EmbeddedRedisRuntimeHints.class)
public final class EmbeddedRedisAutoConfiguration {

	// Lazy: without a connection factory of Boot's nobody asks for the details, and then
	// no server is started
	@Bean
	@Lazy
	EmbeddedRedisConnectionDetails embeddedRedisConnectionDetails(EmbeddedRedisProperties properties,
			Environment environment, ResourceLoader resourceLoader) {
		return EmbeddedRedisConnectionDetails.start(properties, environment, resourceLoader.getClassLoader());
	}

}
