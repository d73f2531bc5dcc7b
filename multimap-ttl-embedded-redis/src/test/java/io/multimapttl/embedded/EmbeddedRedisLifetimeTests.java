package io.multimapttl.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests that an {@link EmbeddedRedis} that nobody closes ends with its JVM.
 */
class EmbeddedRedisLifetimeTests {

	@TempDir
	private Path temporaryFolder;

	@TempDir
	private Path exchange;

	private Path portFile;

	private Process jvm;

	@BeforeEach
	void preparePortFile() {
		this.portFile = this.exchange.resolve("port");
	}

	@AfterEach
	void killJvm() {
		this.jvm.destroyForcibly();
	}

	@Test
	void serverAndItsFilesGoAwayWhenTheJvmIsKilled() throws IOException, InterruptedException {
		int port = startServerInJvm(true);
		connectTo(port).close();
		assertThat(this.temporaryFolder).isNotEmptyDirectory();
		// SIGKILL, after which no shutdown hook runs
		this.jvm.destroyForcibly();
		assertThat(this.jvm.waitFor()).isEqualTo(128 + 9);
		assertServerGoesAway(port);
	}

	@Test
	void serverAndItsFilesGoAwayWhenTheJvmExits() throws IOException, InterruptedException {
		int port = startServerInJvm(false);
		assertThat(this.jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.jvm.exitValue()).isZero();
		assertServerGoesAway(port);
	}

	private int startServerInJvm(boolean stay) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		this.jvm = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
				UnclosedServer.class.getName(), this.temporaryFolder.toString(), this.portFile.toString(),
				String.valueOf(stay))
			.redirectErrorStream(true)
			.redirectOutput(this.exchange.resolve("output").toFile())
			.start();
		await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(this.portFile));
		return Integer.parseInt(Files.readString(this.portFile));
	}

	private void assertServerGoesAway(int port) {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			assertThatIOException().isThrownBy(() -> connectTo(port).close());
			assertThat(this.temporaryFolder).isEmptyDirectory();
		});
	}

	private static RespConnection connectTo(int port) throws IOException {
		return new RespConnection("127.0.0.1", port, null, Duration.ofSeconds(2));
	}

}
