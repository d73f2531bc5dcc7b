package io.multimapttl.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A {@code redis-server} and its folder, both of which go away with this JVM, however it
 * ends.
 * <p>
 * The server is the child of a shell that reads a pipe from this JVM. The operating
 * system closes that pipe when the JVM closes it, exits or is killed; the shell then
 * kills the server and removes the folder. The server could not notice this by itself,
 * and a shutdown hook would neither run after a SIGKILL nor wait for an application that
 * still uses its Redis while it shuts down.
 */
final class RedisProcess {

	/**
	 * The executable in the folder of the server.
	 */
	static final String EXECUTABLE = "redis-server";

	// The last line that the guard reads before it starts the server
	private static final String END = "end";

	// $1 is the folder. The configuration comes on standard input, so that the password
	// is in no argument and no file. Ctrl-C in a terminal stops the application; setsid,
	// if there is one, keeps it from the server, which the application needs until its
	// end.
	private static final String GUARD = """
			trap '' HUP INT QUIT TERM
			configuration=
			while IFS= read -r line && [ "$line" != end ]
			do configuration="$configuration$line
			"
			done
			status=0
			if [ "$line" = end ]
			then
				session=
				command -v setsid >/dev/null && session=setsid
				printf %s "$configuration" | exec $session "$1/redis-server" - &
				server=$!
				exec >/dev/null 2>&1
				read -r line
				kill -9 $server
				wait $server
				status=$?
			fi
			rm -rf -- "$1"
			exit $status
			""";

	private static final int CANNOT_EXECUTE = 126;

	private static final int LINES_KEPT = 30;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private final Path folder;

	private final Process guard;

	private final Deque<String> output = new ArrayDeque<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private RedisProcess(Path folder, Process guard) {
		this.folder = folder;
		this.guard = guard;
	}

	/**
	 * Starts the guard of a folder. From now on the folder is removed when this JVM ends.
	 * @param folder the folder, which will be that of the server
	 * @return the process, without its server yet
	 * @throws IOException if there is no shell
	 */
	static RedisProcess guard(Path folder) throws IOException {
		Process guard = new ProcessBuilder("/bin/sh", "-c", GUARD, "embedded-redis", folder.toString())
			.redirectErrorStream(true)
			.start();
		RedisProcess process = new RedisProcess(folder, guard);
		Thread reader = new Thread(process::readOutput, "embedded-redis-output");
		reader.setDaemon(true);
		reader.start();
		return process;
	}

	/**
	 * Starts the server, whose executable is in the folder by now.
	 * @param configuration the lines of the configuration
	 * @throws IOException if the guard has gone
	 */
	void startServer(List<String> configuration) throws IOException {
		OutputStream input = this.guard.getOutputStream();
		for (String line : configuration) {
			input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
		input.write((END + "\n").getBytes(StandardCharsets.UTF_8));
		input.flush();
	}

	/**
	 * Returns whether a server is that of this process, and not another one that listens
	 * on its port. The name of the folder is unique.
	 * @param executable the executable that the server reports
	 * @return whether it is the server of this process
	 */
	boolean isServer(String executable) {
		return executable.endsWith(this.folder.getFileName() + "/" + EXECUTABLE);
	}

	/**
	 * Returns whether the server ends by itself within a given time.
	 * @param timeout how long to wait
	 * @return whether it has ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean hasEndedWithin(Duration timeout) throws InterruptedException {
		return this.ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Returns whether the operating system refused to execute the server. That is known
	 * only after the process has stopped.
	 * @return whether it was refused
	 */
	boolean wasNotExecuted() {
		return !this.guard.isAlive() && this.guard.exitValue() == CANNOT_EXECUTE;
	}

	/**
	 * Returns the last lines that the server wrote.
	 * @return the lines, oldest first
	 */
	List<String> lastOutput() {
		synchronized (this.output) {
			return new ArrayList<>(this.output);
		}
	}

	/**
	 * Stops the server and removes its folder. Returns when both are gone.
	 */
	void stop() {
		try {
			closePipe();
			if (!this.guard.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				this.guard.descendants().forEach(ProcessHandle::destroyForcibly);
				this.guard.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			// The guard does its work without this thread
			Thread.currentThread().interrupt();
			return;
		}
		deleteFolder();
	}

	private void closePipe() {
		try {
			this.guard.getOutputStream().close();
		}
		catch (IOException ex) {
			// The guard has gone already
		}
	}

	private void readOutput() {
		try (BufferedReader reader = this.guard.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				keep(line);
			}
		}
		catch (IOException ex) {
			keep(ex.toString());
		}
		finally {
			this.ended.countDown();
			// Nothing is left to guard when the server has ended by itself
			closePipe();
		}
	}

	private void keep(String line) {
		synchronized (this.output) {
			this.output.addLast(line);
			if (this.output.size() > LINES_KEPT) {
				this.output.removeFirst();
			}
		}
	}

	private void deleteFolder() {
		if (!Files.exists(this.folder)) {
			return;
		}
		try (Stream<Path> files = Files.walk(this.folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot remove the folder of an embedded Redis", ex);
		}
	}

}
