package io.multimapttl.testsupport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.multimapttl.embedded.EmbeddedRedis;

/**
 * A proxy that spreads keys over servers, as twemproxy does: it looks at the first key of
 * a command only, and knows no command without a key but {@code PING}. It speaks RESP2.
 */
public final class ShardingProxy implements AutoCloseable {

	private static final Set<String> SCRIPTS = Set.of("EVAL", "EVALSHA");

	private static final Set<String> WITHOUT_KEY = Set.of("AUTH", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "ECHO",
			"HELLO", "INFO", "ROLE", "SCAN", "SCRIPT", "SELECT", "TIME");

	private final ServerSocket listener;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile List<EmbeddedRedis> servers;

	private ShardingProxy(ServerSocket listener, List<EmbeddedRedis> servers) {
		this.listener = listener;
		this.servers = servers;
	}

	/**
	 * Starts a proxy.
	 * @param servers the servers, without passwords
	 * @return the proxy
	 */
	public static ShardingProxy of(EmbeddedRedis... servers) {
		try {
			ShardingProxy proxy = new ShardingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
					List.of(servers));
			start(proxy::accept);
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns where clients have to connect.
	 * @return the port, on the loopback interface
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Sends what comes from now on to other servers.
	 * @param servers the servers
	 */
	public void use(EmbeddedRedis... servers) {
		this.servers = List.of(servers);
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "sharding-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listener.accept();
				this.sockets.add(client);
				start(() -> serve(client));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Socket client) {
		Map<Integer, Wire> wires = new HashMap<>();
		try (client) {
			Wire wire = new Wire(client);
			while (true) {
				List<byte[]> command = new ArrayList<>();
				byte[] request = wire.read(command);
				wire.write(answer(command, request, wires));
			}
		}
		catch (IOException ex) {
			// One side closed the connection
		}
	}

	private byte[] answer(List<byte[]> command, byte[] request, Map<Integer, Wire> wires) throws IOException {
		String name = new String(command.get(0), StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
		if (name.equals("PING")) {
			return ascii("+PONG\r\n");
		}
		if (WITHOUT_KEY.contains(name)) {
			return ascii("-ERR unknown command '" + name + "'\r\n");
		}
		String key = new String(command.get(SCRIPTS.contains(name) ? 3 : 1), StandardCharsets.UTF_8);
		List<EmbeddedRedis> servers = this.servers;
		int port = servers.get(Math.floorMod(key.hashCode(), servers.size())).getPort();
		Wire wire = wires.get(port);
		if (wire == null) {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
			this.sockets.add(server);
			wire = new Wire(server);
			wires.put(port, wire);
		}
		wire.write(request);
		return wire.read(new ArrayList<>());
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * One end of a connection.
	 */
	private static final class Wire {

		private final Socket socket;

		private final DataInputStream input;

		Wire(Socket socket) throws IOException {
			socket.setTcpNoDelay(true);
			this.socket = socket;
			this.input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
		}

		void write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
		}

		/**
		 * Reads a command or a reply.
		 * @param bulks gets the texts in it
		 * @return all of its bytes
		 */
		byte[] read(List<byte[]> bulks) throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			read(bulks, bytes);
			return bytes.toByteArray();
		}

		private void read(List<byte[]> bulks, ByteArrayOutputStream bytes) throws IOException {
			String line = line(bytes);
			int length = "*$".indexOf(line.charAt(0)) < 0 ? 0 : Integer.parseInt(line.substring(1));
			if (line.charAt(0) == '*') {
				for (int i = 0; i < length; i++) {
					read(bulks, bytes);
				}
			}
			else if (line.charAt(0) == '$' && length >= 0) {
				byte[] bulk = new byte[length];
				this.input.readFully(bulk);
				bulks.add(bulk);
				bytes.writeBytes(bulk);
				line(bytes);
			}
		}

		private String line(ByteArrayOutputStream bytes) throws IOException {
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			int next = this.input.readUnsignedByte();
			while (next != '\n') {
				line.write(next);
				next = this.input.readUnsignedByte();
			}
			line.write('\n');
			bytes.writeBytes(line.toByteArray());
			return line.toString(StandardCharsets.US_ASCII).strip();
		}

	}

}
