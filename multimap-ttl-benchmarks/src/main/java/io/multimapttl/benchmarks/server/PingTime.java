package io.multimapttl.benchmarks.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * How long a server takes to answer {@code PING}.
 */
final class PingTime {

	private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final int PONG_BYTES = "+PONG\r\n".length();

	private PingTime() {
	}

	/**
	 * Returns whether a server answers.
	 * @param port its port on this machine
	 * @return {@code false} if it does not listen, or hangs up
	 */
	static boolean isAnswered(int port) {
		try {
			return !undisturbed(port, 1).isNegative();
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * Returns the time that one of ten answers takes at the most: others are disturbed by
	 * what else the machine does.
	 * @param port the server's port on this machine
	 * @param times how many answers
	 * @return the time
	 */
	static Duration undisturbed(int port, int times) {
		try (Socket socket = new Socket(LocalServers.HOST, port)) {
			socket.setTcpNoDelay(true);
			long[] nanos = new long[times];
			for (int i = 0; i < times; i++) {
				nanos[i] = ping(socket);
			}
			Arrays.sort(nanos);
			return Duration.ofNanos(nanos[times / 10]);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long ping(Socket socket) throws IOException {
		long before = System.nanoTime();
		socket.getOutputStream().write(PING);
		if (socket.getInputStream().readNBytes(PONG_BYTES).length < PONG_BYTES) {
			throw new EOFException("There was no answer");
		}
		return System.nanoTime() - before;
	}

}
