package io.multimapttl.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RelayTests {

	private static final Duration DELAY = Duration.ofMillis(20);

	private Relay relay;

	private ServerSocket door;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.relay = new Relay();
		this.relay.delay(DELAY);
		this.door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.client = new Socket(InetAddress.getLoopbackAddress(), this.relay.open(this.door.getLocalPort()));
		this.server = this.door.accept();
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.server.close();
		this.door.close();
		this.relay.close();
	}

	@Test
	void everythingArrivesUnchangedInBothDirections() throws IOException {
		byte[] bytes = new byte[5_000_000];
		new Random(1).nextBytes(bytes);
		assertThat(sent(bytes, this.client, this.server)).isEqualTo(bytes);
		assertThat(sent(bytes, this.server, this.client)).isEqualTo(bytes);
	}

	@Test
	void nothingArrivesBeforeItsTime() throws IOException {
		say(this.client, this.server);
		assertThat(timeFor(this.client, this.server)).isGreaterThanOrEqualTo(DELAY);
		assertThat(timeFor(this.server, this.client)).isGreaterThanOrEqualTo(DELAY);
	}

	@Test
	void aClientCannotSpeakBeforeItsConnectionWouldHaveBeenMade() throws IOException {
		assertThat(timeFor(this.client, this.server)).isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
	}

	@Test
	void whenOneHangsUpTheOtherHearsIt() throws IOException {
		this.client.close();
		assertThat(this.server.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void itsThreadsAreKnown() {
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> thread.getName().startsWith("relay-"))
			.isNotEmpty()
			.allSatisfy((thread) -> assertThat(Relay.isRelaying(thread.getId())).isTrue());
		assertThat(Relay.isRelaying(Thread.currentThread().getId())).isFalse();
	}

	private static Duration timeFor(Socket from, Socket to) throws IOException {
		long before = System.nanoTime();
		say(from, to);
		return Duration.ofNanos(System.nanoTime() - before);
	}

	private static void say(Socket from, Socket to) throws IOException {
		from.getOutputStream().write(1);
		assertThat(to.getInputStream().read()).isEqualTo(1);
	}

	private static byte[] sent(byte[] bytes, Socket from, Socket to) throws IOException {
		CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(bytes, from));
		byte[] received = to.getInputStream().readNBytes(bytes.length);
		writing.join();
		return received;
	}

	private static void write(byte[] bytes, Socket to) {
		try {
			to.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
