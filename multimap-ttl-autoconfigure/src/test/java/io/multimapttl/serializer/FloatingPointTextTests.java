package io.multimapttl.serializer;

import java.util.List;
import java.util.SplittableRandom;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import com.fasterxml.jackson.core.io.schubfach.FloatToDecimal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FloatingPointText}. What it must write is what the authors of Java's
 * own algorithm since Java 19 gave to Jackson for earlier ones.
 */
class FloatingPointTextTests {

	@Test
	void writesDoublesAsJava19Does() {
		SplittableRandom random = new SplittableRandom(19);
		for (int i = 0; i < 5_000; i++) {
			assertWritten(Double.longBitsToDouble(random.nextLong()));
			assertWritten(random.nextDouble());
			assertWritten(random.nextLong(100_000_000_000_000_000L) / 1e8);
			assertWritten(random.nextLong(1_000_000_000) / 1000.0);
		}
		for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
			double power = Math.scalb(1.0, exponent);
			assertWritten(power);
			assertWritten(Math.nextUp(power));
			assertWritten(-Math.nextDown(power));
		}
		for (double value : new double[] { 0.0, -0.0, 1, 1e7, 1e-3, 9999999.999999998, 2e-3, 2e23, 8.41e21, 1e16,
				Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY }) {
			assertWritten(value);
		}
	}

	@Test
	void writesFloatsAsJava19Does() {
		SplittableRandom random = new SplittableRandom(19);
		for (int i = 0; i < 5_000; i++) {
			assertWritten(Float.intBitsToFloat(random.nextInt()));
			assertWritten(random.nextInt(1_000_000) / 100f);
		}
		for (int exponent = Float.MIN_EXPONENT - 23; exponent <= Float.MAX_EXPONENT; exponent++) {
			float power = Math.scalb(1f, exponent);
			assertWritten(power);
			assertWritten(Math.nextUp(power));
			assertWritten(-Math.nextDown(power));
		}
		for (float value : new float[] { 0f, -0f, 1f, 0.1f, 1e7f, 1e-3f, 1.1e10f, Float.MIN_VALUE, Float.MAX_VALUE,
				Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY }) {
			assertWritten(value);
		}
	}

	@Test
	void differsFromWhatOlderJavaWrites() {
		assertThat(FloatingPointText.shortest(2e23)).isEqualTo("2.0E23");
		assertThat(FloatingPointText.shortest(-8.41e21)).isEqualTo("-8.41E21");
		assertThat(FloatingPointText.shortest(2.2e-322)).isEqualTo("2.2E-322");
		assertThat(FloatingPointText.shortest(1.17549435E-38f)).isEqualTo("1.1754944E-38");
	}

	private static void assertWritten(double value) {
		String expected = DoubleToDecimal.toString(value);
		assertThat(List.of(FloatingPointText.shortest(value), FloatingPointText.of(value))).containsOnly(expected);
	}

	private static void assertWritten(float value) {
		String expected = FloatToDecimal.toString(value);
		assertThat(List.of(FloatingPointText.shortest(value), FloatingPointText.of(value))).containsOnly(expected);
	}

}
