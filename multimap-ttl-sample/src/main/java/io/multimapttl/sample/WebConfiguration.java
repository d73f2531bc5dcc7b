package io.multimapttl.sample;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Configures how URLs are read.
 */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

	/**
	 * Reads a ttl in the same way as the configuration of a multimap: {@code 45s},
	 * {@code PT45S}, or a plain number of seconds. A zone whose name contains a comma is
	 * still one zone.
	 */
	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverter(String.class, Duration.class,
				(ttl) -> DurationStyle.detectAndParse(ttl, ChronoUnit.SECONDS));
		registry.removeConvertible(String.class, Collection.class);
	}

	/**
	 * Allows slashes in names. By default Tomcat refuses encoded slashes in a path. It
	 * now passes them on to Spring, which decodes each segment separately.
	 */
	@Bean
	TomcatConnectorCustomizer slashesInNames() {
		String passThrough = EncodedSolidusHandling.PASS_THROUGH.getValue();
		return (connector) -> {
			connector.setEncodedSolidusHandling(passThrough);
			connector.setEncodedReverseSolidusHandling(passThrough);
		};
	}

}
