package io.multimapttl.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
	void serverAndItsFilesGoAwayWhenTheJvmExits() throws IOException, InterruptedException {
		int port = startServerInJvm(false, this::java);
		assertThat(this.jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.jvm.exitValue()).isZero();
		assertServerGoesAway(port);
		await().atMost(Duration.ofSeconds(10)).until(() -> this.temporaryFolder.toFile().list().length == 0);
	}

	@ParameterizedTest
	@EnumSource(Victims.class)
	void serverAndItsFilesGoAwayWithTheJvmWhateverIsKilledFirst(Victims victims) throws Exception {
		assertServerGoesAwayWith(victims, this::java);
	}

	@ParameterizedTest
	@EnumSource(names = { "PROCESS_GROUP_OF_THE_JVM", "GUARD_AND_JVM_AT_ONCE" })
	void serverAndItsFilesGoAwayWithTheJvmOfAnotherUser(Victims victims) throws Exception {
		OtherUser.assumePossible();
		OtherUser.openForAll(this.temporaryFolder);
		OtherUser.openForAll(this.exchange);
		assertServerGoesAwayWith(victims, (arguments) -> OtherUser
			.java(Files.createDirectory(this.exchange.resolve("classes")), UnclosedServer.class, arguments));
	}

	private void assertServerGoesAwayWith(Victims victims, Command command) throws Exception {
		int port = startServerInJvm(true, command);
		connectTo(port).close();
		assertThat(this.temporaryFolder).isNotEmptyDirectory();
		ProcessHandle jvm = this.jvm.toHandle();
		// SIGKILL, after which no shutdown hook runs
		for (String processes : victims.select.apply(jvm)) {
			new ProcessBuilder("/bin/sh", "-c", "kill -9 " + processes).inheritIO().start().waitFor();
		}
		assertThat(this.jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.jvm.exitValue()).isEqualTo(128 + 9);
		assertServerGoesAway(port);
		if (victims.leaveAShell) {
			await().atMost(Duration.ofSeconds(10)).until(() -> this.temporaryFolder.toFile().list().length == 0);
		}
	}

	private List<String> java(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), UnclosedServer.class.getName()));
		command.addAll(List.of(arguments));
		return command;
	}

	private int startServerInJvm(boolean stay, Command command) throws IOException {
		// In a process group of its own, as a shell or a CI server gives it
		List<String> inGroup = new ArrayList<>(List.of("/usr/bin/setsid"));
		inGroup
			.addAll(command.running(this.temporaryFolder.toString(), this.portFile.toString(), String.valueOf(stay)));
		this.jvm = new ProcessBuilder(inGroup).redirectErrorStream(true)
			.redirectOutput(this.exchange.resolve("output").toFile())
			.start();
		await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(this.portFile));
		return Integer.parseInt(Files.readString(this.portFile));
	}

	private void assertServerGoesAway(int port) {
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThatIOException().isThrownBy(() -> connectTo(port).close()));
	}

	private static RespConnection connectTo(int port) throws IOException {
		return new RespConnection("127.0.0.1", port, null, Duration.ofSeconds(2));
	}

	private interface Command {

		List<String> running(String... arguments) throws IOException;

	}

	/**
	 * What is killed, one after the other.
	 */
	private enum Victims {

		JVM((jvm) -> List.of(pid(jvm))),

		PROCESS_GROUP_OF_THE_JVM((jvm) -> List.of("-" + pid(jvm))),

		GUARD_THEN_JVM((jvm) -> List.of(pid(guard(jvm)), pid(jvm))),

		BOTH_SHELLS_THEN_JVM((jvm) -> List.of(pid(secondShell(jvm)), pid(guard(jvm)), pid(jvm)), false),

		GUARD_AND_JVM_AT_ONCE((jvm) -> List.of(pid(guard(jvm)) + " " + pid(jvm)));

		private final Function<ProcessHandle, List<String>> select;

		private final boolean leaveAShell;

		Victims(Function<ProcessHandle, List<String>> select) {
			this(select, true);
		}

		Victims(Function<ProcessHandle, List<String>> select, boolean leaveAShell) {
			this.select = select;
			this.leaveAShell = leaveAShell;
		}

		private static String pid(ProcessHandle process) {
			return String.valueOf(process.pid());
		}

		private static ProcessHandle guard(ProcessHandle jvm) {
			return jvm.children().findFirst().orElseThrow();
		}

		private static ProcessHandle secondShell(ProcessHandle jvm) {
			return guard(jvm).children()
				.filter((child) -> child.info().command().orElse("").endsWith("sh"))
				.findFirst()
				.orElseThrow();
		}

	}

}
