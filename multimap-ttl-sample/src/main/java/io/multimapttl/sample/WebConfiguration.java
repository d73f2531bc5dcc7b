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
 * How what stands in a URL is read.
 */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

	/**
	 * Reads a ttl as the configuration of a multimap does: {@code 45s}, {@code PT45S}, or
	 * a plain number of seconds; and takes a zone whose name has a comma for one zone.
	 */
	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverter(String.class, Duration.class,
				(ttl) -> DurationStyle.detectAndParse(ttl, ChronoUnit.SECONDS));
		registry.removeConvertible(String.class, Collection.class);
	}

	/**
	 * Lets names contain slashes. Tomcat refuses encoded ones in a path unless told to
	 * leave them to Spring, which decodes each segment by itself.
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
