package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.multimapttl.redis.ValuePage.Member;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Walks what is too large to be held, page by page as it is read: all names of one
 * multimap, on all masters, or all values of a name.
 *
 * @param <V> the type of the values
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
final class BlockingWalks<V> {

	/** So many names are looked at, or deleted, together. */
	static final int PAGE = 512;

	private final Setup<V> setup;

	private final ReadRequests<V> reads;

	private final WriteRequests<V> writes;

	private final BlockingSender sender;

	private final Route route;

	BlockingWalks(Setup<V> setup, ReadRequests<V> reads, WriteRequests<V> writes, BlockingSender sender, Route route) {
		this.setup = setup;
		this.reads = reads;
		this.writes = writes;
		this.sender = sender;
		this.route = route;
	}

	Stream<String> names() {
		Walk keys = keys();
		Iterator<List<String>> pages = new Iterator<>() {

			@Override
			public boolean hasNext() {
				return keys.hasNext();
			}

			@Override
			public List<String> next() {
				return BlockingWalks.this.sender.send(BlockingWalks.this.reads.liveNames(page(keys)));
			}

		};
		return stream(pages).flatMap(List::stream).onClose(keys::close);
	}

	void clear() {
		try (Walk keys = keys()) {
			while (keys.hasNext()) {
				this.sender.send(this.writes.unlink(page(keys)));
			}
		}
	}

	/**
	 * Of masters alone where they are known: a replica may be behind, so that names would
	 * be left, and a cursor means something else on each.
	 */
	private Walk keys() {
		String pattern = this.setup.prefix().scanPattern();
		if (this.route.knowsMasters()) {
			return new Walk(() -> new MasterKeys(this.route, pattern.getBytes(StandardCharsets.UTF_8)));
		}
		ScanOptions options = KeyScanOptions.scanOptions(DataType.ZSET)
			.match(pattern)
			.count(RedisCall.ScanCall.COUNT)
			.build();
		return new Walk(() -> this.route.template().scan(options));
	}

	private DataAccessException scanFailed(DataAccessException failure) {
		return this.route.explainScan(this.setup.errors().apply(failure));
	}

	private static List<byte[]> page(Iterator<byte[]> keys) {
		List<byte[]> page = new ArrayList<>(PAGE);
		while (page.size() < PAGE && keys.hasNext()) {
			page.add(keys.next());
		}
		return page;
	}

	Stream<V> values(String name) {
		long sentAt = System.nanoTime();
		Weight weight = this.sender.send(this.reads.weight(name));
		DoubleSupplier clock = this.setup.expiry().ticking(weight.moment(), sentAt);
		return stream(new Members(name, weight.valuesOfPage())).filter((member) -> member.score() > clock.getAsDouble())
			.flatMap((member) -> Stream.ofNullable(this.setup.codec().decode(name, member.value())));
	}

	private static <T> Stream<T> stream(Iterator<T> iterator) {
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL), false);
	}

	/**
	 * A scan of keys, which sends a command for the first key, and for each page that
	 * follows.
	 */
	private final class Walk implements Iterator<byte[]>, AutoCloseable {

		private final Iterator<byte[]> keys;

		Walk(Supplier<? extends Iterator<byte[]>> keys) {
			this.keys = send(keys);
		}

		private <R> R send(Supplier<? extends R> command) {
			BlockingWalks.this.route.checkThread();
			try {
				return command.get();
			}
			catch (RuntimeException ex) {
				DataAccessException failure = BlockingWalks.this.route.translate(ex);
				throw (failure != null) ? scanFailed(failure) : ex;
			}
		}

		@Override
		public boolean hasNext() {
			return send(this.keys::hasNext);
		}

		@Override
		public byte[] next() {
			return this.keys.next();
		}

		@Override
		public void close() {
			if (this.keys instanceof Cursor<byte[]> cursor) {
				cursor.close();
			}
		}

	}

	/**
	 * The values of a name, expired ones too, read by script: a replica must not answer
	 * one of the pages.
	 */
	private final class Members implements Iterator<Member> {

		private final String name;

		private final byte[] valuesOfPage;

		private ValuePage page;

		private Iterator<Member> members;

		Members(String name, int valuesOfPage) {
			this.name = name;
			this.valuesOfPage = Ascii.number(valuesOfPage);
			this.page = read(ValuePage.START);
			this.members = this.page.iterator();
		}

		private ValuePage read(byte[] cursor) {
			return BlockingWalks.this.sender.send(BlockingWalks.this.reads.page(this.name, cursor, this.valuesOfPage));
		}

		@Override
		public boolean hasNext() {
			BlockingWalks.this.route.checkThread();
			while (!this.members.hasNext() && !this.page.isLast()) {
				this.page = read(this.page.cursor());
				this.members = this.page.iterator();
			}
			return this.members.hasNext();
		}

		@Override
		public Member next() {
			return this.members.next();
		}

	}

}
