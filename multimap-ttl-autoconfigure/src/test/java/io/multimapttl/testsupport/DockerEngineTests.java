package io.multimapttl.testsupport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests choose by themselves where their Redis comes from, so that choice is tested.
 */
class DockerEngineTests {

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void engineIsWhereSomebodyListens() throws IOException {
		// JUnit's folder may have a path that is too long for a socket
		Path socket = Files.createTempDirectory("docker").resolve("docker.sock");
		try {
			assertThat(DockerEngine.listensAt(socket)).as("no socket").isFalse();
			try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
				server.bind(UnixDomainSocketAddress.of(socket));
				assertThat(DockerEngine.listensAt(socket)).isTrue();
			}
			assertThat(DockerEngine.listensAt(socket)).as("socket that is left over").isFalse();
		}
		finally {
			Files.deleteIfExists(socket);
			Files.delete(socket.getParent());
		}
	}

}
