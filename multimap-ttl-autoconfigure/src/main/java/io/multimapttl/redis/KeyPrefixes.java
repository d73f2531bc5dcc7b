package io.multimapttl.redis;

import java.util.NavigableMap;
import java.util.TreeMap;

import io.multimapttl.support.Shown;
import org.jspecify.annotations.Nullable;

/**
 * The key prefixes of one factory's multimaps. No two of them may give the same key for
 * some names: then one begins with the other and a colon. Claiming one costs no walk over
 * all. Not thread-safe.
 */
final class KeyPrefixes {

	/** The ids, sorted by what their keys start with: prefix and colon. */
	private final NavigableMap<String, String> ids = new TreeMap<>();

	/**
	 * Claims a key prefix for a multimap.
	 * @param keyPrefix the key prefix
	 * @param id the id of the multimap
	 * @throws IllegalArgumentException if keys could be those of another multimap
	 */
	void claim(String keyPrefix, String id) {
		String start = keyPrefix + ":";
		String other = colliding(start);
		if (other != null) {
			throw new IllegalArgumentException("The multimaps '" + this.ids.get(other) + "' and '" + id
					+ "' could write to the same key: their key prefixes are '"
					+ Shown.name(other.substring(0, other.length() - 1)) + "' and '" + Shown.name(keyPrefix)
					+ "'. Change one of them: a key prefix must not be that of another multimap, nor begin with it and a colon");
		}
		this.ids.put(start, id);
	}

	private @Nullable String colliding(String start) {
		String next = this.ids.ceilingKey(start);
		if (next != null && next.startsWith(start)) {
			return next;
		}
		for (int colon = start.indexOf(':'); colon >= 0; colon = start.indexOf(':', colon + 1)) {
			String beginning = start.substring(0, colon + 1);
			if (this.ids.containsKey(beginning)) {
				return beginning;
			}
		}
		return null;
	}

	void free(String keyPrefix) {
		this.ids.remove(keyPrefix + ":");
	}

}
