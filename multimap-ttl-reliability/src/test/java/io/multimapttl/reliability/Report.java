package io.multimapttl.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What was measured, one line per scenario, printed and kept in
 * {@code target/reliability.md} as the rows of a table.
 */
public final class Report {

	private static final Path FILE = RedisNode.target().resolve("reliability.md");

	private Report() {
	}

	/**
	 * Adds a line.
	 * @param scenario what was done
	 * @param criterion what was demanded
	 * @param figure what was seen
	 * @param arguments of the figure's format
	 */
	public static synchronized void row(String scenario, String criterion, String figure, Object... arguments) {
		String row = "| %s | %s | %s |%n".formatted(scenario, criterion, figure.formatted(arguments));
		System.out.print(row);
		try {
			Files.createDirectories(FILE.getParent());
			Files.writeString(FILE, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
