package io.multimapttl.redis;

import java.util.stream.IntStream;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.support.Bound;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FailedNamesTests {

	@Test
	void withoutNamesNothingIsThrown() {
		assertThatCode(() -> new FailedNames("couriers", Bound.NONE).throwBatchIfAny("written"))
			.doesNotThrowAnyException();
	}

	@Test
	void asManyNamesAsFitAreShown() {
		FailedNames all = failed(FailedNames.MOST_SHOWN);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> all.throwBatchIfAny("written"))
			.withMessageContaining("'zone " + (FailedNames.MOST_SHOWN - 1) + "'; all other names were written");
		FailedNames more = failed(FailedNames.MOST_SHOWN + 1);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> more.throwBatchIfAny("written"))
			.withMessageContaining("'zone " + (FailedNames.MOST_SHOWN - 1) + "', ...; all other names were written")
			.satisfies((ex) -> assertThat(ex.getFailedNames()).hasSize(FailedNames.MOST_SHOWN + 1));
	}

	@Test
	void longNamesAreShownByTheirBeginning() {
		assertThat(FailedNames.shown("x".repeat(200))).isEqualTo("x".repeat(200));
		assertThat(FailedNames.shown("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
	}

	@Test
	void namesAreShownOnOneLine() {
		assertThat(FailedNames.shown("zone\r\nWARN forged \u001b[31m\u0000\u0085\u2028\u2029"))
			.isEqualTo("zone\\u000d\\u000aWARN forged \\u001b[31m\\u0000\\u0085\\u2028\\u2029");
		assertThat(FailedNames.shown("right\u202eto left\u200b\\")).isEqualTo("right\\u202eto left\\u200b\\u005c");
		assertThat(FailedNames.shown("Zürich 東京 \ud83d\udeb2")).isEqualTo("Zürich 東京 \ud83d\udeb2");
		assertThat(FailedNames.shown("tag \udb40\udc01")).isEqualTo("tag \\udb40\\udc01");
	}

	@Test
	void characterIsNotCutInTwo() {
		assertThat(FailedNames.shown("x".repeat(199) + "\ud83d\udeb2 y")).isEqualTo("x".repeat(199) + "...");
		assertThat(FailedNames.shown("x".repeat(198) + "\ud83d\udeb2")).isEqualTo("x".repeat(198) + "\ud83d\udeb2");
	}

	private static FailedNames failed(int count) {
		FailedNames names = new FailedNames("couriers", Bound.NONE);
		IntStream.range(0, count).forEach((i) -> names.add("zone " + i));
		return names;
	}

}
