package io.multimapttl.autoconfigure;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ObjectMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.task.TaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application's own beans are with multimaps what they are without.
 */
class ApplicationBeansTests {

	private final ApplicationContextRunner without = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
				DataRedisReactiveAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=redis.invalid", "spring.data.redis.database=3",
				"spring.data.redis.timeout=7s", "spring.data.redis.password=secret");

	private final ApplicationContextRunner with = this.without.withConfiguration(
			AutoConfigurations.of(MultiMapTtlAutoConfiguration.class, MultiMapTtlMetricsAutoConfiguration.class));

	@Test
	void redisBeansOfBootStayAsTheyAre() {
		this.without.run((plain) -> this.with.run((context) -> {
			assertThat(context).hasSingleBean(MultiMapTtlProperties.class);
			assertSameSettings(plain, context);
		}));
	}

	@Test
	void redisBeansOfTheApplicationStayAsTheyAre() {
		this.without.withUserConfiguration(OwnRedisConfiguration.class)
			.run((plain) -> this.with.withUserConfiguration(OwnRedisConfiguration.class).run((context) -> {
				assertThat(context).hasSingleBean(MultiMapTtlProperties.class);
				assertSameSettings(plain, context);
				assertThat(context.getBean(StringRedisTemplate.class).isExposeConnection()).isTrue();
			}));
	}

	@Test
	void settingsThatDifferAreNoticed() {
		this.without.run((plain) -> this.without.withUserConfiguration(OwnRedisConfiguration.class)
			.run((context) -> assertThat(settings(context)).isNotEqualTo(settings(plain))));
	}

	@Test
	void onlyBeansOfOurOwnTypesAreAdded() {
		this.without.run((plain) -> this.with.run((context) -> {
			Map<String, String> added = types(context);
			types(plain).forEach((name, type) -> assertThat(added.remove(name)).as(name).isEqualTo(type));
			assertThat(added.values()).isNotEmpty().allMatch((type) -> type.startsWith("io.multimapttl."));
		}));
	}

	@Test
	void noBeanIsAddedThatTheApplicationMayInjectByType() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MultiMapTtlAutoConfiguration.class,
					MultiMapTtlMetricsAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasSingleBean(MultiMapTtlProperties.class);
				for (Class<?> type : new Class<?>[] { RedisConnectionFactory.class, RedisTemplate.class,
						RedisSerializer.class, Clock.class, ObjectMapper.class, JacksonModule.class, Converter.class,
						ConversionService.class, TaskExecutor.class }) {
					assertThat(context).doesNotHaveBean(type);
				}
			});
	}

	private static void assertSameSettings(ListableBeanFactory plain, ListableBeanFactory context) {
		assertThat(settings(context)).isEqualTo(settings(plain)).isNotEmpty();
	}

	/**
	 * Returns the settings of all Redis beans, by bean and field. A field that holds
	 * neither a number, a text nor the like counts with its type, except that templates
	 * have to have the one connection factory.
	 */
	private static Map<String, Object> settings(ListableBeanFactory context) {
		Map<String, Object> settings = new TreeMap<>();
		context.getBeansOfType(RedisConnectionFactory.class).forEach((name, bean) -> addFields(settings, name, bean));
		context.getBeansOfType(LettuceConnectionFactory.class)
			.forEach((name, bean) -> addFields(settings, name + ".client", bean.getClientConfiguration()));
		context.getBeansOfType(LettuceConnectionFactory.class)
			.forEach((name, bean) -> addFields(settings, name + ".server", bean.getStandaloneConfiguration()));
		context.getBeansOfType(RedisTemplate.class).forEach((name, bean) -> {
			addFields(settings, name, bean);
			settings.put(name + "'s own factory",
					bean.getConnectionFactory() == context.getBean(RedisConnectionFactory.class));
		});
		return settings;
	}

	private static void addFields(Map<String, Object> settings, String name, Object bean) {
		ReflectionUtils.doWithFields(bean.getClass(), (field) -> {
			field.setAccessible(true);
			settings.put(name + "." + field.getDeclaringClass().getSimpleName() + "." + field.getName(),
					describe(field, bean));
		}, (field) -> !Modifier.isStatic(field.getModifiers()));
	}

	private static Object describe(Field field, Object bean) throws IllegalAccessException {
		Object value = field.get(bean);
		if (value == null) {
			return "null";
		}
		Class<?> type = value.getClass();
		boolean simple = ClassUtils.isSimpleValueType(type) || type == Duration.class;
		return simple ? value : type.getName().replaceAll("Lambda.*", "Lambda");
	}

	private static Map<String, String> types(AssertableApplicationContext context) {
		Map<String, String> types = new TreeMap<>();
		Arrays.stream(context.getBeanDefinitionNames())
			.forEach((name) -> types.put(name,
					String.valueOf(context.getType(name)).replaceFirst("^(class|interface) ", "")));
		return types;
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRedisConfiguration {

		@Bean
		LettuceConnectionFactory redisConnectionFactory() {
			LettuceConnectionFactory connectionFactory = new LettuceConnectionFactory("other.invalid", 6380);
			connectionFactory.setShareNativeConnection(false);
			connectionFactory.setValidateConnection(true);
			return connectionFactory;
		}

		@Bean
		StringRedisTemplate stringRedisTemplate(RedisConnectionFactory connectionFactory) {
			StringRedisTemplate template = new StringRedisTemplate(connectionFactory);
			template.setEnableTransactionSupport(true);
			template.setExposeConnection(true);
			return template;
		}

	}

}
