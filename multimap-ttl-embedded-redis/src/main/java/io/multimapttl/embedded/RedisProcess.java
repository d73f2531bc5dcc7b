package io.multimapttl.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * The server is the child of a shell, the guard, that reads a pipe from this JVM. The
 * operating system closes that pipe when the JVM closes it, exits or is killed; the guard
 * then kills the server and removes the folder. The server could not notice this by
 * itself, and a shutdown hook would neither run after a SIGKILL nor wait for an
 * application that still uses its Redis while it shuts down.
 * <p>
 * The guard can be killed as well. A second shell reads the same pipe and does the same,
 * and where Linux can be told to, it kills the server together with the guard.
 */
final class RedisProcess {

	/**
	 * The executable in the folder of the server.
	 */
	static final String EXECUTABLE = "redis-server";

	// The last line that the guard reads before it starts the server
	private static final String END = "end";

	// $1 is the folder. The configuration comes on standard input, so that the password
	// is in no argument and no file.
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
				mortal='/usr/bin/setpriv --pdeathsig KILL'
				$mortal /bin/sh -c : 2>/dev/null || mortal=
				printf %s "$configuration" | exec $mortal "$1/redis-server" - &
				server=$!
				exec 3<&0 >/dev/null 2>&1
				{
					read -r line <&3
					kill -9 $server
					rm -rf -- "$1"
				} &
				read -r line
				kill -9 $server
				wait $server
				status=$?
			fi
			rm -rf -- "$1"
			exit $status
			""";

	// Ctrl-C in a terminal, or a kill of all its processes, stops the application. A
	// session of their own keeps that from the guard, and from the server, which the
	// application needs until its end. macOS has no such program.
	private static final Path SETSID = Path.of("/usr/bin/setsid");

	private static final int CANNOT_EXECUTE = 126;

	private static final int LINES_KEPT = 30;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private final Path folder;

	private final Process guard;

	private final Deque<String> output = new ArrayDeque<>();

	private final String readyText;

	private final CountDownLatch readyOrEnded = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private RedisProcess(Path folder, Process guard, String readyText) {
		this.folder = folder;
		this.guard = guard;
		this.readyText = readyText;
	}

	/**
	 * Starts the guard of a folder. From now on the folder is removed when this JVM ends.
	 * @param folder the folder, which will be that of the server
	 * @param readyText what the server writes when it is ready
	 * @return the process, without its server yet
	 * @throws IOException if there is no shell
	 */
	static RedisProcess guard(Path folder, String readyText) throws IOException {
		List<String> command = new ArrayList<>();
		if (Files.isExecutable(SETSID)) {
			command.add(SETSID.toString());
		}
		command.addAll(List.of("/bin/sh", "-c", GUARD, "embedded-redis", folder.toString()));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		// No other program than the system's is found, and the server sees no secret
		builder.environment().clear();
		builder.environment().put("PATH", "/usr/bin:/bin");
		RedisProcess process = new RedisProcess(folder, builder.start(), readyText);
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
	 * Waits until the server says that it is ready, which is after it has begun to listen
	 * on its ports. Whoever else listens there cannot say so.
	 * @param timeout how long to wait
	 * @return whether the server is ready or has ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean isReadyOrHasEndedWithin(Duration timeout) throws InterruptedException {
		return this.readyOrEnded.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Returns whether the server has ended.
	 * @return whether it has ended
	 */
	boolean hasEnded() {
		return this.ended.getCount() == 0;
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
			// The guard has waited for the server's end, unless it was killed itself
			this.ended.await(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
				if (line.contains(this.readyText)) {
					this.readyOrEnded.countDown();
				}
			}
		}
		catch (IOException ex) {
			keep(ex.toString());
		}
		finally {
			this.ended.countDown();
			this.readyOrEnded.countDown();
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
		catch (IOException | UncheckedIOException ex) {
			IOException cause = (ex instanceof UncheckedIOException unchecked) ? unchecked.getCause()
					: (IOException) ex;
			if (!(cause instanceof NoSuchFileException)) {
				throw new UncheckedIOException("Cannot remove the folder of an embedded Redis", cause);
			}
			// The second shell removes the folder at this moment
			deleteFolder();
		}
	}

}
