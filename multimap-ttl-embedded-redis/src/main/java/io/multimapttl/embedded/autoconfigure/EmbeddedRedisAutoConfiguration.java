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
 * It comes as late as possible, but before Spring Boot's own auto-configuration of Redis,
 * so that other ways to provide a Redis have precedence.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(DataRedisConnectionDetails.class)
@Conditional(OnEmbeddedRedisCondition.class)
@ConditionalOnMissingBean({ DataRedisConnectionDetails.class, RedisConfiguration.class, RedisConnectionFactory.class })
@EnableConfigurationProperties(EmbeddedRedisProperties.class)
@ImportRuntimeHints(EmbeddedRedisRuntimeHints.class)
public final class EmbeddedRedisAutoConfiguration {

	// Lazy: without the connection factory of Spring Boot nothing needs these details,
	// and no server is started
	@Bean
	@Lazy
	EmbeddedRedisConnectionDetails embeddedRedisConnectionDetails(EmbeddedRedisProperties properties,
			Environment environment, ResourceLoader resourceLoader) {
		return EmbeddedRedisConnectionDetails.start(properties, environment, resourceLoader.getClassLoader());
	}

}
