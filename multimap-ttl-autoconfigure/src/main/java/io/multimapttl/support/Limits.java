package io.multimapttl.support;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Checks the names and values of one multimap, so that each implementation refuses the
 * same ones in the same words. Each check throws an {@link IllegalArgumentException} that
 * names the argument and says what is wrong with it.
 * <p>
 * Sizes are bytes as they are stored. A server closes the connection on an argument that
 * is too large for it. The driver then sends it again and again, together with what
 * others have sent over the same connection.
 *
 * @param nameSize the maximum size of a name
 * @param valueSize the maximum size of a value
 */
public record Limits(int nameSize, int valueSize) {

	/**
	 * 8 KB for names, 64 MB for values: far below what a server takes by default.
	 */
	public static final Limits DEFAULT = new Limits(8 * 1024, 64 * 1024 * 1024);

	/** What a server takes by default ({@code proto-max-bulk-len}). */
	private static final DataSize LARGEST = DataSize.ofMegabytes(512);

	/** So many values are checked before an interrupt is looked for. */
	private static final int AT_ONCE = 1000;

	/**
	 * Returns these limits with another one for names.
	 * @param size the maximum size of a name, from one byte to 512 MB
	 * @return the limits
	 */
	public Limits withNameSize(DataSize size) {
		return new Limits(bytes(size, "maxNameSize"), this.valueSize);
	}

	/**
	 * Returns these limits with another one for values.
	 * @param size the maximum size of a value, from one byte to 512 MB
	 * @return the limits
	 */
	public Limits withValueSize(DataSize size) {
		return new Limits(this.nameSize, bytes(size, "maxValueSize"));
	}

	/**
	 * Returns whether a size can be a limit.
	 * @param size the size
	 * @return whether it lies between one byte and 512 MB
	 */
	public static boolean isPossible(DataSize size) {
		return size.toBytes() > 0 && size.compareTo(LARGEST) <= 0;
	}

	private static int bytes(@Nullable DataSize size, String parameterName) {
		Assert.notNull(size, () -> "'" + parameterName + "' must not be null");
		Assert.isTrue(isPossible(size), () -> "'" + parameterName + "' must lie between one byte and "
				+ LARGEST.toMegabytes() + "MB, it is " + size);
		return (int) size.toBytes();
	}

	/**
	 * Checks a name: any text that UTF-8 can hold, up to the limit.
	 * @param name the name
	 */
	public void checkName(@Nullable String name) {
		Assert.notNull(name, "'name' must not be null");
		checkText(name, this.nameSize, "name");
	}

	/**
	 * Checks the size of a name.
	 * @param bytes how many bytes it has in UTF-8
	 */
	public void checkNameSize(int bytes) {
		checkSize(bytes, this.nameSize, "name");
	}

	/**
	 * Returns names without repetitions, which are checked.
	 * @param names the names
	 * @return the distinct names, in the same order
	 */
	public Set<String> distinctNames(@Nullable Collection<String> names) {
		Assert.notNull(names, "'names' must not be null");
		names.forEach(this::checkName);
		return new LinkedHashSet<>(names);
	}

	/**
	 * Checks a value, as far as that is possible without serializing it.
	 * @param value the value
	 */
	public void checkValue(@Nullable Object value) {
		Assert.notNull(value, "'value' must not be null");
		if (value instanceof String || value instanceof Character) {
			checkText(value.toString(), this.valueSize, "value");
		}
		else if (value instanceof BigInteger || value instanceof BigDecimal) {
			Digits.check((Number) value);
		}
	}

	/**
	 * Checks the size of a value.
	 * @param bytes how many bytes it is stored as
	 */
	public void checkValueSize(int bytes) {
		checkSize(bytes, this.valueSize, "value");
	}

	/**
	 * Checks values, which may have no end: an interrupt ends the check.
	 * @param values the values
	 */
	public void checkValues(@Nullable Collection<?> values) {
		Assert.notNull(values, "'values' must not be null");
		int checked = 0;
		for (Object value : values) {
			checkValue(value);
			if (++checked % AT_ONCE == 0) {
				Assert.state(!Thread.currentThread().isInterrupted(), "Interrupted while values were checked");
			}
		}
	}

	/**
	 * Checks names with their values.
	 * @param valuesByName the values by name
	 */
	public void checkValuesByName(@Nullable Map<String, ? extends Collection<?>> valuesByName) {
		Assert.notNull(valuesByName, "'valuesByName' must not be null");
		valuesByName.forEach((name, values) -> {
			checkName(name);
			checkValues(values);
		});
	}

	/**
	 * Checks names whose values have an expiry each.
	 * @param expiriesByName the values' expiries by name
	 */
	public void checkExpiriesByName(@Nullable Map<String, ? extends Map<?, Instant>> expiriesByName) {
		Assert.notNull(expiriesByName, "'expiriesByName' must not be null");
		expiriesByName.forEach((name, expiries) -> {
			checkName(name);
			Assert.notNull(expiries, "'expiries' must not be null");
			expiries.forEach((value, expiresAt) -> {
				checkValue(value);
				Arguments.millis(expiresAt);
			});
		});
	}

	/**
	 * Returns a name with its values, one of a stream, which is checked.
	 * @param <E> the type of the entry
	 * @param entry the name and the values
	 * @return the entry
	 */
	public <E extends Map.Entry<String, ? extends Collection<?>>> E checkedEntry(@Nullable E entry) {
		Assert.notNull(entry, "'entries' must not contain null");
		checkName(entry.getKey());
		checkValues(entry.getValue());
		return entry;
	}

	private static void checkText(String text, int limit, String parameterName) {
		Arguments.checkText(text, parameterName);
		// No char has more than three bytes
		if (text.length() > limit / 3) {
			checkSize(text.getBytes(StandardCharsets.UTF_8).length, limit, parameterName);
		}
	}

	private static void checkSize(int bytes, int limit, String parameterName) {
		if (bytes > limit) {
			throw new IllegalArgumentException("'" + parameterName + "' must not be larger than " + limit
					+ " bytes, it has " + bytes + ": the limit is 'max-" + parameterName + "-size'");
		}
	}

}
