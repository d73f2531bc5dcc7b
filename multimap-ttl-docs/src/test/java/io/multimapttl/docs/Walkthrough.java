package io.multimapttl.docs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.multimapttl.testsupport.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.testcontainers.DockerClientFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.stereotype.Component;

/**
 * Does what a reader does who follows a document from top to bottom: takes over its
 * configuration, then writes its code, and runs both.
 */
final class Walkthrough {

	private static final Log logger = LogFactory.getLog(Walkthrough.class);

	private static final Pattern CONTAINER = Pattern.compile("Container(?:<>)?\\(\"([^\"]+)\"\\)");

	private static final KnownProperties knownProperties = new KnownProperties();

	private static final Set<String> LANGUAGES = new TreeSet<>(
			Set.of("java", "kotlin", "yaml", "properties", "xml", "groovy", "json", "shell", "text"));

	private final URI redis;

	private final Path classes;

	private List<String> fields = List.of();

	/**
	 * Starts at the top of a document.
	 * @param redis where the application's Redis is, which is only used here
	 * @param classes an empty folder, for what the application's class path has of its
	 * own
	 */
	Walkthrough(URI redis, Path classes) {
		this.redis = redis;
		this.classes = classes;
	}

	void follow(Block block) throws Exception {
		switch (block.language()) {
			case "java" -> followJava(block);
			case "kotlin" -> followKotlin(block);
			case "yaml" -> followConfiguration(block, new YamlPropertySourceLoader());
			case "properties" -> followConfiguration(block, new PropertiesPropertySourceLoader());
			case "xml" -> PomFragment.parse(block.text()).check();
			case "groovy" -> GradleFragment.check(block.text());
			case "json" -> JsonMapper.shared().readTree(block.text());
			case "shell" -> checkShell(block);
			case "text" -> {
				// Output, and other things that nobody types or copies
			}
			default -> throw new AssertionError("The sample is marked as '" + block.language() + "'. Mark it as one of "
					+ LANGUAGES + ", where text is for output and for what is not checked; or tell "
					+ Walkthrough.class.getName() + " what to do with it");
		}
	}

	private void followConfiguration(Block block, PropertySourceLoader loader) throws Exception {
		List<String> keys = new ArrayList<>();
		for (PropertySource<?> source : loader.load(block.place(), resource(block))) {
			keys.addAll(Arrays.asList(((EnumerablePropertySource<?>) source).getPropertyNames()));
		}
		String first = keys.isEmpty() ? "" : keys.get(0).split("[.\\[]")[0];
		if (block.language().equals("yaml") && Set.of("services", "groups", "apiVersion").contains(first)) {
			// For Docker Compose, Prometheus, Kubernetes: it is valid YAML, that is all
			return;
		}
		if (!knownProperties.knowsFirstLevel(first)) {
			throw new AssertionError(
					"This is no configuration of a Spring Boot application, as no property starts with '" + first
							+ "'. If it is for another program, tell " + Walkthrough.class.getName() + " so");
		}
		List<String> complaints = keys.stream()
			.map(knownProperties::complaintAbout)
			.filter((complaint) -> !complaint.isEmpty())
			.toList();
		if (!complaints.isEmpty()) {
			throw new AssertionError("Properties that readers should not write: " + String.join("; ", complaints)
					+ ". If a library is missing, add it to the dependencies of multimap-ttl-docs");
		}
		for (String language : List.of("yaml", "properties")) {
			Files.deleteIfExists(this.classes.resolve("application." + language));
		}
		Files.writeString(this.classes.resolve("application." + block.language()), block.text());
		try (URLClassLoader classLoader = classLoader()) {
			withContextClassLoader(classLoader, () -> start(classLoader).close());
		}
	}

