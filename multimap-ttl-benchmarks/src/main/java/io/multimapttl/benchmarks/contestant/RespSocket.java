package io.multimapttl.benchmarks.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A socket that is written to by a thread of its own, so that commands and replies pass
 * each other.
 */
final class RespSocket implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 60_000;

	private final ExecutorService writer = Executors.newSingleThreadExecutor();

	private final Socket socket;

	private final RespReplies replies;

	RespSocket(String host, int port, String password, int database) {
		try {
			this.socket = new Socket(host, port);
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout(TIMEOUT_MILLIS);
			this.replies = new RespReplies(this.socket.getInputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (!password.isEmpty()) {
			call("AUTH", password);
		}
		if (database != 0) {
			call("SELECT", Integer.toString(database));
		}
	}

	private void call(String... command) {
		write(new RespCommands().add(List.of(command)));
		readReplies(1);
	}

	void write(RespCommands commands) {
		this.writer.execute(() -> {
			try {
				commands.writeTo(this.socket.getOutputStream());
			}
			catch (IOException ex) {
				close();
			}
		});
	}

	/**
	 * Reads replies.
	 * @param count how many
	 * @return the sum of the numbers that they are, or of elements that they have
	 */
	long readReplies(int count) {
		try {
			long sum = 0;
			for (int i = 0; i < count; i++) {
				sum += this.replies.read();
			}
			return sum;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.writer.shutdown();
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
