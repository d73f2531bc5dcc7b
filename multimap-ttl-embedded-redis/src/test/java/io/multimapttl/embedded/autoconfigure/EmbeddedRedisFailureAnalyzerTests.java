package io.multimapttl.embedded.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;

import io.multimapttl.embedded.EmbeddedRedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link EmbeddedRedisFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedRedisFailureAnalyzerTests {

	@Test
	void tellsProblemAndRemedyOfTheCause() {
		EmbeddedRedisException cause = new EmbeddedRedisException("It is broken.", "Mend it.", null);
		FailureAnalysis analysis = new EmbeddedRedisFailureAnalyzer().analyze(new IllegalStateException(cause));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("It is broken.");
		assertThat(analysis.getAction()).isEqualTo("Mend it.");
		assertThat(analysis.getCause()).isSameAs(cause);
	}

	@Test
	void applicationWhoseEmbeddedRedisFailsShowsThePage(@TempDir Path folder, CapturedOutput output) {
		Path missing = folder.resolve("missing");
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.build();
		TestPropertyValues.of("java.io.tmpdir=" + missing).applyToSystemProperties(() -> {
			assertThatException().isThrownBy(application::run).withRootCauseInstanceOf(IOException.class);
			return null;
		});
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Description:")
			.contains("cannot be unpacked into the temporary folder '" + missing + "'")
			.contains("Action:")
			.contains("spring.data.redis.url")
			.contains("jedis-mock");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ EmbeddedRedisAutoConfiguration.class, DataRedisAutoConfiguration.class })
	static class Application {

	}

}
