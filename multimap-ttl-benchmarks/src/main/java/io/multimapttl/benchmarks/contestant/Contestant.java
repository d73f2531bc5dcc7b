package io.multimapttl.benchmarks.contestant;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A way to keep values under names such that each expires by itself and nothing is left
 * in the end. All do the same job: values live for {@link #TTL}, reads put the live
 * values into Java collections and tell how many there are. Cases name those who can do
 * what is asked for.
 */
public interface Contestant extends AutoCloseable {

	/** How long values live. */
	Duration TTL = Duration.ofHours(1);

	/**
	 * Returns the key of a name.
	 * @param name the name
	 * @return the key in Redis
	 */
	String key(String name);

	/**
	 * Adds a value.
	 * @param name the name
	 * @param value the value
	 */
	void add(String name, String value);

	/**
	 * Adds a value that is not live.
	 * @param name the name
	 * @param value the value
	 * @return whether it was added
	 */
	default boolean addIfAbsent(String name, String value) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Adds values to many names.
	 * @param valuesByName the names with their values
	 */
	void addMany(Map<String, Set<String>> valuesByName);

	/**
	 * Reads the live values.
	 * @param name the name
	 * @return how many there are
	 */
	long get(String name);

	/**
	 * Reads the live values of many names.
	 * @param names the names
	 * @return how many there are
	 */
	long getMany(List<String> names);

	/**
	 * Reads the live values and when they expire.
	 * @param name the name
	 * @return how many there are
	 */
	default long getWithExpiry(String name) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Reads the live values of many names, and when they expire.
	 * @param names the names
	 * @return how many there are
	 */
	default long getManyWithExpiry(List<String> names) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Tells whether a value is live.
	 * @param name the name
	 * @param value the value
	 * @return whether it is
	 */
	default boolean contains(String name, String value) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Counts the live values without reading them.
	 * @param name the name
	 * @return how many there are
	 */
	default long size(String name) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Tells whether Redis itself removes the key when the last value has expired.
	 * @return {@code false} if the client does, or nobody
	 */
	default boolean keysExpire() {
		return true;
	}

	/**
	 * Stops whatever the client goes on doing for names.
	 * @param names the names
	 */
	default void rest(Collection<String> names) {
	}

	@Override
	void close();

}
