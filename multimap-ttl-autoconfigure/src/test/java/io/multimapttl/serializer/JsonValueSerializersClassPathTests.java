package io.multimapttl.serializer;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import kotlin.Pair;
import kotlin.text.MatchGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonValueSerializers} with one Jackson, or none, on the class path.
 */
class JsonValueSerializersClassPathTests {

	private static final String WRITTEN = "5 and {\"x\":1,\"y\":2}";

	@Test
	void worksWithAllOfTheClassPath() throws Exception {
		assertThat(writtenWithout()).isEqualTo(WRITTEN);
	}

	@Test
	void worksWithoutKotlinAndJackson2() throws Exception {
		assertThat(writtenWithout("tools.jackson.module.", "kotlin.", "com.fasterxml.jackson.core.",
				"com.fasterxml.jackson.databind."))
			.isEqualTo(WRITTEN);
	}

	@Test
	void withoutTheKotlinModuleKotlinClassesAreRefusedNamingIt() throws Exception {
		try (WithoutPackages classLoader = new WithoutPackages("tools.jackson.module.")) {
			String dependency = " is a Kotlin class: add the dependency 'tools.jackson.module:jackson-module-kotlin'";
			assertThat(run(classLoader, WritingKotlin.class)).contains("kotlin.text.MatchGroup" + dependency,
					"its property 'pair' could never be read: kotlin.Pair" + dependency);
		}
	}

	@Test
	void moduleThatIsOnlyOnTheClassPathIsNotUsed(@TempDir Path jar) throws Exception {
		Path services = Files.createDirectories(jar.resolve("META-INF/services"));
		Files.writeString(services.resolve(JacksonModule.class.getName()), StrayModule.class.getName());
		try (WithoutPackages classLoader = new WithoutPackages()) {
			classLoader.addURL(jar.toUri().toURL());
			assertThat(run(classLoader, Writing.class)).isEqualTo(WRITTEN);
			assertThat(run(classLoader, WritingWithModulesThatAreFound.class)).isEqualTo("\"stray\"");
		}
	}

	@Test
	void withoutJacksonTextTypesWorkAndOthersAreRefusedNamingTheDependency() throws Exception {
		assertThat(writtenWithout("tools.jackson.", "com.fasterxml.jackson.")).startsWith("5 and Values of type ")
			.contains(Point.class.getName(), "org.springframework.boot:spring-boot-starter-jackson",
					"builder.serializer(new Jackson2JsonRedisSerializer<>(Point.class))");
	}

	@Test
	void contextClassLoaderThatHidesJacksonIsRespected() {
		assertThat(writtenWithContextClassLoader(new FilteredClassLoader(JsonMapper.class)))
			.contains("spring-boot-starter-jackson");
	}

	@Test
	void contextClassLoaderThatDoesNotKnowTheApplicationIsIgnored() {
		assertThat(writtenWithContextClassLoader(ClassLoader.getPlatformClassLoader())).isEqualTo(WRITTEN);
	}

	private static String writtenWithContextClassLoader(ClassLoader classLoader) {
		Thread thread = Thread.currentThread();
		ClassLoader original = thread.getContextClassLoader();
		thread.setContextClassLoader(classLoader);
		try {
			return new Writing().get();
		}
		finally {
			thread.setContextClassLoader(original);
		}
	}

	private static String writtenWithout(String... packages) throws Exception {
		try (WithoutPackages classLoader = new WithoutPackages(packages)) {
			return run(classLoader, Writing.class);
		}
	}

	private static String run(ClassLoader classLoader, Class<?> type) throws Exception {
		return (String) ((Supplier<?>) classLoader.loadClass(type.getName()).getDeclaredConstructor().newInstance())
			.get();
	}

	public record Point(int x, int y) {

	}

	public static class Writing implements Supplier<String> {

		@Override
		public String get() {
			ValueSerializers serializers = JsonValueSerializers.create();
			String text = new String(serializers.forType(Long.class).serialize(5L), StandardCharsets.UTF_8);
			try {
				return text + " and " + new String(serializers.forType(Point.class).serialize(new Point(1, 2)),
						StandardCharsets.UTF_8);
			}
			catch (IllegalArgumentException ex) {
				return text + " and " + ex.getMessage();
			}
		}

	}

	public static class WritingKotlin implements Supplier<String> {

		@Override
		public String get() {
			return refusal(MatchGroup.class) + refusal(Leg.class);
		}

		private static String refusal(Class<?> type) {
			try {
				return String.valueOf(JsonValueSerializers.create().forType(type));
			}
			catch (IllegalArgumentException ex) {
				return ex.getMessage();
			}
		}

	}

	public record Leg(Pair<String, Integer> pair) {

	}

	public static class WritingWithModulesThatAreFound implements Supplier<String> {

		@Override
		public String get() {
			return JsonMapper.builder()
				.addModules(MapperBuilder.findModules(getClass().getClassLoader()))
				.build()
				.writeValueAsString(new Point(1, 2));
		}

	}

	public static class StrayModule extends SimpleModule {

		public StrayModule() {
			addSerializer(Point.class, new StdSerializer<>(Point.class) {

				@Override
				public void serialize(Point point, JsonGenerator generator, SerializationContext context) {
					generator.writeString("stray");
				}

			});
		}

	}

	/**
	 * Loads everything anew from the class path, but for the classes of some packages.
	 */
	private static final class WithoutPackages extends URLClassLoader {

		private final String[] packages;

		WithoutPackages(String... packages) {
			super(classPath(), ClassLoader.getPlatformClassLoader());
			this.packages = packages;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (Arrays.stream(this.packages).anyMatch(name::startsWith)) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

		@Override
		protected void addURL(URL url) {
			super.addURL(url);
		}

		private static URL[] classPath() {
			return Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
				.splitAsStream(System.getProperty("java.class.path"))
				.map((entry) -> {
					try {
						return Path.of(entry).toUri().toURL();
					}
					catch (IOException ex) {
						throw new IllegalStateException(ex);
					}
				})
				.toArray(URL[]::new);
		}

	}

}
