package io.multimapttl.testsupport;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.multimapttl.testsupport.Linearizability.Call;
import io.multimapttl.testsupport.Linearizability.Operation;
import io.multimapttl.testsupport.Linearizability.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checker finds what is wrong, and nothing else.
 */
class LinearizabilityTests {

	private static final Operation<Boolean> ADD_IF_ABSENT = (there) -> new Outcome<>(!there, true);

	private static final Operation<Boolean> READ = (there) -> new Outcome<>(there, there);

	@Test
	void twoCannotBothBeFirst() {
		assertThat(explains(call(ADD_IF_ABSENT, 0, 9, true), call(ADD_IF_ABSENT, 0, 9, true))).isFalse();
		assertThat(explains(call(ADD_IF_ABSENT, 0, 9, true), call(ADD_IF_ABSENT, 0, 9, false))).isTrue();
		assertThat(explains(call(ADD_IF_ABSENT, 0, 9, false), call(ADD_IF_ABSENT, 0, 9, false))).isFalse();
	}

	@Test
	void whatIsOverIsSeen() {
		assertThat(explains(call(ADD_IF_ABSENT, 0, 3, true), call(READ, 4, 5, false))).isFalse();
		assertThat(explains(call(READ, 4, 5, true), call(ADD_IF_ABSENT, 0, 3, true))).isTrue();
	}

	@Test
	void whatGoesOnMayBeSeenOrNot() {
		assertThat(explains(call(ADD_IF_ABSENT, 0, 9, true), call(READ, 4, 5, false), call(READ, 6, 7, true))).isTrue();
		assertThat(explains(call(ADD_IF_ABSENT, 0, 9, true), call(READ, 4, 5, true), call(READ, 6, 7, false)))
			.isFalse();
	}

	@SafeVarargs
	private static boolean explains(Call<Boolean>... calls) {
		return Linearizability.explains(false, List.of(calls));
	}

	private static Call<Boolean> call(Operation<Boolean> operation, long began, long ended, boolean result) {
		return new Call<>("call", operation, began, ended, result);
	}

}
