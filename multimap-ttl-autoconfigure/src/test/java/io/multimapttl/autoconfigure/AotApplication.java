package io.multimapttl.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.micrometer.observation.ObservationRegistry;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.actuate.MultiMapsEndpoint;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.CourierBoard;
import io.multimapttl.testsupport.ReactiveCourierBoard;
import io.multimapttl.testsupport.UnreachableConnectionFactory;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application that is processed ahead of time. Its {@link #run} is called in another
 * class loader, so it takes and returns types of the JDK only.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, JacksonAutoConfiguration.class,
		ObservationAutoConfiguration.class, MultiMapTtlAutoConfiguration.class,
		MultiMapTtlObservationAutoConfiguration.class, MultiMapTtlEndpointAutoConfiguration.class })
@Import({ CourierBoard.class, ReactiveCourierBoard.class })
public class AotApplication {

	@Bean
	@MultiMapRedis
	LettuceConnectionFactory markedConnectionFactory() {
		return new UnreachableConnectionFactory("marked");
	}

	@Bean
	LettuceConnectionFactory otherConnectionFactory() {
		return new UnreachableConnectionFactory("other");
	}

	/**
	 * Starts what AOT processing made of the application.
	 * @param initializer the name of the generated initializer
	 * @param properties the run-time environment
	 * @return what was found, by what was looked for
	 */
	public static Map<String, Object> run(String initializer, String... properties) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			TestPropertyValues.of(properties).applyTo(context);
			initialize(initializer, context);
			context.refresh();
			Map<String, Object> found = new TreeMap<>();
			found.put("board", context.getBean(CourierBoard.class).describe());
			found.put("reactiveBoard", context.getBean(ReactiveCourierBoard.class).describe());
			found.put("names", Arrays.stream(context.getBeanNamesForType(MultiMapWithTTL.class)).sorted().toList());
			RedisMultiMapWithTTL<?> couriers = context.getBean("couriers", RedisMultiMapWithTTL.class);
			found.put("ttl", couriers.getDefaultTtl());
			found.put("maxValues", couriers.getMaxValues());
			found.put("whenFull", couriers.getWhenFull().name());
			found.put("keyPrefix", couriers.getKeyPrefix());
			found.put("valueType", couriers.getValueType());
			found.put("endpoint",
					context.getBean(MultiMapsEndpoint.class)
						.multiMaps()
						.multiMaps()
						.stream()
						.map(MultiMapsEndpoint.MultiMapDescriptor::id)
						.toList());
			List<String> observed = new ArrayList<>();
			context.getBean(ObservationRegistry.class)
				.observationConfig()
				.observationPredicate((name, observation) -> observed.add(name))
				.observationHandler((observation) -> true);
			found.put("redis", catchThrowable(() -> couriers.size("zone")).getMessage().replaceFirst(".*: ", ""));
			found.put("observed", observed);
			return found;
		}
	}

	@SuppressWarnings("unchecked")
	private static void initialize(String initializer, GenericApplicationContext context) {
		try {
			Class<?> type = Class.forName(initializer);
			((ApplicationContextInitializer<ConfigurableApplicationContext>) type.getConstructor().newInstance())
				.initialize(context);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
