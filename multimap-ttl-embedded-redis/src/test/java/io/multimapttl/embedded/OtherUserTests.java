package io.multimapttl.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for an {@link EmbeddedRedis} with another user on the same machine.
 */
class OtherUserTests {

	@TempDir
	private Path folder;

	@BeforeEach
	void needsAnotherUser() {
		OtherUser.assumePossible();
	}

	@Test
	void whoeverListensOnTheGivenPortIsNotTheServerAndGetsNoPassword() throws Exception {
		try (RunningImpostor impostor = RunningImpostor.in(this.folder)) {
			EmbeddedRedis.Builder builder = EmbeddedRedis.builder().port(impostor.port()).randomPassword();
			assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
				.withMessageContaining("port " + impostor.port());
			assertThat(impostor.whatItWasTold()).isEmpty();
		}
	}

	@Test
	void whoeverTakesTheFreePortIsNotTheServerAndGetsNoPassword() throws Exception {
		try (RunningImpostor impostor = RunningImpostor.in(this.folder)) {
			ServerPorts taken = ServerPorts.findFree().withPort(impostor.port());
			Queue<ServerPorts> ports = new ArrayDeque<>(List.of(taken, taken, ServerPorts.findFree()));
			try (EmbeddedRedis redis = EmbeddedRedis.builder().freePorts(ports::remove).randomPassword().start();
					RespConnection connection = redis.connect()) {
				assertThat(connection.command("PING")).isEqualTo("PONG");
				assertThat(redis.getPort()).isNotEqualTo(impostor.port());
			}
			assertThat(impostor.whatItWasTold()).isEmpty();
		}
	}

	/**
	 * The impostor's process.
	 *
	 * @param process the process
	 * @param output what it writes
	 * @param port the port that it listens on
	 */
	private record RunningImpostor(Process process, BufferedReader output, int port) implements AutoCloseable {

		private static final String END = "THAT IS ALL";

		static RunningImpostor in(Path folder) throws IOException {
			Process process = new ProcessBuilder(OtherUser.java(folder, Impostor.class)).redirectErrorStream(true)
				.start();
			BufferedReader output = process.inputReader();
			return new RunningImpostor(process, output, Integer.parseInt(output.readLine()));
		}

		/**
		 * Speaks to the impostor, which serves one after the other, so that what it was
		 * told before is known.
		 */
		List<String> whatItWasTold() throws IOException {
			try (RespConnection last = new RespConnection("127.0.0.1", this.port, null, Duration.ofSeconds(30))) {
				last.command(END);
			}
			List<String> told = new ArrayList<>();
			for (String line = this.output.readLine(); !END.equals(line); line = this.output.readLine()) {
				told.add(line);
			}
			// The command before its name
			return told.subList(0, told.size() - 2);
		}

		@Override
		public void close() {
			this.process.destroyForcibly();
		}

	}

}
