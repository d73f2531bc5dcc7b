package io.multimapttl.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports that a server listens on.
 *
 * @param port the port for clients
 * @param clusterPort the port for the other nodes of a cluster; only nodes of a cluster
 * listen on it
 */
record ServerPorts(int port, int clusterPort) {

	// Below the ports that operating systems give to clients. On one of those, a client
	// that tries to reach a stopped server again and again would sooner or later connect
	// to itself
	private static final int FIRST = 12_000;

	private static final int LAST = 32_000;

	private static final int ATTEMPTS = 1000;

	/**
	 * Returns ports that no process listens on right now.
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
		for (int attempt = 1;; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
			try {
				return new ServerSocket(port, 1, InetAddress.getByName(ServerConfiguration.HOST));
			}
			catch (BindException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	ServerPorts withPort(int port) {
		return new ServerPorts(port, this.clusterPort);
	}

}
