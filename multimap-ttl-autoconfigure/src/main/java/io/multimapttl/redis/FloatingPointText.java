package io.multimapttl.redis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Floating-point numbers as {@link Double#toString(double)} and
 * {@link Float#toString(float)} write them since Java 19, on any Java version. Earlier
 * ones write a digit too many for some numbers
 * (<a href="https://bugs.openjdk.org/browse/JDK-4511638">JDK-4511638</a>), so a value
 * would become another one when the application moves to a newer Java.
 */
final class FloatingPointText {

	private static final boolean SHORTEST_BY_JAVA = Runtime.version().feature() >= 19;

	/** As few digits as {@code toString} considers. */
	private static final int MIN_DIGITS = 2;

	private FloatingPointText() {
	}

	static String of(double value) {
		return SHORTEST_BY_JAVA ? Double.toString(value) : shortest(value);
	}

	static String of(float value) {
		return SHORTEST_BY_JAVA ? Float.toString(value) : shortest(value);
	}

	static String shortest(double value) {
		if (value == 0 || !Double.isFinite(value)) {
			return Double.toString(value);
		}
		double magnitude = Math.abs(value);
		String text = shortest(new BigDecimal(magnitude), (decimal) -> decimal.doubleValue() == magnitude);
		return (value < 0) ? "-" + text : text;
	}

	static String shortest(float value) {
		if (value == 0 || !Float.isFinite(value)) {
			return Float.toString(value);
		}
		float magnitude = Math.abs(value);
		String text = shortest(new BigDecimal(magnitude), (decimal) -> decimal.floatValue() == magnitude);
		return (value < 0) ? "-" + text : text;
	}

	private static String shortest(BigDecimal exact, Predicate<BigDecimal> readsBack) {
		for (int digits = MIN_DIGITS;; digits++) {
			// What reads back lies closer on one side at powers of two, so the nearest
			// may fail where the next on the other side does not
			for (RoundingMode mode : new RoundingMode[] { RoundingMode.HALF_EVEN, RoundingMode.UP,
					RoundingMode.DOWN }) {
				BigDecimal decimal = exact.round(new MathContext(digits, mode));
				if (readsBack.test(decimal)) {
					return layOut(decimal.stripTrailingZeros());
				}
			}
		}
	}

	private static String layOut(BigDecimal decimal) {
		String digits = decimal.unscaledValue().toString();
		int exponent = digits.length() - decimal.scale() - 1;
		if (exponent >= -3 && exponent < 7) {
			return (decimal.scale() > 0) ? decimal.toPlainString() : decimal.toPlainString() + ".0";
		}
		return digits.charAt(0) + "." + ((digits.length() > 1) ? digits.substring(1) : "0") + "E" + exponent;
	}

}
