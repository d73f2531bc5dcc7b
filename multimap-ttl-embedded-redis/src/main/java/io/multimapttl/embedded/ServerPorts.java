package io.multimapttl.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The ports that a server listens on.
 *
 * @param port the port for clients
 * @param clusterPort the port for the other nodes of a cluster, which only a node of one
 * listens on
 */
record ServerPorts(int port, int clusterPort) {

	/**
	 * Find ports that nobody listens on right now.
	 * @return two different ports
	 */
	static ServerPorts findFree() {
		// Both are open at the same time, so that they differ
		try (ServerSocket first = open(); ServerSocket second = open()) {
			return new ServerPorts(first.getLocalPort(), second.getLocalPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("There is no free port on the loopback interface", ex);
		}
	}

	private static ServerSocket open() throws IOException {
		return new ServerSocket(0, 1, InetAddress.getByName(ServerConfiguration.HOST));
	}

	ServerPorts withPort(int port) {
		return new ServerPorts(port, this.clusterPort);
	}

}