	private static ByteArrayResource resource(Block block) {
		return new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8), block.place());
	}

	private void followJava(Block block) throws Exception {
		JavaSample sample = JavaSample.of(block, this.fields);
		sample.compile(this.classes);
		try (URLClassLoader classLoader = classLoader()) {
			List<Class<?>> types = new ArrayList<>();
			for (String name : sample.classNames()) {
				types.add(classLoader.loadClass(name));
			}
			withContextClassLoader(classLoader, () -> run(sample, types, block, classLoader));
		}
		if (sample.kind() == JavaSample.Kind.STATEMENTS) {
			this.fields = sample.fields();
		}
	}

	private void followKotlin(Block block) throws Exception {
		KotlinSample sample = new KotlinSample(block);
		sample.compile(this.classes);
		try (URLClassLoader classLoader = classLoader()) {
			List<Class<?>> types = new ArrayList<>();
			for (String name : sample.classNames()) {
				types.add(classLoader.loadClass(name));
			}
			withContextClassLoader(classLoader, () -> runTypes(types, block, classLoader));
		}
	}

	private void run(JavaSample sample, List<Class<?>> types, Block block, URLClassLoader classLoader)
			throws Exception {
		if (sample.kind() == JavaSample.Kind.STATEMENTS) {
			runStatements(types.get(0), classLoader);
		}
		else {
			runTypes(types, block, classLoader);
		}
	}

	private void runTypes(List<Class<?>> types, Block block, URLClassLoader classLoader) {
		List<Class<?>> tests = types.stream().filter(Walkthrough::isTest).toList();
		if (!tests.isEmpty()) {
			runTests(tests, block);
			return;
		}
		Class<?>[] beans = types.stream()
			.filter((type) -> AnnotatedElementUtils.hasAnnotation(type, Component.class))
			.toArray(Class<?>[]::new);
		if (beans.length > 0) {
			start(classLoader, beans).close();
		}
	}

	private void runStatements(Class<?> type, URLClassLoader classLoader) throws Exception {
		try (ConfigurableApplicationContext context = start(classLoader)) {
			emptyRedis();
			Object statements = context.getAutowireCapableBeanFactory().createBean(type);
			try {
				type.getMethod("run").invoke(statements);
			}
			catch (InvocationTargetException ex) {
				if (ex.getCause() instanceof AssertionError error) {
					throw error;
				}
				throw ex;
			}
		}
	}

	private void emptyRedis() {
		RedisClient client = RedisClient.create(this.redis.toString());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			connection.sync().flushall();
		}
		finally {
			client.shutdown(Duration.ZERO, Duration.ZERO);
		}
	}

	private static boolean isTest(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods()).anyMatch((method) -> method.isAnnotationPresent(Test.class));
	}

	/**
	 * Runs tests, those with a container only where Docker answers and has the image.
	 */
	private static void runTests(List<Class<?>> tests, Block block) {
		Matcher container = CONTAINER.matcher(block.text());
		if (container.find() && !(RedisServer.usesContainers() && canBeHad(container.group(1)))) {
			logger.info(block + " was compiled, but not run: there is no container of " + container.group(1));
			return;
		}
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create()
			.execute(LauncherDiscoveryRequestBuilder.request()
				.selectors(tests.stream().map(DiscoverySelectors::selectClass).toList())
				.build(), listener);
		if (listener.getSummary().getTotalFailureCount() > 0 || listener.getSummary().getTestsSucceededCount() == 0) {
			StringWriter failures = new StringWriter();
			listener.getSummary().printTo(new PrintWriter(failures));
			listener.getSummary().printFailuresTo(new PrintWriter(failures));
			throw new AssertionError("The test does not pass: " + failures);
		}
	}

	/**
	 * Tells whether there is an image. Testcontainers would try for minutes to pull it.
	 */
	private static boolean canBeHad(String image) {
		DockerClient docker = DockerClientFactory.lazyClient();
		try {
			docker.inspectImageCmd(image).exec();
			return true;
		}
		catch (NotFoundException ex) {
			return canBePulled(docker, image);
		}
	}

	private static boolean canBePulled(DockerClient docker, String image) {
		try {
			return docker.pullImageCmd(image).start().awaitCompletion(1, TimeUnit.MINUTES);
		}
		catch (DockerException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private ConfigurableApplicationContext start(ClassLoader classLoader, Class<?>... beans) {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(classLoader),
				DocumentedApplication.class);
		application.addPrimarySources(Arrays.asList(beans));
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		return application.run("--spring.main.banner-mode=off", "--logging.level.root=error",
				"--logging.level.org.springframework.boot.diagnostics=off", "--spring.docker.compose.enabled=false",
				"--spring.data.redis.url=" + this.redis);
	}

	private URLClassLoader classLoader() throws IOException {
		return new URLClassLoader(new URL[] { this.classes.toUri().toURL() }, getClass().getClassLoader());
	}

	private static void withContextClassLoader(ClassLoader classLoader, Action action) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(classLoader);
		try {
			action.run();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static void checkShell(Block block) throws Exception {
		Process shell = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
		shell.getOutputStream().write(block.text().getBytes(StandardCharsets.UTF_8));
		shell.getOutputStream().close();
		String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (!shell.waitFor(10, TimeUnit.SECONDS) || shell.exitValue() != 0) {
			throw new AssertionError("A shell cannot read it: " + output);
		}
	}

	@FunctionalInterface
	private interface Action {

		void run() throws Exception;

	}

}
