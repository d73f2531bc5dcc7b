package io.multimapttl.test;

import java.nio.charset.StandardCharsets;

/**
 * What names and values are as text, which is how Redis keeps and orders them.
 */
final class StoredText {

	private StoredText() {
	}

	/**
	 * Returns the bytes that Redis orders values by that expire in the same millisecond,
	 * as far as the values are of a type that is stored as text.
	 * @param value the value
	 * @return its bytes
	 */
	static byte[] bytes(Object value) {
		String text = (value instanceof Enum<?> constant) ? constant.name() : value.toString();
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
