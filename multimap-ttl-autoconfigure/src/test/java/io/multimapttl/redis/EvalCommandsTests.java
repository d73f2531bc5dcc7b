package io.multimapttl.redis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EvalCommandsTests {

	private final EvalCommands commands = new EvalCommands(true);

	@Test
	void serverWithoutDigestsIsRemembered() {
		assertThat(this.commands.wantsText("ERR unknown command 'EVALSHA', with args beginning with: 'a'")).isTrue();
		assertThat(this.commands.isTextOnly()).isTrue();
	}

	@Test
	void serverWithoutReadOnlyScriptsKnowsTheOthers() {
		assertThat(this.commands.wantsText("ERR unknown command `EVALSHA_RO`, with args beginning with: `a`"))
			.isFalse();
		assertThat(this.commands.isTextOnly()).isFalse();
	}

}
