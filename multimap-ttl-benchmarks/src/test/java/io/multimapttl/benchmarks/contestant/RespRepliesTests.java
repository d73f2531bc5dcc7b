package io.multimapttl.benchmarks.contestant;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class RespRepliesTests {

	@Test
	void numbersAndElementsAreCounted() throws IOException {
		RespReplies replies = replies(":42\r\n*2\r\n$13\r\ncourier000001\r\n$0\r\n\r\n*0\r\n+OK\r\n:-1\r\n");
		assertThat(replies.read()).isEqualTo(42);
		assertThat(replies.read()).isEqualTo(2);
		assertThat(replies.read()).isZero();
		replies.read();
		assertThat(replies.read()).isEqualTo(-1);
	}

	@Test
	void aReplyLargerThanTheBufferIsReadWhole() throws IOException {
		RespReplies replies = replies("*1\r\n$600000\r\n" + "v".repeat(600_000) + "\r\n:7\r\n");
		assertThat(replies.read()).isEqualTo(1);
		assertThat(replies.read()).isEqualTo(7);
	}

	@Test
	void anErrorIsNoReply() {
		assertThatIOException().isThrownBy(() -> replies("-OOM not now\r\n").read())
			.withMessageContaining("OOM not now");
	}

	@Test
	void theEndIsNoReply() {
		assertThatIOException().isThrownBy(() -> replies("*2\r\n:1\r\n").read()).withMessageContaining("closed");
	}

	private static RespReplies replies(String text) {
		return new RespReplies(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
	}

}
