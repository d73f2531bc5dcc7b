package io.multimapttl.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.IntStream;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
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

	@Test
	void millionsOfNamesDoNotHoldAnExceptionEach() throws Exception {
		MultiMapBatchException ex = batch(failed(2));
		assertThat(ex.getFailures().get("zone 1")).isExactlyInstanceOf(MultiMapException.class)
			.hasMessageContaining("'zone 1'")
			.isNotSameAs(ex.getFailures().get("zone 1"));
		assertThat(ex.getFailures().values()).hasSize(2).hasOnlyElementsOfType(MultiMapException.class);
		assertThat(ex.getFailures()).doesNotContainKey("zone 2");
		assertThat(ex.getFailures().get("zone 2")).isNull();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		new ObjectOutputStream(bytes).writeObject(ex);
		MultiMapBatchException read = (MultiMapBatchException) new ObjectInputStream(
				new ByteArrayInputStream(bytes.toByteArray()))
			.readObject();
		assertThat(read.getFailedNames()).containsExactly("zone 0", "zone 1");
		assertThat(read.getFailures().get("zone 1")).hasMessageContaining("'zone 1'");
	}

	private static MultiMapBatchException batch(FailedNames names) {
		return assertThatExceptionOfType(MultiMapBatchException.class)
			.isThrownBy(() -> names.throwBatchIfAny("written"))
			.actual();
	}

	private static FailedNames failed(int count) {
		FailedNames names = new FailedNames("couriers", Bound.NONE);
		IntStream.range(0, count).forEach((i) -> names.add("zone " + i));
		return names;
	}

}
