package io.multimapttl.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisBinary}.
 */
class RedisBinaryTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource(textBlock = """
			Linux,    amd64,   redis-server-7.0.15-linux-amd64
			Linux,    x86_64,  redis-server-7.0.15-linux-amd64
			Linux,    aarch64, redis-server-7.0.15-linux-arm64
			Mac OS X, x86_64,  redis-server-7.0.15-darwin-amd64
			Mac OS X, aarch64, redis-server-7.0.15-darwin-arm64
			""")
	void supportedPlatformHasAnExecutable(String osName, String osArch, String resource) throws IOException {
		Path target = this.folder.resolve("redis-server");
		RedisBinary binary = RedisBinary.forPlatform(osName, osArch);
		binary.unpackTo(target);
		assertThat(binary.resource()).isEqualTo(resource);
		assertThat(Files.size(target)).isGreaterThan(1_000_000);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target))).isEqualTo("rwx------");
	}

	@ParameterizedTest
	@CsvSource({ "Windows 11, amd64", "FreeBSD, amd64", "Linux, riscv64", "Linux, s390x", "'', ''" })
	void unsupportedPlatformFailsWithAWayOut(String osName, String osArch) {
		assertThatExceptionOfType(EmbeddedRedisException.class)
			.isThrownBy(() -> RedisBinary.forPlatform(osName, osArch))
			.withMessageContaining("for %s on %s".formatted(osName, osArch))
			.withMessageContaining("spring.data.redis.url")
			.withMessageContaining("jedis-mock");
	}

	@Test
	void missingExecutableFailsWithAWayOut() {
		RedisBinary binary = new RedisBinary("redis-server-missing", "");
		assertThatExceptionOfType(EmbeddedRedisException.class)
			.isThrownBy(() -> binary.unpackTo(this.folder.resolve("redis-server")))
			.withMessageContaining("'redis-server-missing'")
			.withMessageContaining("org.signal:embedded-redis");
	}

	@Test
	void executableThatIsNotTheKnownOneIsNeitherWrittenNorRun() {
		RedisBinary known = RedisBinary.forThisPlatform();
		RedisBinary other = new RedisBinary(RedisBinary.class.getName().replace('.', '/') + ".class", known.sha256());
		Path target = this.folder.resolve("redis-server");
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(() -> other.unpackTo(target))
			.withMessageContaining("'" + other.resource() + "'")
			.withMessageContaining("SHA-256")
			.withMessageContaining("org.signal:embedded-redis");
		assertThat(target).doesNotExist();
	}

}
