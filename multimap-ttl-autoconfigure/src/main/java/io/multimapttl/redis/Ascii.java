package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Numbers and keywords as commands carry them.
 */
final class Ascii {

	static final byte[] NOTHING = new byte[0];

	static final byte[] NEW_LINE = bytes("\r\n");

	/**
	 * How many values come with a name, how long its key is: the same few numbers, a
	 * thousand times a batch.
	 */
	private static final byte[][] SMALL = IntStream.range(0, 64)
		.mapToObj((number) -> bytes(Integer.toString(number)))
		.toArray(byte[][]::new);

	private Ascii() {
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	static int toInt(byte[] number) {
		return Integer.parseInt(new String(number, StandardCharsets.US_ASCII));
	}

	static byte[] number(long number) {
		return (number >= 0 && number < SMALL.length) ? SMALL[(int) number] : bytes(Long.toString(number));
	}

}
