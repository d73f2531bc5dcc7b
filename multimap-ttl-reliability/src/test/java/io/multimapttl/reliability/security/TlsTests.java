package io.multimapttl.reliability.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.RedisConnectionFailureException;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.Application;
import io.multimapttl.testsupport.EveryOperation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS as Spring Boot configures it, with certificates that are made here.
 */
@Timeout(120)
class TlsTests {

	private static final String PASSWORD = "password-of-redis";

	private static final String STORE_PASSWORD = "password-of-the-store";

	@TempDir
	private static Path folder;

	private static TlsRedis redis;

	private static TlsRedis elsewhere;

	@BeforeAll
	static void startRedis() throws Exception {
		redis = TlsRedis.start("redis", "ip:" + RedisNode.HOST);
		elsewhere = TlsRedis.start("elsewhere", "dns:redis.example");
	}

	@AfterAll
	static void stopRedis() {
		redis.node().close();
		elsewhere.node().close();
	}

	@Test
	void everyCallWorksOverTls() {
		try (Application application = start(redis, "redis")) {
			EveryOperation.of("zone", "ada").forEach((call) -> call.accept(application.multiMap()));
			application.multiMap().add("zone", "bob");
			assertThat(application.multiMap().get("zone")).containsExactly("bob");
			List<String> connections = redis.node()
				.console()
				.clientList()
				.lines()
				.filter((line) -> line.contains(" name=" + application.clientName() + " "))
				.toList();
			assertThat(connections).isNotEmpty()
				.allMatch((line) -> line.contains(" laddr=" + RedisNode.HOST + ":" + redis.tlsPort() + " "));
			Report.row("TLS with an SSL bundle: every call", "all work, over TLS only", "all work, %d connections",
					connections.size());
		}
	}

	@Test
	void certificateThatIsNotTrustedIsRefused() {
		assertRefused(redis, "elsewhere");
		Report.row("TLS, certificate that is not trusted", "refused, no secret in the text", "refused");
	}

	@Test
	void certificateOfAnotherHostIsRefused() {
		assertRefused(elsewhere, "elsewhere");
		Report.row("TLS, certificate of another host", "refused, no secret in the text", "refused");
	}

	private static void assertRefused(TlsRedis redis, String trusted) {
		try (Application application = start(redis, trusted)) {
			MultiMapWithTTL<String> couriers = application.multiMap();
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> couriers.add("zone", "ada"))
				.satisfies((ex) -> {
					assertThat(NestedExceptionUtils.getMostSpecificCause(ex).getClass().getName()).contains("Cert");
					for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
						assertThat(String.valueOf(cause.getMessage())).doesNotContain(PASSWORD, STORE_PASSWORD, "ada");
					}
				});
		}
		assertThat(redis.node().console().exists(Application.KEY_PREFIX + ":zone")).isZero();
	}

	private static Application start(TlsRedis redis, String trusted) {
		redis.node().console().flushall();
		return Application.on(redis.node(), redis.tlsPort(), "spring.data.redis.password=" + PASSWORD,
				"spring.data.redis.ssl.bundle=redis",
				"spring.ssl.bundle.pem.redis.truststore.certificate=file:" + folder.resolve(trusted + ".crt"));
	}

	/**
	 * A server that speaks TLS on a second port, with a certificate of its own.
	 *
	 * @param node the server
	 * @param tlsPort the port
	 */
	private record TlsRedis(RedisNode node, int tlsPort) {

		static TlsRedis start(String name, String alternativeName) throws Exception {
			Path keys = folder.resolve(name + ".p12");
			Path certificate = folder.resolve(name + ".crt");
			keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext",
					"san=" + alternativeName, "-validity", "2", "-storetype", "PKCS12", "-keystore", keys.toString());
			keytool("-exportcert", "-rfc", "-alias", name, "-file", certificate.toString(), "-keystore",
					keys.toString());
			Path key = folder.resolve(name + ".key");
			Files.write(key, privateKey(keys, name));
			int tlsPort = freePort();
			RedisNode node = RedisNode.builder()
				.password(PASSWORD)
				.setting("tls-port", String.valueOf(tlsPort))
				.setting("tls-cert-file", "\"%s\"".formatted(certificate))
				.setting("tls-key-file", "\"%s\"".formatted(key))
				.setting("tls-ca-cert-file", "\"%s\"".formatted(certificate))
				.setting("tls-auth-clients", "no")
				.start();
			return new TlsRedis(node, tlsPort);
		}

		private static int freePort() throws IOException {
			try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(RedisNode.HOST))) {
				return socket.getLocalPort();
			}
		}

		private static List<String> privateKey(Path keys, String alias) throws Exception {
			KeyStore store = KeyStore.getInstance(keys.toFile(), STORE_PASSWORD.toCharArray());
			byte[] key = store.getKey(alias, STORE_PASSWORD.toCharArray()).getEncoded();
			return List.of("-----BEGIN PRIVATE KEY-----",
					Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(key), "-----END PRIVATE KEY-----");
		}

		private static void keytool(String... arguments) throws Exception {
			List<String> command = new ArrayList<>(
					List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
			command.addAll(List.of(arguments));
			command.addAll(List.of("-storepass", STORE_PASSWORD));
			Process keytool = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(folder.resolve("keytool.log").toFile())
				.start();
			assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(keytool.exitValue()).as("keytool " + String.join(" ", arguments)).isZero();
		}

	}

}
