package io.multimapttl.support;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Bounds the digits of numbers: Java takes a time to read or write them that grows with
 * the square of their number, seconds for a megabyte. The bound is that of Jackson.
 */
public final class Digits {

	private static final int MOST = 1000;

	/** Up to so many bits a number has less digits for sure: 10^900 has 2990. */
	private static final int FEW_BITS = 2990;

	/** A number of more bits has more digits for sure: 10^1000 has 3322. */
	private static final int MOST_BITS = 3322;

	private Digits() {
	}

	/**
	 * Checks a number that is to be written.
	 * @param number a {@link BigInteger} or {@link BigDecimal}
	 * @throws IllegalArgumentException if it has too many digits
	 */
	public static void check(Number number) {
		int bits = ((number instanceof BigDecimal decimal) ? decimal.unscaledValue() : (BigInteger) number).bitLength();
		if (bits > MOST_BITS || (bits > FEW_BITS && !isShort(number.toString()))) {
			throw new IllegalArgumentException("'value' must not have more than " + MOST + " digits");
		}
	}

	/**
	 * Returns whether a number is short enough to be read.
	 * @param number the text of a number
	 * @return whether it has at most 1000 digits, those of an exponent included
	 */
	public static boolean isShort(String number) {
		return number.length() <= MOST || number.chars().filter(Character::isDigit).count() <= MOST;
	}

}
