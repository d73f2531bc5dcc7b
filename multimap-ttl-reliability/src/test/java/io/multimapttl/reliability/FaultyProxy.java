package io.multimapttl.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A network between a client and a server that can be made to fail: slow, narrow, silent,
 * cut at a byte. Faults last until {@link #resume()}.
 */
public final class FaultyProxy implements AutoCloseable {

	/**
	 * Which way bytes go.
	 */
	public enum Direction {

		/** From the client to the server. */
		REQUESTS,

		/** From the server to the client. */
		REPLIES

	}

	private static final int CHUNK = 16 * 1024;

	/** In flight per connection and direction, as a window of TCP would have it. */
	private static final int CHUNKS = 256;

	private static final long NEVER = Long.MAX_VALUE;

	private final ServerSocket listener;

	private final int target;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final Lane requests = new Lane();

	private final Lane replies = new Lane();

	private final AtomicLong accepted = new AtomicLong();

	private final Object faults = new Object();

	private volatile boolean refusing;

	private volatile boolean silent;

	private volatile long delayNanos;

	private volatile long jitterNanos;

	private volatile long bytesPerSecond;

	private FaultyProxy(ServerSocket listener, int target) {
		this.listener = listener;
		this.target = target;
	}

	/**
	 * Starts a proxy without any fault.
	 * @param target the port of the server
	 * @return the proxy
	 */
	public static FaultyProxy to(int target) {
		try {
			ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getByName(RedisNode.HOST));
			FaultyProxy proxy = new FaultyProxy(listener, target);
			proxy.start("accept", proxy::accept);
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns where clients have to connect.
	 * @return the port
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Closes the connection that carries the last of a number of bytes, forwarded from
	 * now on over all connections together, exactly after that byte, and refuses new
	 * ones.
	 * @param direction which bytes to count
	 * @param bytes how many are forwarded
	 */
	public void cutAfter(Direction direction, long bytes) {
		lane(direction).allow(bytes);
	}

	/**
	 * Looks at what is read, and may change it, before it is forwarded.
	 * @param direction which bytes to look at
	 * @param filter is given some bytes and returns what is forwarded instead; where that
	 * is nothing, their connection ends without a reset, as with a server that ends
	 */
	public void filter(Direction direction, UnaryOperator<byte[]> filter) {
		lane(direction).filter = filter;
	}

	/**
	 * Delays everything, each way.
	 * @param delay how long, at least
	 * @param jitter up to how much longer; the order is kept
	 */
	public void delay(Duration delay, Duration jitter) {
		this.jitterNanos = jitter.toNanos();
		this.delayNanos = delay.toNanos();
	}

	/**
	 * Narrows the network.
	 * @param bytesPerSecond how much goes through each way over all connections together
	 */
	public void throttle(long bytesPerSecond) {
		this.bytesPerSecond = bytesPerSecond;
	}

	/**
	 * Lets connections be, and be made, but forwards nothing. What was sent meanwhile
	 * arrives after {@link #resume()}, as with TCP.
	 */
	public void goSilent() {
		this.silent = true;
	}

	/**
	 * Closes all connections, each with a reset, and accepts new ones.
	 */
	public void reset() {
		this.links.forEach(Link::reset);
	}

	/**
	 * Closes all connections, and resets new ones as soon as they are made.
	 */
	public void refuse() {
		this.refusing = true;
		reset();
	}

	/**
	 * Ends all faults. Connections that were closed stay so.
	 */
	public void resume() {
		this.delayNanos = 0;
		this.jitterNanos = 0;
		this.bytesPerSecond = 0;
		this.requests.allow(NEVER);
		this.replies.allow(NEVER);
		this.requests.filter = UnaryOperator.identity();
		this.replies.filter = UnaryOperator.identity();
		synchronized (this.faults) {
			this.silent = false;
			this.refusing = false;
			this.faults.notifyAll();
		}
	}

	/**
	 * Returns whether {@link #cutAfter} has cut.
	 * @return whether new connections are refused
	 */
	public boolean isRefusing() {
		return this.refusing;
	}

	/**
	 * Returns how many bytes were forwarded.
	 * @param direction which way
	 * @return the number of bytes over all connections
	 */
	public long forwarded(Direction direction) {
		return lane(direction).forwarded.get();
	}

	/**
	 * Returns how many connections were ever made.
	 * @return the number of connections
	 */
	public long accepted() {
		return this.accepted.get();
	}

	/**
	 * Returns how many connections are open.
	 * @return the number of connections
	 */
	public int open() {
		return this.links.size();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		resume();
		reset();
	}

	private Lane lane(Direction direction) {
		return (direction == Direction.REQUESTS) ? this.requests : this.replies;
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				this.accepted.incrementAndGet();
				if (this.refusing) {
					reset(client);
				}
				else {
					connect(client);
				}
			}
			catch (IOException ex) {
				// The listener was closed, or the client has gone already
			}
		}
	}

	private void connect(Socket client) throws IOException {
		Socket server = new Socket();
		try {
			server.connect(new InetSocketAddress(RedisNode.HOST, this.target), 1000);
		}
		catch (IOException ex) {
			// As the server would have done it
			reset(client);
			return;
		}
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
		Link link = new Link(client, server);
		this.links.add(link);
		link.pump(this.requests, client, server);
		link.pump(this.replies, server, client);
		if (this.refusing || this.listener.isClosed()) {
			link.reset();
		}
	}

	private void start(String name, Runnable task) {
		Thread thread = new Thread(null, task, "bench-proxy-" + name, 128 * 1024);
		thread.setDaemon(true);
		thread.start();
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// Closed already
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Closed already
		}
	}

	/**
	 * All bytes that go one way.
	 */
	private static final class Lane {

		private final AtomicLong forwarded = new AtomicLong();

		private volatile UnaryOperator<byte[]> filter = UnaryOperator.identity();

		private long allowed = NEVER;

		private long freeAt;

		synchronized void allow(long bytes) {
			this.allowed = bytes;
		}

		/** Returns how many of some bytes may still go. */
		synchronized int take(int bytes) {
			if (this.allowed == NEVER) {
				return bytes;
			}
			int taken = (int) Math.min(bytes, this.allowed);
			this.allowed -= taken;
			return taken;
		}

		synchronized boolean isUsedUp() {
			return this.allowed == 0;
		}

		/** Returns the moment at which some bytes have passed through the narrow lane. */
		synchronized long passes(int bytes, long bytesPerSecond) {
			this.freeAt = Math.max(this.freeAt, System.nanoTime())
					+ bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
			return this.freeAt;
		}

	}

	/**
	 * Bytes on their way, and when they have to leave.
	 */
	private record Chunk(byte[] bytes, long leavesAt) {
	}

	/**
	 * A connection of a client and the one to the server that belongs to it.
	 */
	private final class Link {

		private final Chunk end = new Chunk(new byte[0], 0);

		private final Socket client;

		private final Socket server;

		private volatile boolean closed;

		Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void pump(Lane lane, Socket from, Socket to) {
			BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS);
			start("read", () -> read(lane, from, chunks));
			start("write", () -> write(lane, chunks, to));
		}

		private void read(Lane lane, Socket from, BlockingQueue<Chunk> chunks) {
			byte[] buffer = new byte[CHUNK];
			long leavesAt = 0;
			try {
				InputStream input = from.getInputStream();
				for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
					leavesAt = Math.max(leavesAt, System.nanoTime() + latency());
					byte[] bytes = lane.filter.apply(Arrays.copyOf(buffer, read));
					if (bytes.length == 0) {
						hangUp();
					}
					put(chunks, new Chunk(bytes, leavesAt));
				}
			}
			catch (IOException ex) {
				// Closed
			}
			put(chunks, this.end);
		}

		private long latency() {
			long jitter = FaultyProxy.this.jitterNanos;
			return FaultyProxy.this.delayNanos + ((jitter > 0) ? ThreadLocalRandom.current().nextLong(jitter) : 0);
		}

		private void put(BlockingQueue<Chunk> chunks, Chunk chunk) {
			try {
				while (!chunks.offer(chunk, 100, TimeUnit.MILLISECONDS)) {
					if (this.closed) {
						return;
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void write(Lane lane, BlockingQueue<Chunk> chunks, Socket to) {
			try {
				OutputStream output = to.getOutputStream();
				for (Chunk chunk = chunks.take(); chunk != this.end; chunk = chunks.take()) {
					awaitSound();
					sleepUntil(chunk.leavesAt());
					long rate = FaultyProxy.this.bytesPerSecond;
					if (rate > 0) {
						writeNarrowly(lane, chunk.bytes(), rate, output);
					}
					else {
						write(lane, chunk.bytes(), 0, chunk.bytes().length, output);
					}
					if (lane.isUsedUp()) {
						FaultyProxy.this.refusing = true;
						break;
					}
				}
			}
			catch (IOException ex) {
				// Closed
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			close();
		}

		/**
		 * In steps of some milliseconds, so that bytes trickle.
		 */
		private void writeNarrowly(Lane lane, byte[] bytes, long rate, OutputStream output)
				throws IOException, InterruptedException {
			int step = (int) Math.max(1, rate / 200);
			for (int from = 0; from < bytes.length && !lane.isUsedUp(); from += step) {
				int length = Math.min(step, bytes.length - from);
				sleepUntil(lane.passes(length, rate));
				write(lane, bytes, from, length, output);
			}
		}

		private void write(Lane lane, byte[] bytes, int from, int length, OutputStream output) throws IOException {
			int allowed = lane.take(length);
			// Before they arrive, as whoever waits for them may ask at once
			lane.forwarded.addAndGet(allowed);
			output.write(bytes, from, allowed);
		}

		private void awaitSound() throws InterruptedException {
			if (FaultyProxy.this.silent) {
				synchronized (FaultyProxy.this.faults) {
					while (FaultyProxy.this.silent && !this.closed) {
						FaultyProxy.this.faults.wait(100);
					}
				}
			}
		}

		private static void sleepUntil(long moment) throws InterruptedException {
			TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
		}

		private void reset() {
			this.closed = true;
			FaultyProxy.reset(this.client);
			closeQuietly(this.server);
			FaultyProxy.this.links.remove(this);
		}

		/** Goes on reading, as the system sends a reset where bytes are left. */
		private void hangUp() {
			try {
				this.client.shutdownOutput();
			}
			catch (IOException ex) {
				// Closed already
			}
			closeQuietly(this.server);
		}

		private void close() {
			this.closed = true;
			closeQuietly(this.client);
			closeQuietly(this.server);
			FaultyProxy.this.links.remove(this);
		}

	}

}
