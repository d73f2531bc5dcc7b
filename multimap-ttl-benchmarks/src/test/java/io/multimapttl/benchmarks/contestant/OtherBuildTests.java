package io.multimapttl.benchmarks.contestant;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.benchmarks.server.RedisUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OtherBuildTests {

	private static final String SCRIPT = "io/multimapttl/redis/add.lua";

	private static RedisUnderTest redis;

	@BeforeAll
	static void start() {
		redis = RedisUnderTest.start(null, 0, null);
	}

	@AfterAll
	static void stop() {
		redis.close();
	}

	@Test
	void itsClassesAndScriptsAreItsOwn() throws Exception {
		try (OtherBuild build = new OtherBuild(thisBuild());
				Contestant contestant = build.connect(SpringConnections.plain(redis.address()), "other")) {
			contestant.add("name", "value");
			assertThat(contestant.get("name")).isEqualTo(1);
			assertThat(new ReactiveForm(contestant).get("name")).isEqualTo(1);
			assertThat(contestant.getClass().getClassLoader()).isSameAs(build);
			assertThat(build.loadClass(MultiMapWithTTL.class.getName()).getClassLoader()).isSameAs(build);
			assertThat(build.getResource(SCRIPT)).isNotNull();
		}
	}

	@Test
	void nothingIsTakenFromTheClassPathInstead(@TempDir Path empty) throws IOException {
		try (OtherBuild build = new OtherBuild(empty)) {
			assertThat(build.getResource(SCRIPT)).isNull();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> build.connect(SpringConnections.plain(redis.address()), "other"))
				.withMessageContaining(empty.getFileName().toString());
		}
	}

	private static Path thisBuild() throws URISyntaxException {
		return Path.of(MultiMapWithTTL.class.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

}
