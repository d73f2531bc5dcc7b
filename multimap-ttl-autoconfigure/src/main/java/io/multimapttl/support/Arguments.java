package io.multimapttl.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Checks the arguments of a multimap's operations, so that each implementation refuses
 * the same ones in the same words. Each check throws an {@link IllegalArgumentException}
 * that names the argument and says what is wrong with it.
 */
public final class Arguments {

	/** The last millisecond of the year 9999, the last that a value can expire in. */
	public static final long LATEST = 253_402_300_799_999L;

	/** The first millisecond of the year 1: whatever lies before is equally over. */
	private static final long EARLIEST = -62_135_596_800_000L;

	/** How many characters the id of a multimap may have. */
	public static final int LONGEST_ID = 100;

	private Arguments() {
	}

	/**
	 * Returns whether a text can be the id of a multimap: up to {@value #LONGEST_ID}
	 * letters of any language, digits, dots, dashes and underscores.
	 * @param id the text
	 * @return whether it can be an id
	 */
	public static boolean isId(String id) {
		return !id.isEmpty() && id.length() <= LONGEST_ID && id.codePoints().allMatch(Arguments::isOfId);
	}

	/**
	 * Returns whether a character can be part of an id.
	 * @param character the code point
	 * @return whether it is a letter, a mark of one, a digit, a dot, a dash or an
	 * underscore
	 */
	public static boolean isOfId(int character) {
		int type = Character.getType(character);
		return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
				|| Character.isLetterOrDigit(character) || ".-_".indexOf(character) >= 0;
	}

	/**
	 * Checks a number of values.
	 * @param number the number
	 * @param parameterName what to call the number in the message of the exception
	 */
	public static void checkNotNegative(int number, String parameterName) {
		Assert.isTrue(number >= 0, () -> "'" + parameterName + "' must not be negative, it is " + number);
	}

	/**
	 * Returns what expiries are rounded up to, which is checked.
	 * @param precision one millisecond or one second
	 * @return the precision
	 */
	public static Duration checkedPrecision(@Nullable Duration precision) {
		Assert.notNull(precision, "'precision' must not be null");
		Assert.isTrue(precision.equals(Duration.ofMillis(1)) || precision.equals(Duration.ofSeconds(1)),
				() -> "'precision' must be one millisecond or one second, it is " + precision);
		return precision;
	}

	/**
	 * Returns a time to live, which is checked.
	 * @param ttl the time to live: positive, and it ends before the year 10000
	 * @param clock the clock that tells when it ends
	 * @return the time to live
	 */
	public static Duration checkedTtl(@Nullable Duration ttl, Clock clock) {
		Assert.notNull(ttl, "'ttl' must not be null");
		Assert.isTrue(!ttl.isNegative() && !ttl.isZero(), () -> "'ttl' must be positive, it is " + ttl);
		Assert.isTrue(ttl.compareTo(Duration.ofMillis(LATEST - millis(clock))) <= 0,
				() -> "'ttl' must end before the year 10000, it is " + ttl);
		return ttl;
	}

	/**
	 * Returns the milliseconds of a time to live, which is checked.
	 * @param ttl the time to live: positive, and it ends before the year 10000
	 * @param clock the clock that tells when it ends
	 * @return milliseconds, a fraction of one rounded up
	 */
	public static long millis(@Nullable Duration ttl, Clock clock) {
		return checkedTtl(ttl, clock).plusNanos(999_999).toMillis();
	}

	/**
	 * Returns the time of a clock.
	 * @param clock the clock
	 * @return milliseconds since 1970; those of the first or the last moment that a value
	 * can expire at, if the clock is beyond it
	 */
	public static long millis(Clock clock) {
		try {
			return Math.max(EARLIEST, Math.min(LATEST, clock.millis()));
		}
		catch (ArithmeticException ex) { // no long holds it
			return clock.instant().isAfter(Instant.EPOCH) ? LATEST : EARLIEST;
		}
	}

	/**
	 * Returns the milliseconds of a moment, which is checked.
	 * @param expiresAt the moment, before the year 10000
	 * @return milliseconds since 1970, a fraction of one dropped; a moment before the
	 * year 1 is the beginning of that year
	 */
	public static long millis(@Nullable Instant expiresAt) {
		Assert.notNull(expiresAt, "'expiresAt' must not be null");
		Assert.isTrue(expiresAt.isBefore(Instant.ofEpochMilli(LATEST + 1)),
				() -> "'expiresAt' must lie before the year 10000, it is " + expiresAt);
		return expiresAt.isBefore(Instant.ofEpochMilli(EARLIEST)) ? EARLIEST : expiresAt.toEpochMilli();
	}

	/**
	 * Checks that UTF-8 can hold a text.
	 * @param text the text
	 * @param parameterName what to call the text in the message of the exception
	 */
	public static void checkText(String text, String parameterName) {
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

}
