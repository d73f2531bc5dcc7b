package io.multimapttl.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests choose by themselves where their Redis comes from, so that choice is tested.
 */
class DockerEngineTests {

	@TempDir
	private Path home;

	@Test
	void noEngineDoesNotAnswer() throws IOException {
		assertThat(answers("unix://" + this.home.resolve("docker.sock"))).isFalse();
		InetSocketAddress address;
		try (ServerSocketChannel server = listen(anyPort())) {
			address = (InetSocketAddress) server.getLocalAddress();
		}
		assertThat(answers("tcp://127.0.0.1:" + address.getPort())).isFalse();
	}

	@Test
	void engineOnAPortAnswers() throws IOException {
		try (ServerSocketChannel server = listen(anyPort())) {
			InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
			CompletableFuture<String> request = reply(server, "HTTP/1.0 200 OK\r\n\r\nOK");
			assertThat(answers("tcp://127.0.0.1:" + address.getPort())).isTrue();
			assertThat(request.join()).startsWith("GET /_ping HTTP/1.0\r\n");
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void engineOnASocketAnswers() throws IOException {
		Path socket = Files.createTempDirectory("docker").resolve("docker.sock");
		try (ServerSocketChannel server = listen(UnixDomainSocketAddress.of(socket))) {
			reply(server, "HTTP/1.1 200 OK\r\n\r\nOK");
			assertThat(answers("unix://" + socket)).isTrue();
			Files.writeString(this.home.resolve(".testcontainers.properties"), "docker.host=unix://" + socket);
			reply(server, "HTTP/1.1 200 OK\r\n\r\nOK");
			assertThat(new DockerEngine(Map.of(), this.home).answers()).isTrue();
		}
		finally {
			Files.deleteIfExists(socket);
			Files.delete(socket.getParent());
		}
	}

	@Test
	void engineThatIsOutOfOrderDoesNotAnswer() throws IOException {
		try (ServerSocketChannel server = listen(anyPort())) {
			InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
			reply(server, "HTTP/1.1 500 Internal Server Error\r\n\r\n");
			assertThat(answers("tcp://127.0.0.1:" + address.getPort())).isFalse();
			reply(server, "");
			assertThat(answers("tcp://127.0.0.1:" + address.getPort())).isFalse();
		}
	}

	private boolean answers(String dockerHost) {
		return new DockerEngine(Map.of("DOCKER_HOST", dockerHost), this.home).answers();
	}

	private static SocketAddress anyPort() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
	}

	private static ServerSocketChannel listen(SocketAddress address) throws IOException {
		ServerSocketChannel server = (address instanceof UnixDomainSocketAddress)
				? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
		return server.bind(address);
	}

	private static CompletableFuture<String> reply(ServerSocketChannel server, String reply) {
		return CompletableFuture.supplyAsync(() -> {
			try (SocketChannel channel = server.accept()) {
				ByteBuffer request = ByteBuffer.allocate(1024);
				channel.read(request);
				channel.write(StandardCharsets.US_ASCII.encode(reply));
				return StandardCharsets.US_ASCII.decode(request.flip()).toString();
			}
			catch (IOException ex) {
				return ex.toString();
			}
		});
	}

}
