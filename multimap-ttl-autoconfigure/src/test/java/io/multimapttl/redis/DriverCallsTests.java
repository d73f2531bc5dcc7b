package io.multimapttl.redis;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.RecoverableDataAccessException;

import static org.assertj.core.api.Assertions.assertThat;

class DriverCallsTests {

	@ParameterizedTest
	@EnumSource(names = { "ADD_AND_COUNT", "REMOVE_AND_COUNT" })
	void answerOfASecondRunIsToldWhateverTheKeyPrefixIs(Script script) {
		RecoverableDataAccessException repeated = DriverCalls.repeated(script);
		assertThat(repeated).hasMessageContaining((script == Script.ADD_AND_COUNT) ? "added it" : "is removed");
		for (String word : repeated.getMessage().split("\\W+")) {
			assertThat(Refusal.translate(new KeyPrefix(word), repeated)).isSameAs(repeated);
		}
	}

}
