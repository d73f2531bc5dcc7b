package io.multimapttl.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One attempt to start a server.
 *
 * @param temporaryFolder where the server's own folder is created
 * @param executable the executable to unpack into it
 * @param configuration what to tell the server
 * @param timeout how long to wait until it is ready
 */
record RedisLaunch(Path temporaryFolder, Executable executable, ServerConfiguration configuration, Duration timeout) {

	// What the server writes when it cannot bind one of its ports
	private static final String CANNOT_LISTEN = "Failed listening on port";

	/**
	 * Starts the server and waits until it is ready. A failure leaves nothing behind.
	 * @return the running server
	 * @throws PortNotAvailableException if the server cannot listen on a port
	 * @throws EmbeddedRedisException if it does not start for another reason
	 */
	EmbeddedRedis start() throws PortNotAvailableException {
		createDirectory();
		Path folder = createFolder();
		RedisProcess process = guard(folder);
		boolean started = false;
		try {
			Path unpacked = unpackInto(folder);
			process.startServer(this.configuration.lines(folder));
			awaitReady(process);
			// Should all be killed at once, then a next to empty folder is left
			Files.deleteIfExists(unpacked);
			started = true;
			return new EmbeddedRedis(process, this.configuration);
		}
		catch (IOException ex) {
			throw EmbeddedRedisException.withAlternatives("The embedded redis-server could not be started: " + ex,
					"See the cause", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw EmbeddedRedisException.withAlternatives(
					"Interrupted while waiting for the embedded redis-server to be ready.", "Start it again", ex);
		}
		finally {
			if (!started) {
				process.stop();
			}
		}
	}

	private void createDirectory() {
		Path directory = this.configuration.directory();
		if (directory == null) {
			return;
		}
		try {
			Files.createDirectories(directory);
		}
		catch (IOException ex) {
			throw EmbeddedRedisException.withAlternatives(
					"The directory '%s' of the embedded redis-server cannot be created: %s".formatted(directory, ex),
					"Choose one that can be written to", ex);
		}
	}

	private Path createFolder() {
		try {
			// For its owner only, as Java does it on the supported platforms
			return Files.createTempDirectory(this.temporaryFolder, "embedded-redis-");
		}
		catch (IOException ex) {
			throw cannotWrite(ex);
		}
	}

	private RedisProcess guard(Path folder) {
		try {
			return RedisProcess.guard(folder, this.executable.readyText());
		}
		catch (IOException ex) {
			folder.toFile().delete();
			throw EmbeddedRedisException.withAlternatives(
					"The embedded redis-server needs /bin/sh, which cannot be started.", "Use a system with a shell",
					ex);
		}
	}

	private Path unpackInto(Path folder) {
		Path target = folder.resolve(RedisProcess.EXECUTABLE);
		try {
			this.executable.unpackTo(target);
		}
		catch (IOException ex) {
			throw cannotWrite(ex);
		}
		if (!Files.isExecutable(target)) {
			throw cannotExecute();
		}
		return target;
	}

	private void awaitReady(RedisProcess process) throws PortNotAvailableException, InterruptedException {
		if (!process.isReadyOrHasEndedWithin(this.timeout)) {
			throw EmbeddedRedisException.withAlternatives("The embedded redis-server was not ready within %d ms.%n%s"
				.formatted(this.timeout.toMillis(), lastOutput(process)), "Give it more time or correct its settings",
					null);
		}
		if (process.hasEnded()) {
			throw ended(process);
		}
	}

	private EmbeddedRedisException ended(RedisProcess process) throws PortNotAvailableException {
		process.stop();
		if (process.wasNotExecuted()) {
			return cannotExecute();
		}
		String output = lastOutput(process);
		if (output.contains(CANNOT_LISTEN)) {
			throw new PortNotAvailableException(EmbeddedRedisException.withAlternatives(
					"The embedded redis-server cannot listen on port %d, which is probably in use.%n%s"
						.formatted(this.configuration.ports().port(), output),
					"Choose another port, or 0 for a free one", null));
		}
		return EmbeddedRedisException.withAlternatives("The embedded redis-server ended at once.%n%s".formatted(output),
				"Correct its settings", null);
	}

	private EmbeddedRedisException cannotWrite(IOException cause) {
		return EmbeddedRedisException.withAlternatives(
				"The embedded redis-server cannot be unpacked into the temporary folder '%s': %s"
					.formatted(this.temporaryFolder, cause),
				"Start Java with -Djava.io.tmpdir=<a folder that can be written to>", cause);
	}

	private EmbeddedRedisException cannotExecute() {
		return EmbeddedRedisException.withAlternatives(
				("The embedded redis-server may not be executed in the temporary folder '%s', which is probably mounted"
						+ " with 'noexec'.")
					.formatted(this.temporaryFolder),
				"Start Java with -Djava.io.tmpdir=<a folder from which programs may be executed>", null);
	}

	private static String lastOutput(RedisProcess process) {
		String lines = process.lastOutput()
			.stream()
			.map(RedisLaunch::withoutValue)
			.collect(Collectors.joining(System.lineSeparator()));
		return "Its last output:%n%s".formatted(lines);
	}

	// What the server says of a bad setting holds its value, which may be a password
	private static String withoutValue(String line) {
		return line.replaceFirst("^(>>> '\\S*).*", "$1 ...'")
			.replaceFirst("^(Error in user declaration ').*'", "$1...'");
	}

	/**
	 * Something to execute that has to be unpacked first.
	 */
	interface Executable {

		/**
		 * Unpack the executable, for its owner only.
		 * @param target the file to write
		 * @throws IOException if the file cannot be written
		 */
		void unpackTo(Path target) throws IOException;

		/**
		 * Returns what the server writes as soon as it listens on its ports.
		 * @return a part of the line
		 */
		default String readyText() {
			return "Ready to accept connections";
		}

	}

}
