package io.multimapttl.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.util.FileSystemUtils;

/**
 * A {@code redis-server} that keeps nothing and ends with this JVM, even if that is
 * killed.
 */
final class ServerProcess implements AutoCloseable {

	/** The shell's input ends with this JVM. */
	private static final String GUARD = """
			exec 3<&0
			"$@" & server=$!
			(read -r end <&3; kill $server 2>/dev/null) &
			wait $server
			""";

	private static final String LOG = "log";

	private final int port;

	private final Path folder;

	private final Process guard;

	private ServerProcess(int port, Path folder, Process guard) {
		this.port = port;
		this.folder = folder;
		this.guard = guard;
	}

	/**
	 * Starts a server. It may not answer yet.
	 * @param executable the executable
	 * @param port the port
	 * @param settings further settings
	 * @return the server
	 */
	static ServerProcess start(String executable, int port, Map<String, String> settings) {
		try {
			Path folder = Files.createTempDirectory("benchmarks-redis-");
			List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard", executable, "--bind",
					LocalServers.HOST, "--port", Integer.toString(port), "--dir", folder.toString(), "--save", ""));
			settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
			Process guard = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(folder.resolve(LOG).toFile())
				.start();
			return new ServerProcess(port, folder, guard);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until the server answers.
	 */
	void awaitAnswer() {
		while (!PingTime.isAnswered(this.port)) {
			if (!this.guard.isAlive()) {
				throw new IllegalStateException("The server ended at once: " + log());
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	private String log() {
		try {
			return Files.readString(this.folder.resolve(LOG));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.guard.getOutputStream().close();
		if (!this.guard.waitFor(10, TimeUnit.SECONDS)) {
			this.guard.descendants().forEach(ProcessHandle::destroyForcibly);
		}
		FileSystemUtils.deleteRecursively(this.folder);
	}

}
