package io.multimapttl.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.multimapttl.actuate.MultiMapsEndpoint;
import io.multimapttl.actuate.MultiMapsEndpointWebExtension;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.testsupport.Courier;
import io.multimapttl.testsupport.CourierBoard;
import io.multimapttl.testsupport.IsolatedClassPath;
import io.multimapttl.testsupport.ReactiveCourierBoard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.module.kotlin.KotlinModule;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.io.InputStreamSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests with an application that is processed ahead of time: the bean definitions are
 * generated as code, compiled, and started.
 */
class AheadOfTimeTests {

	@TempDir
	private static Path generated;

	private static String initializer;

	private static RuntimeHints hints;

	private static Map<String, Object> found;

	@BeforeAll
	static void processAheadOfTimeAndRun() throws Exception {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(AotApplication.class)), files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of(CourierBoard.properties())
				.and("multimap.ttl.maps.couriers.ttl=${COURIERS_TTL}",
						"multimap.ttl.maps.couriers.max-values=${COURIERS_MAX}",
						"management.endpoints.web.exposure.include=multimaps")
				.applyTo(context);
			context.register(AotApplication.class);
			initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation).reflectionName();
		}
		generation.writeGeneratedContent();
		hints = generation.getRuntimeHints();
		write(files);
		compile();
		found = run("COURIERS_TTL=30s", "multimap.ttl.maps.couriers.ttl=${COURIERS_TTL}", "COURIERS_MAX=3",
				"multimap.ttl.maps.couriers.max-values=${COURIERS_MAX}", "multimap.ttl.maps.couriers.when-full=refuse",
				"multimap.ttl.maps.couriers.value-type=java.lang.String", "multimap.ttl.maps.late.ttl=30s",
				"multimap.ttl.key-prefix=board");
	}

	@Test
	void multiMapsAreInjectedByNameQualifierAndValueType() {
		assertThat(found).containsEntry("board", CourierBoard.expected());
	}

	@Test
	void reactiveMultiMapsAreInjectedByNameQualifierAndValueType() {
		assertThat(found).containsEntry("reactiveBoard", ReactiveCourierBoard.expected());
	}

	@Test
	void markedConnectionFactoryIsUsed() {
		assertThat(found).containsEntry("redis", "marked");
	}

	@Test
	void keyPrefixAndTtlAreThoseOfTheRunTimeEnvironment() {
		assertThat(found).containsEntry("keyPrefix", "board.couriers").containsEntry("ttl", Duration.ofSeconds(30));
	}

	@Test
	void limitIsThatOfTheRunTimeEnvironment() {
		assertThat(found).containsEntry("maxValues", OptionalInt.of(3)).containsEntry("whenFull", "REFUSE");
	}

	@Test
	void idsAndValueTypesAreThoseOfTheBuild() {
		assertThat(found).containsEntry("names", List.of("couriers", "devices", "drivers", "vehicles"))
			.containsEntry("valueType", Long.class);
	}

	@Test
	void callsAreObserved() {
		assertThat(found).containsEntry("observed", List.of("multimap.operation"));
	}

	@Test
	void endpointShowsTheMultiMaps() {
		assertThat(found).containsEntry("endpoint", List.of("couriers", "devices", "drivers", "vehicles"));
	}

	@Test
	void nameThatNothingReadsFailsTheStart() {
		assertThatExceptionOfType(InvocationTargetException.class)
			.isThrownBy(() -> run("COURIERS_TTL=30s", "multimap.ttl.maps.couriers.tll=30s"))
			.havingRootCause()
			.withMessageContaining("Did you mean 'multimap.ttl.maps.couriers.ttl'?");
	}

	@Test
	void everyScriptIsKept() throws IOException {
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/multimapttl/redis/*.lua");
		assertThat(scripts).hasSizeGreaterThan(10)
			.allSatisfy((script) -> assertThat(
					RuntimeHintsPredicates.resource().forResource("io/multimapttl/redis/" + script.getFilename()))
				.accepts(hints));
	}

	@Test
	void jacksonIsFoundByName() throws Exception {
		// Not those of the application, whose mapper is a bean
		RuntimeHints own = new RuntimeHints();
		new MultiMapTtlRuntimeHints().registerHints(own, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onType(JsonMapper.class)).accepts(own);
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(KotlinModule.class.getConstructor()))
			.accepts(own);
	}

	@ParameterizedTest
	@ValueSource(strings = { "multiMaps", "multiMap", "deleteName" })
	void operationsOfTheEndpointAreKept(String operation) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(MultiMapsEndpoint.class, operation))
			.accepts(hints);
		if (!operation.equals("multiMaps")) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onMethodInvocation(MultiMapsEndpointWebExtension.class, operation)).accepts(hints);
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { MultiMapsEndpoint.MultiMapsDescriptor.class, MultiMapsEndpoint.MultiMapDescriptor.class,
			MultiMapsEndpoint.NameDescriptor.class, MultiMapsEndpoint.ValueDescriptor.class,
			MultiMapsEndpoint.DeletedNameDescriptor.class, MultiMapStatistics.class })
	void answersOfTheEndpointAreKept(Class<? extends Record> type) {
		for (RecordComponent component : type.getRecordComponents()) {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor())).accepts(hints);
		}
	}

	@Test
	void valueTypesAreKept() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection().onType(Long.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Courier.Vehicle.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Courier.Vehicle.class, "wheels"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(Courier.Vehicle.class.getDeclaredConstructor(int.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Courier.class, "id")).rejects(hints);
	}

	@Test
	void propertiesOfMultiMapsAreKept() {
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(MultiMapTtlProperties.MultiMap.class.getDeclaredConstructors()[0])).accepts(hints);
	}

	@ParameterizedTest
	@ValueSource(classes = { MultiMapTtlProperties.class, MultiMapsEndpointProperties.class })
	void propertiesAreKept(Class<?> type) {
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
			.accepts(hints);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> run(String... properties) throws Exception {
		return (Map<String, Object>) new IsolatedClassPath((entry) -> true).add(generated)
			.run(AotApplication.class, new Class<?>[] { String.class, String[].class }, initializer, properties);
	}

	private static void write(InMemoryGeneratedFiles files) throws IOException {
		for (GeneratedFiles.Kind kind : GeneratedFiles.Kind.values()) {
			for (Map.Entry<String, InputStreamSource> file : files.getGeneratedFiles(kind).entrySet()) {
				Path target = generated.resolve(file.getKey());
				Files.createDirectories(target.getParent());
				try (InputStream content = file.getValue().getInputStream()) {
					Files.copy(content, target);
				}
			}
		}
	}

	private static void compile() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager fileManager = compiler.getStandardFileManager(null, null, null);
				var sources = Files.walk(generated)) {
			List<Path> java = sources.filter((file) -> file.toString().endsWith(".java")).toList();
			List<String> options = Arrays.asList("-d", generated.toString(), "-proc:none", "-nowarn", "-classpath",
					System.getProperty("java.class.path"));
			assertThat(compiler
				.getTask(null, fileManager, null, options, null, fileManager.getJavaFileObjectsFromPaths(java))
				.call()).isTrue();
		}
	}

}
