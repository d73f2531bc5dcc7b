package io.multimapttl.redis;

import java.util.Arrays;

import io.multimapttl.serializer.Utf8;
import io.multimapttl.support.Limits;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.util.Assert;

/**
 * Makes keys of names, and names of keys: {@code <prefix>:<name>} in UTF-8.
 */
final class KeyPrefix {

	private static final String GLOB_CHARACTERS = "*?[]\\";

	private final String prefix;

	private final byte[] start;

	private final Limits limits;

	KeyPrefix(String prefix) {
		this(prefix, Limits.DEFAULT);
	}

	KeyPrefix(String prefix, Limits limits) {
		this.prefix = check(prefix);
		this.limits = limits;
		this.start = Utf8.encode(prefix + ":", "keyPrefix");
	}

	static String check(String keyPrefix) {
		Assert.hasText(keyPrefix, "'keyPrefix' must not be empty");
		Utf8.encode(keyPrefix, "keyPrefix");
		return keyPrefix;
	}

	byte[] key(String name) {
		Assert.notNull(name, "'name' must not be null");
		byte[] encoded = Utf8.encode(name, "name");
		this.limits.checkNameSize(encoded.length);
		byte[] key = Arrays.copyOf(this.start, this.start.length + encoded.length);
		System.arraycopy(encoded, 0, key, this.start.length, encoded.length);
		return key;
	}

	/**
	 * Returns the name of a key that {@link #scanPattern()} matched.
	 * @param key the key
	 * @return the name, or {@code null} if the key is none of ours, as no name gives it
	 */
	@Nullable String name(byte[] key) {
		try {
			return Utf8.decode(Arrays.copyOfRange(key, this.start.length, key.length));
		}
		catch (SerializationException ex) {
			return null;
		}
	}

	/**
	 * Returns the pattern that matches the keys of this prefix and no others, the glob
	 * characters of the prefix escaped.
	 * @return the pattern
	 * @see <a href="https://redis.io/docs/latest/commands/keys/">KEYS</a>
	 */
	String scanPattern() {
		StringBuilder pattern = new StringBuilder();
		this.prefix.chars().forEach((character) -> {
			if (GLOB_CHARACTERS.indexOf(character) >= 0) {
				pattern.append('\\');
			}
			pattern.append((char) character);
		});
		return pattern.append(":*").toString();
	}

	@Override
	public String toString() {
		return this.prefix;
	}

}
