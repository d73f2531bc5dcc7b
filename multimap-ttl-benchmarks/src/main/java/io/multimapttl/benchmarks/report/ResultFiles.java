package io.multimapttl.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes results as JSON and as a picture.
 */
public final class ResultFiles {

	private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private final Path folder;

	/**
	 * Files in a folder.
	 * @param folder the folder, which is made if it is not there
	 */
	public ResultFiles(Path folder) {
		this.folder = folder;
	}

	/**
	 * Writes the files.
	 * @param result what was measured
	 * @throws IOException if they cannot be written
	 */
	public void write(RunResult result) throws IOException {
		Files.createDirectories(this.folder);
		Files.writeString(this.folder.resolve("side-by-side.json"), MAPPER.writeValueAsString(result) + "\n");
		Files.writeString(this.folder.resolve("side-by-side.svg"), new BarPicture(result).svg());
	}

}
