package io.multimapttl.test;

import java.nio.charset.StandardCharsets;

/**
 * What names and values are as text, which is how Redis keeps and orders them.
 */
final class StoredText {

	private StoredText() {
	}

	/**
	 * Refuses, in the same words as a multimap in Redis, text that has no bytes.
	 * @param text the text
	 * @param parameterName what to call the text in the message of the exception
	 * @throws IllegalArgumentException if the text holds an unpaired surrogate
	 */
	static void check(String text, String parameterName) {
		int length = text.length();
		for (int i = 0; i < length; i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				if (i + 1 == length || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
					throw new IllegalArgumentException(
							"'" + parameterName + "' must not hold an unpaired surrogate, there is one at index " + i);
				}
				i++;
			}
		}
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
