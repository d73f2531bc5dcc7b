package io.multimapttl.test;

import java.nio.charset.StandardCharsets;

/**
 * The text of values, by which Redis orders them.
 */
final class StoredText {

	private StoredText() {
	}

	/**
	 * Returns the bytes by which Redis orders values that expire in the same millisecond.
	 * That is exact for types that are stored as text.
	 * @param value the value
	 * @return its bytes
	 */
	static byte[] bytes(Object value) {
		String text = (value instanceof Enum<?> constant) ? constant.name() : value.toString();
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
