package io.multimapttl.autoconfigure;

import java.time.Clock;

import io.multimapttl.redis.MultiMapWithTTLCustomizer;
import io.multimapttl.redis.MultiMapWithTTLDecorator;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.serializer.ValueSerializers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for multimaps on the application's
 * Redis: a {@link MultiMapWithTTLFactory} and the multimaps that
 * {@link MultiMapTtlProperties} describe.
 * <p>
 * The application's Redis beans are used as they are, and none of a type that it may
 * inject is added. Nothing connects before the first call on a multimap.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
		// Spring Boot 3.5
		"org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration" })
@ConditionalOnClass({ RedisConnectionFactory.class, RedisTemplate.class })
@Conditional(OnMultiMapsEnabledCondition.class)
@EnableConfigurationProperties(MultiMapTtlProperties.class)
@Import({ ValueSerializersConfigurations.Jackson.class, ValueSerializersConfigurations.NoJackson.class,
		MultiMapRegistrar.class })
@ImportRuntimeHints(MultiMapTtlRuntimeHints.class)
public final class MultiMapTtlAutoConfiguration {

	@Bean
	static PropertyNamesCheck multiMapPropertyNamesCheck(Environment environment) {
		return new PropertyNamesCheck(environment);
	}

	@Bean
	@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
	@ConditionalOnMissingBean
	MultiMapWithTTLFactory.Builder multiMapWithTTLFactoryBuilder(MultiMapTtlProperties properties,
			ValueSerializers serializers, ObjectProvider<MultiMapWithTTLCustomizer> customizers,
			ObjectProvider<MultiMapWithTTLDecorator> decorators,
			@MultiMapRedis ObjectProvider<RedisConnectionFactory> markedConnectionFactory,
			ObjectProvider<RedisConnectionFactory> connectionFactory) {
		MultiMapWithTTLFactory.Builder builder = MultiMapWithTTLFactory
			.builder(new RedisSelection(markedConnectionFactory, connectionFactory))
			.keyPrefix(properties.keyPrefix())
			.ttl(properties.defaultTtl())
			.purgeLimit(properties.purgeLimit())
			.precision(properties.precision())
			.connections(properties.connections())
			.replicaReads(properties.replicaReads())
			.namesPerCall(properties.namesPerCall())
			.unreadableValues(properties.unreadableValues())
			.whenFull(properties.whenFull())
			.maxNameSize(properties.maxNameSize())
			.maxValueSize(properties.maxValueSize())
			.serializers(serializers)
			.customizer(new PropertiesCustomizer(properties));
		if (properties.maxValues() != null) {
			builder.maxValues(properties.maxValues());
		}
		if (properties.clock() == MultiMapTtlProperties.ExpiryClock.SYSTEM) {
			builder.clock(Clock.systemUTC());
		}
		customizers.orderedStream().forEach(builder::customizer);
		decorators.orderedStream().forEach(builder::decorator);
		return builder;
	}

	@Bean
	@ConditionalOnMissingBean
	MultiMapWithTTLFactory multiMapWithTTLFactory(MultiMapWithTTLFactory.Builder builder) {
		return builder.build();
	}

}
