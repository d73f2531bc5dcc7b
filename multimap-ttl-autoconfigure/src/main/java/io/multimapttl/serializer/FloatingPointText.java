package io.multimapttl.serializer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Floating-point numbers as {@link Double#toString(double)} and
 * {@link Float#toString(float)} write them since Java 19, on any Java version. Earlier
 * ones write a digit too many for some numbers
 * (<a href="https://bugs.openjdk.org/browse/JDK-4511638">JDK-4511638</a>), so a value
 * would become another one when the application moves to a newer Java.
 */
final class FloatingPointText {

	private static final boolean SHORTEST_BY_JAVA = Runtime.version().feature() >= 19;

	/**
	 * Texts up to these lengths have so few digits that no two of them are the same
	 * number, hence there is no shorter one.
	 */
	private static final int UNIQUE_DOUBLE = 15;

	private static final int UNIQUE_FLOAT = 6;

	/**
	 * Of the numbers with one or two digits the nearest is written, not the shortest.
	 */
	private static final int MIN_DIGITS = 2;

	private static final List<RoundingMode> ROUNDING_MODES = List.of(RoundingMode.HALF_EVEN, RoundingMode.UP,
			RoundingMode.DOWN);

	private FloatingPointText() {
	}

	static String of(double value) {
		return SHORTEST_BY_JAVA ? Double.toString(value) : shortest(value);
	}

	static String of(float value) {
		return SHORTEST_BY_JAVA ? Float.toString(value) : shortest(value);
	}

	static String shortest(double value) {
		String text = Double.toString(value);
		double magnitude = Math.abs(value);
		if ((text.length() <= UNIQUE_DOUBLE && magnitude >= Double.MIN_NORMAL) || value == 0
				|| !Double.isFinite(value)) {
			return text;
		}
		return shortest(new BigDecimal(value), new BigDecimal(text), (decimal) -> decimal.doubleValue() == value);
	}

	static String shortest(float value) {
		String text = Float.toString(value);
		float magnitude = Math.abs(value);
		if ((text.length() <= UNIQUE_FLOAT && magnitude >= Float.MIN_NORMAL) || value == 0 || !Float.isFinite(value)) {
			return text;
		}
		return shortest(new BigDecimal(value), new BigDecimal(text), (decimal) -> decimal.floatValue() == value);
	}

	private static String shortest(BigDecimal exact, BigDecimal written, Predicate<BigDecimal> readsBack) {
		BigDecimal shortest = written;
		for (int digits = written.precision(); digits >= MIN_DIGITS; digits--) {
			BigDecimal shorter = round(exact, digits, readsBack);
			if (shorter == null) {
				break;
			}
			shortest = shorter;
		}
		return layOut(shortest.stripTrailingZeros());
	}

	private static @Nullable BigDecimal round(BigDecimal exact, int digits, Predicate<BigDecimal> readsBack) {
		// At powers of two, what reads back is not as far away on one side as on the
		// other: the nearest may fail where its neighbour does not
		for (RoundingMode mode : ROUNDING_MODES) {
			BigDecimal decimal = exact.round(new MathContext(digits, mode));
			if (readsBack.test(decimal)) {
				return decimal;
			}
		}
		return null;
	}

	private static String layOut(BigDecimal decimal) {
		String sign = (decimal.signum() < 0) ? "-" : "";
		String digits = decimal.unscaledValue().abs().toString();
		int exponent = digits.length() - decimal.scale() - 1;
		if (exponent >= -3 && exponent < 7) {
			return (decimal.scale() > 0) ? decimal.toPlainString() : decimal.toPlainString() + ".0";
		}
		return sign + digits.charAt(0) + "." + ((digits.length() > 1) ? digits.substring(1) : "0") + "E" + exponent;
	}

}
