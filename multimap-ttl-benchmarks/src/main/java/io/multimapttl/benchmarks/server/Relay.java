package io.multimapttl.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * Moves servers away from their clients: what one says reaches the other later, however
 * much it is. One thread reads, and notes for each piece when it is due. Another waits
 * for that and writes.
 */
public final class Relay implements AutoCloseable {

	private static final Comparator<Piece> ORDER = Comparator.comparingLong(Piece::dueNanos)
		.thenComparingLong(Piece::number);

	private static final Set<Long> THREADS = ConcurrentHashMap.newKeySet();

	/** A thread that sleeps wakes up late, so for so long it stays awake. */
	private static final long AWAKE_NANOS = 100_000;

	private final DelayQueue<Piece> underWay = new DelayQueue<>();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

	private final Selector selector;

	private final Thread reader;

	private final Thread writer;

	private long pieces;

	private volatile long delayNanos;

	Relay() {
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = start("relay-reader", this::read);
		this.writer = start("relay-writer", this::write);
	}

	private static Thread start(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		THREADS.add(thread.getId());
		thread.start();
		return thread;
	}

	/**
	 * Tells whether a thread works for a relay, which is not what a client costs.
	 * @param thread the id of the thread
	 * @return whether it does
	 */
	public static boolean isRelaying(long thread) {
		return THREADS.contains(thread);
	}

	/**
	 * Sets how much later everything arrives.
	 * @param delay the time for one direction
	 */
	void delay(Duration delay) {
		this.delayNanos = delay.toNanos();
	}

	/**
	 * Begins to relay to a server on this machine.
	 * @param target the port of the server
	 * @return the port that clients connect to instead
	 */
	int open(int target) {
		try {
			ServerSocketChannel door = ServerSocketChannel.open().bind(address(0));
			door.configureBlocking(false);
			door.register(this.selector, SelectionKey.OP_ACCEPT, target);
			this.selector.wakeup();
			return door.socket().getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static InetSocketAddress address(int port) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	private void read() {
		try (this.selector) {
			while (!Thread.interrupted()) {
				this.selector.select(this::proceed);
			}
			for (SelectionKey key : this.selector.keys()) {
				key.channel().close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void proceed(SelectionKey key) {
		if (key.channel() instanceof ServerSocketChannel door) {
			accept(door, (int) key.attachment());
		}
		else {
			read(key, (Way) key.attachment());
		}
	}

	private void accept(ServerSocketChannel door, int target) {
		try {
			SocketChannel client = door.accept();
			SocketChannel server = SocketChannel.open(address(target));
			// A client can speak first when its connection is made, one round trip from
			// now
			register(client, new Way(client, server, System.nanoTime() + 2 * this.delayNanos));
			register(server, new Way(server, client, System.nanoTime()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void register(SocketChannel channel, Way way) throws IOException {
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		channel.configureBlocking(false);
		channel.register(this.selector, SelectionKey.OP_READ, way);
	}

	private void read(SelectionKey key, Way way) {
		this.buffer.clear();
		boolean ended = read(way.from, this.buffer);
		if (ended) {
			key.cancel();
		}
		long sent = Math.max(way.openNanos, System.nanoTime());
		this.underWay.add(new Piece(this.pieces++, way, copy(this.buffer.flip()), ended, sent + this.delayNanos));
	}

	private static boolean read(SocketChannel from, ByteBuffer bytes) {
		try {
			return from.read(bytes) < 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private static ByteBuffer copy(ByteBuffer bytes) {
		return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
	}

	private void write() {
		try {
			while (true) {
				Piece piece = this.underWay.take();
				while (piece.dueNanos - System.nanoTime() > 0) {
					Thread.yield();
				}
				write(piece);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void write(Piece piece) {
		try {
			while (piece.bytes.hasRemaining()) {
				piece.way.to.write(piece.bytes);
			}
			if (piece.last) {
				piece.way.close();
			}
		}
		catch (IOException ex) {
			piece.way.close();
		}
	}

	@Override
	public void close() {
		this.reader.interrupt();
		this.writer.interrupt();
	}

	/**
	 * One direction of a connection.
	 *
	 * @param from who speaks
	 * @param to who listens
	 * @param openNanos from when on it can be used
	 */
	private record Way(SocketChannel from, SocketChannel to, long openNanos) {

		void close() {
			try (this.from; this.to) {
				// That is all
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * Bytes on their way.
	 *
	 * @param number the place among all pieces
	 * @param way which way
	 * @param bytes the bytes
	 * @param last whether the connection ends with them
	 * @param dueNanos when they arrive
	 */
	private record Piece(long number, Way way, ByteBuffer bytes, boolean last, long dueNanos) implements Delayed {

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(this.dueNanos - System.nanoTime() - AWAKE_NANOS, TimeUnit.NANOSECONDS);
		}

		@Override
		public int compareTo(Delayed other) {
			return ORDER.compare(this, (Piece) other);
		}

	}

}
