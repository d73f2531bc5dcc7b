package io.multimapttl.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application that is started where some of the libraries are missing. Its
 * {@link #run} is called in another class loader, so it takes and returns types of the
 * JDK only.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
		JacksonAutoConfiguration.class, ObservationAutoConfiguration.class, MultiMapTtlAutoConfiguration.class,
		MultiMapTtlMetricsAutoConfiguration.class, MultiMapTtlObservationAutoConfiguration.class,
		MultiMapTtlEndpointAutoConfiguration.class })
@SuppressWarnings("removal")
public class MinimalApplication {

	/**
	 * Starts the application.
	 * @param properties its environment
	 * @return the names of its beans
	 */
	public static List<String> run(String... properties) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of(properties).applyTo(context);
			context.register(MinimalApplication.class);
			context.refresh();
			return Arrays.asList(context.getBeanDefinitionNames());
		}
	}

}
