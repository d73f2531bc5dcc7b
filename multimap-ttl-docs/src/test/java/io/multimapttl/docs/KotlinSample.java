package io.multimapttl.docs;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/**
 * Kotlin code of a document, made whole with the imports that every reader can guess. It
 * declares classes.
 *
 * @param block the block with the code
 */
record KotlinSample(Block block) {

	private static final String HEADER = "package " + JavaSample.PACKAGE + "; " + Stream
		.of("java.time.Duration", "io.multimapttl.*", "org.assertj.core.api.Assertions.*", "org.junit.jupiter.api.*",
				"org.springframework.beans.factory.annotation.*", "org.springframework.boot.test.context.*",
				"org.springframework.context.annotation.*", "org.springframework.stereotype.*")
		.map((name) -> "import " + name)
		.collect(Collectors.joining("; "));

	private static final Pattern CLASS = Pattern.compile("(?m)^(?:data |enum |open )?class (\\w+)");

	private static final Pattern MESSAGE = Pattern.compile("(?m)^.*Sample\\.kt:(\\d+):\\d+:");

	/**
	 * Returns the names of the classes that the sample declares.
	 * @return the full names
	 */
	List<String> classNames() {
		return CLASS.matcher(this.block.text())
			.results()
			.map((declaration) -> JavaSample.PACKAGE + "." + declaration.group(1))
			.toList();
	}

	/**
	 * Compiles the sample.
	 * @param folder where the classes go; those that are there can be used
	 */
	void compile(Path folder) throws IOException {
		Path source = folder.resolve("Sample.kt");
		Files.writeString(source, HEADER + "\n" + this.block.text());
		ByteArrayOutputStream messages = new ByteArrayOutputStream();
		ExitCode done = new K2JVMCompiler().exec(new PrintStream(messages, true, StandardCharsets.UTF_8), "-d",
				folder.toString(), "-classpath", System.getProperty("java.class.path") + File.pathSeparator + folder,
				"-no-stdlib", "-no-reflect", "-jvm-target", "17", "-Werror", source.toString());
		Files.delete(source);
		if (done != ExitCode.OK) {
			throw new AssertionError("Kotlin code does not compile:\n"
					+ MESSAGE.matcher(messages.toString(StandardCharsets.UTF_8)).replaceAll(this::place));
		}
	}

	private String place(MatchResult message) {
		// The header is one line
		return "  " + this.block.name() + ":" + (this.block.line() + Integer.parseInt(message.group(1)) - 2) + ":";
	}

}
