package io.multimapttl.docs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What samples say that a call answers.
 */
public final class Answers {

	private Answers() {
	}

	/**
	 * Checks an answer.
	 * @param answer what the call answers
	 * @param said what the comment behind it says
	 */
	public static void check(Object answer, String said) {
		assertThat(String.valueOf(answer)).as("What the comment says that the call answers").isEqualTo(said);
	}

}
