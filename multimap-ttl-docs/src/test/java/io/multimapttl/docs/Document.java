package io.multimapttl.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file of this project.
 *
 * @param file where it is
 * @param name its path from the root of the project
 * @param lines its lines
 */
record Document(Path file, String name, List<String> lines) {

	static final Path ROOT = root();

	private static final Pattern FENCE = Pattern.compile("( *)(```+|~~~+)\\s*(\\S*).*");

	/**
	 * Returns what users and contributors read: the Markdown files of the root, of
	 * {@code docs} and of the modules.
	 * @return the documents
	 */
	static List<Document> all() {
		try (Stream<Path> files = Files.walk(ROOT, 2)) {
			return files.filter((file) -> file.toString().endsWith(".md"))
				.filter((file) -> !ROOT.relativize(file).startsWith("target"))
				.sorted()
				.map(Document::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Document read(String name) {
		return read(ROOT.resolve(name));
	}

	private static Document read(Path file) {
		try {
			return new Document(file, ROOT.relativize(file).toString().replace('\\', '/'), Files.readAllLines(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path root() {
		Path folder = Path.of("").toAbsolutePath();
		while (!Files.exists(folder.resolve("mvnw"))) {
			folder = folder.getParent();
		}
		return folder;
	}

	/**
	 * Returns the fenced blocks.
	 * @return the blocks, from top to bottom
	 */
	List<Block> blocks() {
		List<Block> blocks = new ArrayList<>();
		for (int i = 0; i < this.lines.size(); i++) {
			Matcher fence = FENCE.matcher(this.lines.get(i));
			if (fence.matches()) {
				int first = i + 1;
				for (i = first; !closes(fence, i); i++) {
					// To the closing fence
				}
				String indent = fence.group(1);
				List<String> text = this.lines.subList(first, i)
					.stream()
					.map((line) -> line.startsWith(indent) ? line.substring(indent.length()) : line)
					.toList();
				blocks.add(new Block(this.file, this.name, first + 1, fence.group(3), String.join("\n", text)));
			}
		}
		return blocks;
	}

	private boolean closes(Matcher fence, int line) {
		return line == this.lines.size() || this.lines.get(line).strip().equals(fence.group(2));
	}

}
