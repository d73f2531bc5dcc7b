package io.multimapttl.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EmbeddedRedis}.
 */
class EmbeddedRedisTests {

	@TempDir
	private Path temporaryFolder;

	@Test
	void answersOnceStarted() throws IOException {
		try (EmbeddedRedis redis = EmbeddedRedis.start(); RespConnection connection = redis.connect()) {
			assertThat(connection.command("SET", "key", "välue\r\n")).isEqualTo("OK");
			assertThat(connection.command("GET", "key")).isEqualTo("välue\r\n");
			assertThat(connection.command("GET", "other")).isEmpty();
		}
	}

	@Test
	void isTheVersionThatItSays() throws IOException {
		try (EmbeddedRedis redis = EmbeddedRedis.start(); RespConnection connection = redis.connect()) {
			assertThat(connection.command("INFO", "server").lines()).contains("redis_version:" + EmbeddedRedis.VERSION);
		}
	}

	@Test
	void hasNoPasswordUnlessGivenOne() {
		try (EmbeddedRedis redis = EmbeddedRedis.start()) {
			assertThat(redis.getPassword()).isNull();
			assertThat(redis.getUri()).isEqualTo(URI.create("redis://127.0.0.1:" + redis.getPort()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "a b", "\"quoted\" \\x41 'single'", "pä/ss:w@rd?#%+", "#!\u00a0", "end" })
	void uriCarriesThePassword(String password) {
		try (EmbeddedRedis redis = EmbeddedRedis.builder().password(password).start()) {
			assertThat(redis.getPassword()).isEqualTo(password);
			assertThat(ping(redis)).isEqualTo("PONG");
		}
	}

	@Test
	void serverWithPasswordRefusesWhoDoesNotKnowIt() throws IOException {
		try (EmbeddedRedis redis = EmbeddedRedis.builder().randomPassword().start();
				RespConnection stranger = connectTo(redis.getPort())) {
			assertThatIOException().isThrownBy(() -> stranger.command("PING")).withMessageContaining("NOAUTH");
		}
	}

	@Test
	void randomPasswordsDiffer() {
		try (EmbeddedRedis first = EmbeddedRedis.builder().randomPassword().start();
				EmbeddedRedis second = EmbeddedRedis.builder().randomPassword().start()) {
			assertThat(first.getPassword()).hasSizeGreaterThan(20).isNotEqualTo(second.getPassword());
		}
	}

	@Test
	void eachStartHasAnotherRandomPassword() {
		EmbeddedRedis.Builder builder = EmbeddedRedis.builder().randomPassword();
		try (EmbeddedRedis first = builder.start(); EmbeddedRedis second = builder.start()) {
			assertThat(first.getPassword()).isNotEqualTo(second.getPassword());
			assertThat(ping(second)).isEqualTo("PONG");
		}
	}

	@Test
	void passwordIsInNoArgumentAndInNoFile() throws IOException {
		EmbeddedRedis.Builder builder = inTemporaryFolder().password("conspicuous");
		try (EmbeddedRedis redis = builder.start()) {
			assertThat(redis.toString()).doesNotContain("conspicuous");
			assertThat(ProcessHandle.current().descendants()).extracting(EmbeddedRedisTests::commandLine)
				.anyMatch((commandLine) -> commandLine.contains("redis-server"))
				.noneMatch((commandLine) -> commandLine.contains("conspicuous"));
			try (Stream<Path> files = Files.walk(this.temporaryFolder)) {
				assertThat(files.filter(Files::isRegularFile)).noneSatisfy(
						(file) -> assertThat(file).content(StandardCharsets.ISO_8859_1).contains("conspicuous"));
			}
		}
	}

	@Test
	void folderIsForItsOwnerOnlyAndEmptyOnceTheServerRuns() throws IOException {
		try (EmbeddedRedis redis = inTemporaryFolder().start();
				Stream<Path> folders = Files.list(this.temporaryFolder)) {
			assertThat(redis).isNotNull();
			assertThat(folders).singleElement().satisfies((folder) -> {
				assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
				assertThat(folder).isEmptyDirectory();
			});
		}
	}

	@Test
	void listensOnLoopbackOnlyAndSavesNothing() {
		try (EmbeddedRedis redis = EmbeddedRedis.start()) {
			assertThat(settings(redis, "bind", "save", "appendonly")).containsEntry("bind", "127.0.0.1")
				.containsEntry("save", "")
				.containsEntry("appendonly", "no");
		}
	}

	@Test
	void settingsReachTheServer() {
		EmbeddedRedis.Builder builder = EmbeddedRedis.builder()
			.setting("maxmemory", "10mb")
			.setting("save", "60 1")
			.setting("maxmemory", "20mb");
		try (EmbeddedRedis redis = builder.start()) {
			assertThat(settings(redis, "maxmemory", "save"))
				.containsEntry("maxmemory", String.valueOf(20 * 1024 * 1024))
				.containsEntry("save", "60 1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "port", "BIND", "requirepass", "dir", "daemonize", "logfile", "loglevel", "include",
			"two words", "" })
	void settingsOfTheLauncherAndNonsenseAreRejected(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedRedis.builder().setting(name, "1"))
			.withMessageContaining("'" + name + "'");
	}

	@Test
	void settingCannotSmuggleInAnother() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EmbeddedRedis.builder().setting("maxmemory", "1mb\nbind 0.0.0.0"))
			.withMessageContaining("'maxmemory'");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 65536 })
	void portsThatDoNotExistAreRejected(int port) {
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedRedis.builder().port(port))
			.withMessageContaining("'port'");
	}

	@Test
	void emptyPasswordIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedRedis.builder().password(""))
			.withMessageContaining("'password'");
	}

	@Test
	void closeEndsTheServerAndRemovesItsFiles() {
		EmbeddedRedis redis = inTemporaryFolder().start();
		assertThat(this.temporaryFolder).isNotEmptyDirectory();
		redis.close();
		assertThat(this.temporaryFolder).isEmptyDirectory();
		assertThatIOException().isThrownBy(() -> connectTo(redis.getPort()));
		assertThatCode(redis::close).doesNotThrowAnyException();
	}

	@Test
	void directoryKeepsWhatAServerHeldForTheNext() throws IOException {
		Path directory = this.temporaryFolder.resolve("kept").resolve("data");
		EmbeddedRedis.Builder builder = EmbeddedRedis.builder().directory(directory);
		for (int start = 0; start < 3; start++) {
			try (EmbeddedRedis redis = builder.start(); RespConnection connection = redis.connect()) {
				assertThat(connection.command("DBSIZE")).isEqualTo(String.valueOf(start));
				connection.command("SET", "key" + start, "value");
				assertThat(settings(redis, "dir", "appendonly", "appendfsync"))
					.containsEntry("dir", directory.toString())
					.containsEntry("appendonly", "yes")
					.containsEntry("appendfsync", "no");
			}
			assertThat(directory).isNotEmptyDirectory();
		}
	}

	@Test
	void directoryCanKeepWhatIsSavedInstead() throws IOException {
		EmbeddedRedis.Builder builder = EmbeddedRedis.builder()
			.directory(this.temporaryFolder)
			.setting("appendonly", "no");
		try (EmbeddedRedis redis = builder.start(); RespConnection connection = redis.connect()) {
			connection.command("SET", "saved", "value");
			connection.command("SAVE");
			connection.command("SET", "lost", "value");
		}
		try (EmbeddedRedis redis = builder.start(); RespConnection connection = redis.connect()) {
			assertThat(connection.command("EXISTS", "saved", "lost")).isEqualTo("1");
		}
	}

	@Test
	void directoryThatCannotBeCreatedFailsWithAWayOut() throws IOException {
		Path file = Files.createFile(this.temporaryFolder.resolve("file"));
		EmbeddedRedis.Builder builder = EmbeddedRedis.builder().directory(file.resolve("data"));
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
			.withMessageContaining("'" + file.resolve("data") + "'")
			.satisfies(EmbeddedRedisTests::namesAlternatives);
	}

	@Test
	void freePortsAreNoneThatClientsAreGiven() {
		assertThat(ServerPorts.findFree()).satisfies((ports) -> {
			assertThat(ports.port()).isBetween(12_000, 32_000).isNotEqualTo(ports.clusterPort());
			assertThat(ports.clusterPort()).isBetween(12_000, 32_000);
		});
	}

	@Test
	void temporaryFolderMayHaveAnyName() throws IOException {
		Path folder = Files.createDirectory(this.temporaryFolder.resolve("a\n'b\" $(c) ü\\"));
		try (EmbeddedRedis redis = EmbeddedRedis.builder().temporaryFolder(folder).start()) {
			assertThat(ping(redis)).isEqualTo("PONG");
		}
		assertThat(folder).isEmptyDirectory();
	}

	@Test
	void serverThatEndsByItselfLeavesNoFiles() throws IOException {
		try (EmbeddedRedis redis = inTemporaryFolder().start(); RespConnection connection = redis.connect()) {
			assertThatIOException().isThrownBy(() -> connection.command("SHUTDOWN", "NOSAVE"));
			await().untilAsserted(() -> assertThat(this.temporaryFolder).isEmptyDirectory());
		}
	}

	@Test
	void serversDoNotShareAnything() throws IOException {
		try (EmbeddedRedis first = EmbeddedRedis.start();
				EmbeddedRedis second = EmbeddedRedis.start();
				RespConnection toFirst = first.connect();
				RespConnection toSecond = second.connect()) {
			toFirst.command("SET", "key", "value");
			assertThat(toSecond.command("EXISTS", "key")).isEqualTo("0");
		}
	}

	@Test
	void listensOnGivenPort() {
		int port = ServerPorts.findFree().port();
		try (EmbeddedRedis redis = EmbeddedRedis.builder().port(port).start()) {
			assertThat(redis.getPort()).isEqualTo(port);
			assertThat(ping(redis)).isEqualTo("PONG");
		}
	}

	@Test
	void givenPortInUseFailsWithAWayOut() {
		try (EmbeddedRedis other = EmbeddedRedis.start()) {
			EmbeddedRedis.Builder builder = inTemporaryFolder().port(other.getPort());
			assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
				.withMessageContaining("port " + other.getPort())
				.withMessageContaining("another port")
				.satisfies(EmbeddedRedisTests::namesAlternatives);
			assertThat(this.temporaryFolder).isEmptyDirectory();
		}
	}

	@Test
	void whoeverElseListensOnThePortIsNotSpokenTo() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			EmbeddedRedis.Builder builder = inTemporaryFolder().port(other.getLocalPort()).randomPassword();
			assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
				.withMessageContaining("port " + other.getLocalPort());
			other.setSoTimeout(1);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(other::accept);
		}
	}

	@Test
	void freePortThatIsTakenMeanwhileIsReplacedByAnother() {
		try (EmbeddedRedis other = EmbeddedRedis.start()) {
			ServerPorts taken = ServerPorts.findFree().withPort(other.getPort());
			ServerPorts free = ServerPorts.findFree();
			Queue<ServerPorts> ports = new ArrayDeque<>(List.of(taken, taken, free));
			try (EmbeddedRedis redis = inTemporaryFolder().freePorts(ports::remove).start()) {
				assertThat(redis.getPort()).isEqualTo(free.port());
				assertThat(this.temporaryFolder).isDirectoryContaining(Files::isDirectory)
					.satisfies((folder) -> assertThat(folder.toFile().list()).hasSize(1));
			}
		}
	}

	@Test
	void wrongSettingFailsWithTheLastOutput() {
		assertThatExceptionOfType(EmbeddedRedisException.class)
			.isThrownBy(() -> inTemporaryFolder().setting("nonsense", "1").start())
			.withMessageContaining(">>> 'nonsense ...'")
			.withMessageContaining("Bad directive")
			.satisfies(EmbeddedRedisTests::namesAlternatives);
		assertThat(this.temporaryFolder).isEmptyDirectory();
	}

	@ParameterizedTest
	@CsvSource({ "user, ada on conspicuous", "user, ada <conspicuous", "user, ada on >conspicuous +@all &x y",
			"user, ada on \">conspicuous", "masterauth, conspicuous conspicuous" })
	void wrongSettingIsShownWithoutItsValue(String name, String value) {
		assertThatExceptionOfType(EmbeddedRedisException.class)
			.isThrownBy(() -> inTemporaryFolder().setting(name, value).start())
			.withMessageContaining(">>> '" + name + " ...'")
			.withMessageNotContaining("conspicuous");
	}

	@Test
	void folderThatCannotBeWrittenToFailsWithAWayOut() throws IOException {
		// No user may create a folder below a file, not even root
		Path file = Files.createFile(this.temporaryFolder.resolve("file"));
		assertThatExceptionOfType(EmbeddedRedisException.class)
			.isThrownBy(() -> EmbeddedRedis.builder().temporaryFolder(file).start())
			.withMessageContaining("'" + file + "'")
			.withMessageContaining("-Djava.io.tmpdir=<a folder that can be written to>")
			.satisfies(EmbeddedRedisTests::namesAlternatives);
	}

	@Test
	void fileThatMayNotBeExecutedFailsWithAWayOut() {
		// As on a file system that is mounted with noexec, for root too
		EmbeddedRedis.Builder builder = inTemporaryFolder().executable(Files::createFile);
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
			.withMessageContaining("'" + this.temporaryFolder + "'")
			.withMessageContaining("noexec")
			.withMessageContaining("-Djava.io.tmpdir=<a folder from which programs may be executed>")
			.satisfies(EmbeddedRedisTests::namesAlternatives);
		assertThat(this.temporaryFolder).isEmptyDirectory();
	}

	@Test
	void systemThatRefusesToExecuteFailsWithAWayOut() {
		// A folder may be searched, which looks executable until it is tried
		EmbeddedRedis.Builder builder = inTemporaryFolder().executable(Files::createDirectory);
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
			.withMessageContaining("noexec");
		assertThat(this.temporaryFolder).isEmptyDirectory();
	}

	@Test
	void serverThatIsNotReadyFailsInTime() {
		EmbeddedRedis.Builder builder = inTemporaryFolder().executable(script("echo still starting; exec sleep 60"))
			.startTimeout(Duration.ofMillis(300));
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
			.withMessageContaining("300 ms")
			.withMessageContaining("still starting");
		assertThat(this.temporaryFolder).isEmptyDirectory();
	}

	@Test
	void onlyTheLastOutputIsShown() {
		EmbeddedRedis.Builder builder = inTemporaryFolder()
			.executable(script("i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo line-$i.; done; exit 1"));
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(builder::start)
			.withMessageContaining("line-100.")
			.withMessageNotContaining("line-1.");
	}

	@Test
	void interruptedStartLeavesNothingBehind() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(inTemporaryFolder()::start)
			.withMessageContaining("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
		await().untilAsserted(() -> assertThat(this.temporaryFolder).isEmptyDirectory());
	}

	private EmbeddedRedis.Builder inTemporaryFolder() {
		return EmbeddedRedis.builder().temporaryFolder(this.temporaryFolder);
	}

	private static RedisLaunch.Executable script(String commands) {
		return (target) -> {
			Files.writeString(target, "#!/bin/sh\n" + commands + "\n");
			Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
		};
	}

	private static RespConnection connectTo(int port) throws IOException {
		return new RespConnection("127.0.0.1", port, null, Duration.ofSeconds(2));
	}

	private static String ping(EmbeddedRedis redis) {
		return withClient(redis, RedisCommands::ping);
	}

	private static Map<String, String> settings(EmbeddedRedis redis, String... names) {
		return withClient(redis, (commands) -> commands.configGet(names));
	}

	private static <T> T withClient(EmbeddedRedis redis, Function<RedisCommands<String, String>, T> action) {
		try (RedisClient client = RedisClient.create(redis.getUri().toString());
				StatefulRedisConnection<String, String> connection = client.connect()) {
			return action.apply(connection.sync());
		}
	}

	private static String commandLine(ProcessHandle process) {
		try {
			// Java does not understand that of a process that has changed it
			return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
		}
		catch (IOException ex) {
			return process.info().commandLine().orElse("");
		}
	}

	private static void namesAlternatives(EmbeddedRedisException exception) {
		assertThat(exception.getRemedy()).contains("spring.data.redis.url").contains("jedis-mock");
	}

}
