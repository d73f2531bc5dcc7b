package io.multimapttl.redis;

import java.util.stream.IntStream;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.support.Bound;
import io.multimapttl.support.Shown;
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
		FailedNames all = failed(Shown.MOST_NAMES);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> all.throwBatchIfAny("written"))
			.withMessageContaining("'zone " + (Shown.MOST_NAMES - 1) + "'; all other names were written");
		FailedNames more = failed(Shown.MOST_NAMES + 1);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> more.throwBatchIfAny("written"))
			.withMessageContaining("'zone " + (Shown.MOST_NAMES - 1) + "', ...; all other names were written")
			.satisfies((ex) -> assertThat(ex.getFailedNames()).hasSize(Shown.MOST_NAMES + 1));
	}

	private static FailedNames failed(int count) {
		FailedNames names = new FailedNames("couriers", Bound.NONE);
		IntStream.range(0, count).forEach((i) -> names.add("zone " + i));
		return names;
	}

}
