package io.multimapttl.docs;

import java.net.URI;
import java.nio.file.Path;

/**
 * A fenced block of a document.
 *
 * @param file the document
 * @param name the path of the document from the root of the project
 * @param line the number of the first line inside the fences
 * @param language what is written after the opening fence
 * @param text the lines between the fences
 */
record Block(Path file, String name, int line, String language, String text) {

	String place() {
		return this.name + ":" + this.line;
	}

	URI uri() {
		return URI.create(this.file.toUri() + "?line=" + this.line);
	}

	@Override
	public String toString() {
		return this.language + " at " + place();
	}

}
