package io.multimapttl.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A small Redis client that can ask a new server whether it is ready, and form a cluster.
 * So this module needs no client library. It cannot read arrays.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis
 * serialization protocol</a>
 */
final class RespConnection implements Closeable {

	private final Socket socket;

	private final InputStream input;

	RespConnection(String host, int port, @Nullable String password, Duration timeout) throws IOException {
		this.socket = new Socket();
		try {
			this.socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
			this.socket.setSoTimeout((int) timeout.toMillis());
			this.socket.setTcpNoDelay(true);
			this.input = new BufferedInputStream(this.socket.getInputStream());
			if (password != null) {
				command("AUTH", password);
			}
		}
		catch (IOException | RuntimeException ex) {
			this.socket.close();
			throw ex;
		}
	}

	/**
	 * Sends a command and returns its reply.
	 * @param words the command's name and arguments
	 * @return the reply; numbers are returned as text, and a missing value as empty text
	 * @throws IOException if the server replies with an error or cannot be reached
	 */
	String command(String... words) throws IOException {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes(ascii("*" + words.length + "\r\n"));
		for (String word : words) {
			byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
			request.writeBytes(ascii("$" + bytes.length + "\r\n"));
			request.writeBytes(bytes);
			request.writeBytes(ascii("\r\n"));
		}
		this.socket.getOutputStream().write(request.toByteArray());
		return readReply(words[0]);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private String readReply(String command) throws IOException {
		String line = readLine();
		String content = line.substring(1);
		return switch (line.charAt(0)) {
			case '+', ':' -> content;
			case '$' -> readBulk(Integer.parseInt(content));
			// The reply may contain what was sent, but never the password of an AUTH
			case '-' -> throw new IOException(command + " failed: " + content);
			default -> throw new IOException("Unexpected reply to " + command);
		};
	}

	private String readBulk(int length) throws IOException {
		if (length < 0) {
			return "";
		}
		byte[] bytes = this.input.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("Connection closed within a reply");
		}
		readLine();
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.input.read(); next != '\n'; next = this.input.read()) {
			if (next < 0) {
				throw new EOFException("Connection closed by the server");
			}
			if (next != '\r') {
				line.write(next);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
