package io.multimapttl.redis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScriptTests {

	@Test
	void knowsTheCommandsThatItRuns() {
		assertThat(Script.DELETE.commands(true)).containsExactly("TIME", "UNLINK", "ZCARD", "ZCOUNT");
		assertThat(Script.DELETE.commands(false)).containsExactly("UNLINK", "ZCARD", "ZCOUNT");
		assertThat(Script.GET.commands(true)).containsExactly("TIME", "ZRANGEBYSCORE");
		assertThat(Script.ADD.commands(true)).contains("PEXPIREAT", "ZADD", "ZSCORE").doesNotContain("PEXPIRE");
		assertThat(Script.ADD.commands(false)).contains("PEXPIRE", "ZADD", "ZSCORE")
			.doesNotContain("PEXPIREAT", "TIME");
	}

}
