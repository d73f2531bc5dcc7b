package io.multimapttl.serializer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.multimapttl.support.Arguments;

import org.springframework.data.redis.serializer.SerializationException;

/**
 * UTF-8 that refuses what it cannot keep: {@link String#getBytes} turns an unpaired
 * surrogate into a question mark, and {@code new String} turns malformed bytes into
 * U+FFFD, so two different names or values could silently become one.
 */
public final class Utf8 {

	private static final char REPLACEMENT = '\uFFFD';

	private Utf8() {
	}

	/**
	 * Encodes text.
	 * @param text the text
	 * @param parameterName what to call the text in the message of the exception
	 * @return the bytes
	 * @throws IllegalArgumentException if the text holds an unpaired surrogate
	 */
	public static byte[] encode(String text, String parameterName) {
		Arguments.checkText(text, parameterName);
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Decodes bytes.
	 * @param bytes the bytes
	 * @return the text
	 * @throws SerializationException if the bytes are not UTF-8; it does not tell them
	 */
	public static String decode(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
			throw new SerializationException("The stored bytes are not UTF-8");
		}
		return text;
	}

}
