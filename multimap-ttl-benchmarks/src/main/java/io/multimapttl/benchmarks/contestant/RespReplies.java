package io.multimapttl.benchmarks.contestant;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads replies just closely enough to count what is in them.
 */
final class RespReplies {

	private final InputStream in;

	private final byte[] buffer = new byte[256 * 1024];

	private int position;

	private int end;

	RespReplies(InputStream in) {
		this.in = in;
	}

	/**
	 * Reads a reply.
	 * @return the number that it is, or of elements that it has
	 * @throws IOException if it is an error, or none comes
	 */
	long read() throws IOException {
		byte type = next();
		return switch (type) {
			case ':' -> number();
			case '*' -> array(number());
			case '$' -> bulk(number());
			case '+' -> line().length();
			default -> throw new IOException("Redis said " + (char) type + line());
		};
	}

	private long array(long elements) throws IOException {
		for (long i = 0; i < elements; i++) {
			read();
		}
		return elements;
	}

	private long bulk(long bytes) throws IOException {
		if (bytes >= 0) {
			skip(bytes + 2);
		}
		return 1;
	}

	private long number() throws IOException {
		byte digit = next();
		boolean negative = digit == '-';
		long number = 0;
		for (digit = negative ? next() : digit; digit != '\r'; digit = next()) {
			number = 10 * number + (digit - '0');
		}
		next();
		return negative ? -number : number;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (byte next = next(); next != '\r'; next = next()) {
			line.append((char) next);
		}
		next();
		return line.toString();
	}

	private void skip(long bytes) throws IOException {
		long left = bytes;
		while (left > this.end - this.position) {
			left -= this.end - this.position;
			fill();
		}
		this.position += (int) left;
	}

	private byte next() throws IOException {
		if (this.position == this.end) {
			fill();
		}
		return this.buffer[this.position++];
	}

	private void fill() throws IOException {
		int read = this.in.read(this.buffer);
		if (read < 0) {
			throw new EOFException("Redis closed the connection");
		}
		this.position = 0;
		this.end = read;
	}

}
