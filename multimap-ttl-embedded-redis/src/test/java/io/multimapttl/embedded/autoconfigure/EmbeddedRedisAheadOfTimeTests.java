package io.multimapttl.embedded.autoconfigure;

import java.util.List;

import io.multimapttl.embedded.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedRedisAutoConfiguration} when an application is processed ahead
 * of time.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedRedisAheadOfTimeTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private final DefaultGenerationContext generationContext = new DefaultGenerationContext(
			new ClassNameGenerator(ClassName.get("com.example", "Application")), this.files);

	@Test
	void processedApplicationHasNoEmbeddedRedis() {
		process();
		assertThat(generatedSources()).anyMatch((path) -> path.contains("/DataRedisAutoConfiguration__"))
			.noneMatch((path) -> path.contains("/EmbeddedRedis"));
	}

	@Test
	void processedApplicationHasAnEmbeddedRedisIfItIsSwitchedOn(CapturedOutput output) {
		process("multimap.ttl.embedded-redis.enabled=true");
		assertThat(generatedSources()).anyMatch((path) -> path.contains("/EmbeddedRedisAutoConfiguration__"));
		assertThat(
				RuntimeHintsPredicates.resource().forResource("redis-server-" + EmbeddedRedis.VERSION + "-linux-amd64"))
			.accepts(this.generationContext.getRuntimeHints());
		assertThat(output).doesNotContain("started");
	}

	private void process(String... properties) {
		TestPropertyValues.of(AbstractAotProcessor.AOT_PROCESSING + "=true").applyToSystemProperties(() -> {
			try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
				TestPropertyValues.of(properties).applyTo(context);
				context.register(Configurations.getClasses(
						AutoConfigurations.of(EmbeddedRedisAutoConfiguration.class, DataRedisAutoConfiguration.class)));
				new ApplicationContextAotGenerator().processAheadOfTime(context, this.generationContext);
			}
			this.generationContext.writeGeneratedContent();
			return null;
		});
	}

	private List<String> generatedSources() {
		return List.copyOf(this.files.getGeneratedFiles(Kind.SOURCE).keySet());
	}

}
