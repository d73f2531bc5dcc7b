package io.multimapttl.embedded;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that starts a server, tells its port in a file and does not close it.
 */
final class UnclosedServer {

	private UnclosedServer() {
	}

	/**
	 * Start the server.
	 * @param args the folder for the server, the file for its port, and whether to stay
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		EmbeddedRedis redis = EmbeddedRedis.builder().temporaryFolder(Path.of(args[0])).start();
		Path unfinished = Files.writeString(Path.of(args[1] + ".unfinished"), String.valueOf(redis.getPort()));
		Files.move(unfinished, Path.of(args[1]));
		if (Boolean.parseBoolean(args[2])) {
			Thread.currentThread().join();
		}
	}

}
