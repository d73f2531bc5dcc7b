package io.multimapttl.embedded.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProductionSign}, and for what an application says that shows one.
 */
class ProductionSignTests {

	private static final String STARTED = "No Redis is configured: started an embedded";

	@TempDir
	private Path folder;

	private Path jar;

	@BeforeEach
	void packageTheApplication() throws IOException {
		this.jar = this.folder.resolve("application.jar");
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Application.class.getName());
		manifest.getMainAttributes()
			.put(Attributes.Name.CLASS_PATH,
					Arrays.stream(classPath().split(File.pathSeparator))
						.map((entry) -> Path.of(entry).toUri().toString())
						.collect(Collectors.joining(" ")));
		try (OutputStream file = Files.newOutputStream(this.jar)) {
			new JarOutputStream(file, manifest).close();
		}
	}

	@Test
	void packagedApplicationSaysWhatToWrite() throws Exception {
		assertThat(outputOf("-jar", this.jar.toString())).doesNotContain(STARTED)
			.containsOnlyOnce("WARN")
			.contains("this application is packaged")
			.contains("'spring.data.redis.url'")
			.contains("'multimap.ttl.embedded-redis.enabled' to true");
	}

	@Test
	void applicationOnAClassPathStartsTheEmbeddedRedis() throws Exception {
		assertThat(outputOf("-cp", classPath(), Application.class.getName())).contains(STARTED);
	}

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					jar:nested:/app/board.jar/!BOOT-INF/lib/embedded.jar!/, board.jar,             board.jar --server.port=0, true
					file:/app/BOOT-INF/lib/embedded.jar,     /app,               org.springframework.boot.loader.launch.JarLauncher, true
					file:/tomcat/webapps/board/WEB-INF/lib/embedded.jar, bootstrap.jar:juli.jar, org.apache.catalina.Bootstrap, true
					file:/app/lib/embedded.jar,              board.jar,          board.jar,                                    true
					file:/app/lib/embedded.jar,              board.jar,          board.jar.Main,                               false
					file:/home/ada/.m2/embedded.jar,         classes:embedded.jar, org.example.Board,                          false
					file:/home/ada/.m2/embedded.jar,         a.jar:b.jar,        /tmp/surefirebooter.jar /tmp/x,               false
					'',                                      '',                 '',                                           false
					""")
	void packagedIsWhatIsStartedFromAJarOrLiesInOne(String location, String classPath, String command,
			boolean packaged) {
		assertThat(ProductionSign.isPackaged(location, classPath.replace(":", File.pathSeparator), command))
			.isEqualTo(packaged);
	}

	@ParameterizedTest
	@CsvSource({ "prod, true", "production, true", "PROD, true", "prod-eu, true", "eu_production, true", "live, true",
			"dev, false", "test, false", "product, false", "delivery, false", "nonprod, false" })
	void productionIsToldByTheProfile(String profile, boolean production) {
		MockEnvironment environment = new MockEnvironment();
		environment.setActiveProfiles("eu", profile);
		assertThat(ProductionSign.findIn(environment)).map(ProductionSign::toString)
			.isEqualTo(production ? Optional.of("the profile '" + profile + "' is active") : Optional.empty());
	}

	private static String classPath() {
		return System.getProperty("java.class.path");
	}

	private String outputOf(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ EmbeddedRedisAutoConfiguration.class, UnaskedRedisAutoConfiguration.class,
			DataRedisAutoConfiguration.class })
	static class Application {

		public static void main(String[] args) {
			new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(args).close();
		}

	}

}
