package io.multimapttl.redis;

import java.io.IOException;

import io.multimapttl.embedded.EmbeddedRedis;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.SmallHeapImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much memory an application needs for imports that do not block.
 */
@Timeout(600)
class SmallHeapTests {

	/**
	 * Four megabytes for each of the callers would be 256 in all.
	 */
	@Test
	void importsNeedLittleMemoryHoweverManyCallersThereAre() throws IOException {
		int entries = Integer.getInteger("test.import.entries", 100_000);
		int callers = Integer.getInteger("test.import.callers", 64);
		try (EmbeddedRedis server = EmbeddedRedis.start()) {
			assertThat(SmallHeapImport.run(RedisServer.of(server), "small", Integer.getInteger("test.import.heap", 64),
					entries, callers))
				.isEqualTo("one: " + entries + "\nmany: 64\n");
		}
	}

}
