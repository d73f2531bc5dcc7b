package io.multimapttl.docs;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;

import io.multimapttl.embedded.EmbeddedRedis;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that {@link Walkthrough} finds what is wrong with a sample.
 */
class WalkthroughTests {

	@AutoClose
	private static final EmbeddedRedis redis = EmbeddedRedis.start();

	@TempDir
	private Path folder;

	private Walkthrough walkthrough;

	@BeforeEach
	void open() {
		this.walkthrough = new Walkthrough(redis.getUri(), this.folder);
	}

	@Test
	void configurationFieldsAndAnswersBelongTogether() throws Exception {
		follow("yaml", "multimap.ttl.maps.scores.value-type: java.lang.Long");
		follow("java", "@Autowired", "MultiMapWithTTL<Long> scores;", "", "scores.add(\"ada\", 7L); // true",
				"scores.get(\"ada\");  // [7], hers");
		follow("java", "scores.size(\"ada\"); // 0, as each sample starts with an empty Redis");
		follow("yaml", "multimap.ttl.maps.names.value-type: java.lang.String");
		follow("java", "List.of(1).size(); // 1, and the field of before is not needed");
	}

	@Test
	void wrongAnswerIsFound() {
		assertWrong("What the comment says", "java", "List.of(1).size();  // 2");
		assertThatCode(() -> follow("java", "List.of(1).size();  // 1")).doesNotThrowAnyException();
	}

	@Test
	void constantThatIsNotTheAnswerIsFound() {
		assertWrong("What the comment says", "java", "DayOfWeek.of(1);  // TUESDAY");
		assertThatCode(() -> follow("java", "DayOfWeek.of(1);  // MONDAY, not TUESDAY")).doesNotThrowAnyException();
	}

	@Test
	void exceptionOfASampleIsFound() {
		assertThatExceptionOfType(InvocationTargetException.class)
			.isThrownBy(() -> follow("java", "List.of().get(0);"));
	}

	@Test
	void codeThatDoesNotCompileIsFoundWithItsLine() {
		assertWrong("sample.md:12: ", "java", "@Autowired", "MultiMapWithTTL<String> multiMap;", "multiMap.put(1);");
		assertWrong("sample.md:11: ", "java", "record Courier(String name) {", "Strin zone; }");
	}

	@Test
	void kotlinIsCompiledAndRun() throws Exception {
		follow("kotlin", "data class Ping(val courier: String)");
		follow("yaml", "multimap.ttl.value-type: " + JavaSample.PACKAGE + ".Ping");
		follow("kotlin", "@Component", "class Pings(val pings: MultiMapWithTTL<Ping>) {",
				"fun seen(courier: String) = pings.add(\"zone\", Ping(courier))", "}");
		assertWrong("sample.md:11: ", "kotlin", "class Board(val ping: Ping) {", "val zone = ping.zone }");
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> follow("kotlin", "@Component", "class Board(val thread: Thread)"))
			.withMessageContaining("board");
	}

	@Test
	void typesOfOneSampleCanBeUsedInLaterOnes() throws Exception {
		follow("java", "public record Courier(String name) {", "}");
		follow("yaml", "multimap.ttl.value-type: " + JavaSample.PACKAGE + ".Courier");
		follow("java", "@Autowired", "MultiMapWithTTL<Courier> couriers;", "",
				"couriers.add(\"zone\", new Courier(\"ada\"));", "couriers.get(\"zone\"); // [Courier[name=ada]]");
	}

	@Test
	void beansThatCannotBeMadeAreFound() {
		assertThatCode(() -> follow("java", "@Bean", "String beanOfMine(MultiMapWithTTL<String> multiMap) {",
				"    return \"\";", "}"))
			.doesNotThrowAnyException();
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> follow("java", "@Bean", "String beanOfMine(Thread thread) {", "    return \"\";", "}"))
			.withMessageContaining("beanOfMine");
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(
					() -> follow("java", "@Component", "public class Board {", "public Board(Thread thread) {}", "}"))
			.withMessageContaining("board");
	}

	@Test
	void testThatFailsIsFound() {
		String[] test = { "class BoardTests {", "@Test", "void works() { assertThat(1).isEqualTo(1); }", "}" };
		assertThatCode(() -> follow("java", test)).doesNotThrowAnyException();
		test[2] = test[2].replace("To(1)", "To(2)");
		assertWrong("The test does not pass", "java", test);
	}

	@Test
	void unknownPropertiesAreFound() {
		assertWrong("'multimap.ttl.defualt-ttl'", "yaml", "multimap.ttl.defualt-ttl: 1s");
		assertWrong("no property 'tll'", "yaml", "multimap.ttl.maps.couriers.tll: 1s");
		assertWrong("'spring.data.redis.pasword'", "properties", "spring.data.redis.pasword=secret");
		assertWrong("no property starts with 'sprong'", "yaml", "sprong: 1");
	}

	@Test
	void configurationThatDoesNotStartIsFound() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> follow("yaml", "multimap.ttl.precision: 2s"));
	}

	@Test
	void wrongDependenciesAreFound() {
		assertWrong("not 0.0.1", "xml", dependency("io.multimapttl", "multimap-ttl-starter", "0.0.1"));
		assertWrong("never deployed", "xml", dependency("io.multimapttl", "multimap-ttl-docs", ""));
		assertWrong("no module", "xml", dependency("io.multimapttl", "multimap-ttl", ""));
		assertWrong("not on the class path", "xml", dependency("org.example", "example", ""));
		assertWrong("The parent is org.springframework.boot:spring-boot-starter-parent:", "xml",
				"<parent><groupId>org.springframework.boot</groupId>"
						+ "<artifactId>spring-boot-starter-parent</artifactId><version>1.0.0</version></parent>");
		assertThatCode(() -> follow("xml", dependency("com.redis", "testcontainers-redis", "")))
			.doesNotThrowAnyException();
	}

	@Test
	void shellCommandsThatCannotBeReadAreFound() {
		assertWrong("A shell cannot read it", "shell", "./mvnw verify &&");
	}

	@Test
	void languageIsToBeWritten() {
		assertWrong("Mark it as one of [groovy, java, json, kotlin, properties, shell, text, xml, yaml]", "",
				"some words");
	}

	private void assertWrong(String message, String language, String... lines) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> follow(language, lines))
			.withMessageContaining(message);
	}

	private void follow(String language, String... lines) throws Exception {
		this.walkthrough.follow(
				new Block(Path.of("sample.md"), "sample.md", 10, language, String.join("\n", Arrays.asList(lines))));
	}

	private static String dependency(String group, String artifact, String version) {
		return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId>"
				+ (version.isEmpty() ? "" : "<version>" + version + "</version>") + "</dependency>";
	}

}
