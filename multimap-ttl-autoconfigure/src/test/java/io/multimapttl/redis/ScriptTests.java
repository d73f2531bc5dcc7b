package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScriptTests {

	/**
	 * So the line, which servers tell of a command that they refuse, names it.
	 */
	@ParameterizedTest
	@EnumSource
	void lineRunsOneCommandAtTheMost(Script script) {
		int lines = new String(script.text(), StandardCharsets.US_ASCII).split("\n").length;
		Set<String> commands = new TreeSet<>();
		for (int line = 1; line <= lines; line++) {
			Set<String> ofLine = script.commands(line, true);
			assertThat(ofLine).as("line %d", line).hasSizeLessThanOrEqualTo(1);
			commands.addAll(ofLine);
		}
		assertThat(commands).isEqualTo(script.commands(true));
		assertThat(script.commands(0, true)).isEmpty();
		assertThat(script.commands(lines + 1, true)).isEmpty();
	}

	@Test
	void knowsTheCommandsThatItRuns() {
		assertThat(Script.DELETE.commands(true)).containsExactly("TIME", "UNLINK", "ZCARD", "ZCOUNT");
		assertThat(Script.DELETE.commands(false)).containsExactly("UNLINK", "ZCARD", "ZCOUNT");
		assertThat(Script.GET.commands(true)).containsExactly("TIME", "ZCARD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE");
		assertThat(Script.ADD.commands(true)).contains("PEXPIREAT", "ZADD", "ZSCORE").doesNotContain("PEXPIRE");
		assertThat(Script.ADD.commands(false)).contains("PEXPIRE", "ZADD", "ZSCORE")
			.doesNotContain("PEXPIREAT", "TIME");
	}

}
