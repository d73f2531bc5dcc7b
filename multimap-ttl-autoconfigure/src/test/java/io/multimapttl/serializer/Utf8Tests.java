package io.multimapttl.serializer;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.serializer.SerializationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Utf8}.
 */
class Utf8Tests {

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "*?[]\\{}", "a\nb\u0000c", "\u00e4\u20ac", "\ud83d\udeb2",
			"x\ud83d\udeb2\ud83d\udeb2", "\ufffd", "\uffff" })
	void keepsAnyText(String text) {
		byte[] bytes = Utf8.encode(text, "value");
		assertThat(bytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
		assertThat(Utf8.decode(bytes)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud83d", "ab\ud83d", "\ud83dab", "\udeb2", "\udeb2\ud83d", "\ud83d\ud83d\udeb2",
			"\ud83d\udeb2\udeb2" })
	void refusesUnpairedSurrogateNamingTheParameter(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Utf8.encode(text, "name"))
			.withMessageStartingWith("'name' must not hold an unpaired surrogate");
	}

	@Test
	void tellsWhereTheUnpairedSurrogateIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> Utf8.encode("ab\ud83d\udeb2\ud83d!", "name"))
			.withMessageEndingWith("at index 4");
	}

	@Test
	void refusesMalformedBytesWithoutTellingThem() {
		byte[][] malformed = { { 's', 'e', 'c', 'r', 'e', 't', (byte) 0xff }, { (byte) 0xc3 },
				{ (byte) 0xc0, (byte) 0x80 }, { (byte) 0xed, (byte) 0xa0, (byte) 0xbd },
				{ (byte) 0xef, (byte) 0xbf, (byte) 0xbd, (byte) 0x80 } };
		for (byte[] bytes : malformed) {
			assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> Utf8.decode(bytes))
				.withMessage("The stored bytes are not UTF-8")
				.withNoCause();
		}
	}

}
