package io.multimapttl.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A program that passes as a Redis: it answers all commands with {@code OK}, and tells
 * its port, and then what it was told, on its output.
 */
final class Impostor {

	private Impostor() {
	}

	/**
	 * Listen until killed.
	 * @param args none
	 * @throws IOException if that fails
	 */
	public static void main(String[] args) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
			System.out.println(server.getLocalPort());
			while (true) {
				try (Socket client = server.accept()) {
					answer(client);
				}
			}
		}
	}

	private static void answer(Socket client) throws IOException {
		InputStream input = client.getInputStream();
		OutputStream output = client.getOutputStream();
		byte[] buffer = new byte[4096];
		for (int length = input.read(buffer); length > 0; length = input.read(buffer)) {
			System.out.println(new String(buffer, 0, length, StandardCharsets.UTF_8));
			output.write("+OK\r\n".getBytes(StandardCharsets.UTF_8));
		}
	}

}
