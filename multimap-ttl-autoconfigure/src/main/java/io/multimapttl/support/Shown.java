package io.multimapttl.support;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Names as they stand in messages, which may become lines of a log.
 */
public final class Shown {

	/** Of so many names a message tells. */
	public static final int MOST_NAMES = 10;

	private static final int LONGEST_NAME = 200;

	private Shown() {
	}

	/**
	 * Returns names as they stand in messages.
	 * @param names the names
	 * @return the first of them, each in quotes
	 */
	public static String names(List<String> names) {
		return names.stream()
			.limit(MOST_NAMES)
			.map((name) -> "'" + name(name) + "'")
			.collect(Collectors.joining(", ", "", (names.size() > MOST_NAMES) ? ", ..." : ""));
	}

	/**
	 * Returns a name, or a part of one, as it stands in messages.
	 * @param name the name
	 * @return its beginning; what cannot be seen, or would begin a new line, is written
	 * as {@code \\u} and four digits, and so is a backslash
	 */
	public static String name(String name) {
		int end = Math.min(name.length(), LONGEST_NAME);
		if (end < name.length() && Character.isHighSurrogate(name.charAt(end - 1))) {
			end--;
		}
		StringBuilder shown = new StringBuilder(end);
		name.substring(0, end).codePoints().forEach((character) -> {
			if (isVisible(character)) {
				shown.appendCodePoint(character);
			}
			else {
				Character.toString(character).chars().forEach((unit) -> shown.append("\\u%04x".formatted(unit)));
			}
		});
		return (end < name.length()) ? shown.append("...").toString() : shown.toString();
	}

	private static boolean isVisible(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> character != '\\';
		};
	}

}
