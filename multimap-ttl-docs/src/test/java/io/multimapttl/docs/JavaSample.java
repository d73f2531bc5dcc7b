package io.multimapttl.docs;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Java code of a document, made whole: with the imports that every reader can guess, and
 * with a class around what stands alone. It is one of
 * <ul>
 * <li>types: classes, interfaces, records</li>
 * <li>methods with an annotation in front: members of a configuration class</li>
 * <li>statements, after fields with an annotation in front, which get injected. Later
 * statements of the same document can use these fields too.</li>
 * </ul>
 * A comment behind a call that starts with a value, such as {@code // [ada, bob]} or
 * {@code // true, for ...} or {@code // ADDED}, states what the call answers.
 */
final class JavaSample {

	static final String PACKAGE = "io.multimapttl.docs.samples";

	private static final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

	// Keeps the class path open from one sample to the next
	private static final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);

	private static final List<String> IMPORTS = Stream
		.of("java.nio.charset", "java.time", "java.util", "java.util.stream", "io.multimapttl",
				"io.multimapttl.actuate", "io.multimapttl.autoconfigure", "io.multimapttl.embedded",
				"io.multimapttl.metrics", "io.multimapttl.observation", "io.multimapttl.redis", "io.multimapttl.test",
				"io.multimapttl.test.autoconfigure", "io.micrometer.common", "io.micrometer.observation",
				"com.redis.testcontainers", "org.junit.jupiter.api", "org.springframework.beans.factory",
				"org.springframework.beans.factory.annotation", "org.springframework.boot",
				"org.springframework.boot.autoconfigure", "org.springframework.boot.test.context",
				"org.springframework.boot.testcontainers.service.connection", "org.springframework.context.annotation",
				"org.springframework.dao", "org.springframework.data.redis.connection",
				"org.springframework.data.redis.connection.lettuce", "org.springframework.data.redis.serializer",
				"org.springframework.stereotype", "org.testcontainers.containers", "org.testcontainers.utility")
		.filter(JavaSample::isThere)
		.map((name) -> "import " + name + ".*;")
		.toList();

	// There is another in a jar of tests
	private static final List<String> FURTHER_IMPORTS = List.of("import io.multimapttl.test.MutableClock;",
			"import static org.assertj.core.api.Assertions.*;");

	private static final String ANSWERED_VALUE = "\\[(?:[^\\[\\]]|\\[[^\\]]*\\])*\\]|\\{[^}]*\\}|true|false|-?\\d+|[A-Z]{3,}";

	private static final Pattern ANSWER = Pattern
		.compile("^(\\s*)([^/=]+\\));\\s*// ?(" + ANSWERED_VALUE + ")(?![\\w.]).*$");

	private final Block block;

	private final Kind kind;

	private final String className;

	private final String header;

	private final String body;

	private final List<String> fields;

	private JavaSample(Block block, Kind kind, String className, String header, String body, List<String> fields) {
		this.block = block;
		this.kind = kind;
		this.className = className;
		this.header = header;
		this.body = body;
		this.fields = fields;
	}

	/**
	 * Makes a sample whole.
	 * @param block the block with the code
	 * @param earlierFields the fields of earlier samples that this one can use
	 * @return the sample
	 */
	static JavaSample of(Block block, List<String> earlierFields) {
		String imports = block.text()
			.lines()
			.filter((line) -> line.startsWith("import "))
			.collect(Collectors.joining(" "));
		// Blank lines stay, so that messages of the compiler can tell lines of the
		// document
		String code = block.text()
			.lines()
			.map((line) -> line.startsWith("import ") || line.startsWith("package ") ? "" : line)
			.collect(Collectors.joining("\n"));
		String start = "package " + PACKAGE + "; " + imports + " " + String.join(" ", IMPORTS) + " "
				+ String.join(" ", FURTHER_IMPORTS) + " ";
		String className = "Line" + block.line();
		if (parses(code) && !declaredTypes(code).isEmpty()) {
			return new JavaSample(block, Kind.TYPES, className, start, code, List.of());
		}
		if (parses("class Members {\n" + code + "\n}") && !parses("class Statements { void run() {\n" + code + "\n} }")
				&& code.contains("(")) {
			return new JavaSample(block, Kind.MEMBERS, className,
					start + "@Configuration(proxyBeanMethods = false) public class " + className + " {", code + "\n}",
					List.of());
		}
		List<String> paragraphs = new ArrayList<>(Arrays.asList(code.split("(?<=\n)(?=[ \t]*\n)")));
		List<String> fields = new ArrayList<>();
		while (!paragraphs.isEmpty() && (paragraphs.get(0).isBlank() || paragraphs.get(0).strip().startsWith("@"))) {
			fields.add(paragraphs.remove(0));
		}
		String statements = paragraphs.stream()
			.flatMap(String::lines)
			.map(JavaSample::withAnswerChecked)
			.collect(Collectors.joining("\n"));
		List<String> known = Stream.concat(earlierFields.stream(), fields.stream().map(JavaSample::inOneLine)).toList();
		return new JavaSample(block, Kind.STATEMENTS, className,
				start + "public class " + className + " { " + String.join(" ", used(earlierFields, code, fields)) + " ",
				String.join("", fields) + "public void run() throws Exception {" + statements + "\n} }", known);
	}

	/**
	 * Returns the fields of earlier samples that a sample uses and does not declare.
	 */
	private static List<String> used(List<String> earlierFields, String code, List<String> ownFields) {
		String own = String.join(" ", ownFields);
		return earlierFields.stream()
			.filter((field) -> isIn(nameOf(field), code) && !isIn(nameOf(field), own))
			.toList();
	}

	private static String nameOf(String field) {
		return field.replaceFirst(";$", "").replaceFirst("(?s).*\\s", "");
	}

	private static boolean isIn(String name, String code) {
		return Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(code).find();
	}

	private static String inOneLine(String code) {
		return code.lines().map(String::strip).collect(Collectors.joining(" ")).strip();
	}

	private static String withAnswerChecked(String line) {
		Matcher answer = ANSWER.matcher(line);
		if (!answer.matches()) {
			return line;
		}
		String said = answer.group(3).replace("\\", "\\\\").replace("\"", "\\\"");
		return answer.group(1) + Answers.class.getName() + ".check(" + answer.group(2) + ", \"" + said + "\");";
	}

	Kind kind() {
		return this.kind;
	}

	/**
	 * Returns the fields that this sample and those before it declared.
	 * @return fields for the next sample
	 */
	List<String> fields() {
		return this.fields;
	}

	/**
	 * Returns the names of the classes that the sample declares, or of the one around it.
	 * @return the full names
	 */
	List<String> classNames() {
		List<String> names = (this.kind == Kind.TYPES) ? declaredTypes(this.body) : List.of(this.className);
		return names.stream().map((name) -> PACKAGE + "." + name).toList();
	}

	/**
	 * Compiles the sample.
	 * @param folder where the classes go; those that are there can be used
	 */
	void compile(Path folder) {
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		List<String> options = List.of("-d", folder.toString(), "-classpath",
				System.getProperty("java.class.path") + File.pathSeparator + folder, "-proc:none", "-parameters",
				"--release", "17", "-Xlint:deprecation,removal,unchecked", "-Werror");
		boolean done = compiler
			.getTask(new StringWriter(), files, diagnostics, options, null,
					List.of(new Source(this.header + "\n" + this.body)))
			.call();
		if (!done) {
			throw new AssertionError("Java code does not compile:\n"
					+ diagnostics.getDiagnostics().stream().map(this::describe).collect(Collectors.joining("\n")));
		}
	}

	private String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
		// The header is one line
		long line = this.block.line() + diagnostic.getLineNumber() - 2;
		String place = (diagnostic.getLineNumber() > 1) ? this.block.name() + ":" + line + ": " : "";
		return "  " + place + diagnostic.getMessage(null);
	}

	private static boolean parses(String code) {
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		parse(code, diagnostics);
		return diagnostics.getDiagnostics().isEmpty();
	}

	private static List<String> declaredTypes(String code) {
		List<String> names = new ArrayList<>();
		for (CompilationUnitTree unit : parse(code, new DiagnosticCollector<>())) {
			unit.getTypeDecls()
				.stream()
				.filter(ClassTree.class::isInstance)
				.forEach((type) -> names.add(((ClassTree) type).getSimpleName().toString()));
		}
		return names;
	}

	/**
	 * Tells whether a package can be imported: this project's come and go.
	 */
	private static boolean isThere(String name) {
		return !name.startsWith("io.multimapttl.")
				|| JavaSample.class.getClassLoader().getResource(name.replace('.', '/')) != null;
	}

	private static List<CompilationUnitTree> parse(String code, DiagnosticCollector<JavaFileObject> diagnostics) {
		JavacTask task = (JavacTask) compiler.getTask(new StringWriter(), files, diagnostics,
				List.of("--release", "17"), null, List.of(new Source(code)));
		try {
			return StreamSupport.stream(task.parse().spliterator(), false)
				.collect(Collectors.<CompilationUnitTree>toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What a sample consists of.
	 */
	enum Kind {

		TYPES, MEMBERS, STATEMENTS

	}

	/**
	 * Source code that is in no file. Its name lets public types of any name be in it.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final String code;

		Source(String code) {
			super(URI.create("string:///Sample.java"), Kind.SOURCE);
			this.code = code;
		}

		@Override
		public boolean isNameCompatible(String simpleName, Kind kind) {
			return true;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
