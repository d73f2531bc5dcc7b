package io.multimapttl.benchmarks.contestant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Commands as Redis reads them.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis
 * serialization protocol</a>
 */
final class RespCommands {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private int count;

	RespCommands add(List<String> command) {
		append("*" + command.size() + "\r\n");
		for (String word : command) {
			append("$" + word.getBytes(StandardCharsets.UTF_8).length + "\r\n" + word + "\r\n");
		}
		this.count++;
		return this;
	}

	private void append(String text) {
		this.bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
	}

	int count() {
		return this.count;
	}

	int size() {
		return this.bytes.size();
	}

	void writeTo(OutputStream out) throws IOException {
		this.bytes.writeTo(out);
	}

}
