package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/**
 * The names of one call whose keys hold another Redis type, or a value that cannot be
 * read.
 */
final class FailedNames {

	static final int MOST_SHOWN = 10;

	private static final int LONGEST_SHOWN = 200;

	private final String id;

	private final List<String> names = new ArrayList<>();

	private final Map<String, MultiMapException> unreadable = new HashMap<>();

	FailedNames(String id) {
		this.id = id;
	}

	void add(String name) {
		this.names.add(name);
	}

	/**
	 * Adds a name with a value that cannot be read.
	 * @param name the name
	 * @param failure what a call about this name alone would throw
	 */
	void add(String name, MultiMapException failure) {
		this.names.add(name);
		this.unreadable.put(name, failure);
	}

	/**
	 * Throws if a name could not be read.
	 * @param asked how many names the call was about
	 * @param results what was read of the other names
	 */
	void throwIfAny(int asked, Map<String, ? extends Collection<?>> results) {
		if (this.names.isEmpty()) {
			return;
		}
		if (asked == 1) {
			throw this.unreadable.getOrDefault(this.names.get(0), wrongType(this.id, this.names.get(0), null));
		}
		Map<String, Collection<?>> others = new LinkedHashMap<>(results);
		others.keySet().removeAll(this.names);
		throw batch("read", others);
	}

	/**
	 * Throws if a name failed.
	 * @param asked how many names the call was about
	 * @param done what was done with the other names
	 */
	void throwIfAny(int asked, String done) {
		if (asked == 1 && !this.names.isEmpty()) {
			throw wrongType(this.id, this.names.get(0), null);
		}
		throwBatchIfAny(done);
	}

	/**
	 * Throws if a name of a batch failed.
	 * @param done what was done with the other names
	 */
	void throwBatchIfAny(String done) {
		if (!this.names.isEmpty()) {
			throw batch(done, Map.of());
		}
	}

	private MultiMapBatchException batch(String done, Map<String, ? extends Collection<?>> others) {
		List<String> failed = this.names.stream().distinct().toList();
		List<String> wrongType = failed.stream().filter((name) -> !this.unreadable.containsKey(name)).toList();
		List<String> unreadable = failed.stream().filter(this.unreadable::containsKey).toList();
		StringBuilder message = new StringBuilder("Multimap '" + this.id + "': ");
		if (!wrongType.isEmpty()) {
			message.append("the keys of " + wrongType.size() + " name(s) hold another Redis type than a sorted set: "
					+ shown(wrongType) + "; ");
		}
		if (!unreadable.isEmpty()) {
			message.append("values of " + unreadable.size() + " name(s) cannot be read: " + shown(unreadable) + "; ");
		}
		MultiMapBatchException ex = new MultiMapBatchException(message + "all other names were " + done, failed,
				others);
		if (!unreadable.isEmpty()) {
			ex.initCause(this.unreadable.get(unreadable.get(0)));
		}
		return ex;
	}

	private static String shown(List<String> names) {
		return names.stream()
			.limit(MOST_SHOWN)
			.map((name) -> "'" + shown(name) + "'")
			.collect(Collectors.joining(", ", "", (names.size() > MOST_SHOWN) ? ", ..." : ""));
	}

	/**
	 * Translates what Redis says of one name.
	 * @param id the multimap
	 * @param name the name
	 * @param ex the failure
	 * @return an exception that tells of the name if its type is wrong, otherwise the
	 * failure as it is
	 */
	static DataAccessException translate(String id, String name, DataAccessException ex) {
		return saysWrongType(ex) ? wrongType(id, name, ex) : ex;
	}

	static boolean saysWrongType(DataAccessException ex) {
		String message = NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
		return message != null && message.contains("WRONGTYPE");
	}

	static MultiMapException wrongType(String id, String name, @Nullable Throwable cause) {
		return new MultiMapException("Multimap '" + id + "': the key of the name '" + shown(name)
				+ "' holds another Redis type than a sorted set", cause);
	}

	/**
	 * Returns a name, or a part of one, as it stands in messages, which may become lines
	 * of a log.
	 * @param name the name
	 * @return its beginning; what cannot be seen, or would begin a new line, is written
	 * as {@code \\u} and four digits, and so is a backslash
	 */
	static String shown(String name) {
		int end = Math.min(name.length(), LONGEST_SHOWN);
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
