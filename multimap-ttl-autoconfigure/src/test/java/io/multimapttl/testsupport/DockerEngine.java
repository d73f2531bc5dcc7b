package io.multimapttl.testsupport;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Tells whether there is a Docker engine. Testcontainers can tell as well, but where
 * there is none it takes seconds and logs every attempt as an error.
 */
final class DockerEngine {

	private DockerEngine() {
	}

	static boolean isThere() {
		return System.getenv("DOCKER_HOST") != null || Stream
			.of("/var/run", System.getenv("XDG_RUNTIME_DIR"), System.getProperty("user.home") + "/.docker/run")
			.anyMatch((folder) -> listensAt(Path.of(folder + "/docker.sock")));
	}

	static boolean listensAt(Path socket) {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			return channel.isConnected();
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

}
