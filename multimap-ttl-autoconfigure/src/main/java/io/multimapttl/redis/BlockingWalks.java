package io.multimapttl.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;

/**
 * Walks what is too large to be held, page by page as it is read: all names of one
 * multimap, on all masters, or all values of a name.
 *
 * @param <V> the type of the values
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
final class BlockingWalks<V> {

	/** So many names are looked at, or deleted, together. */
	private static final int PAGE = 512;

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
		Walk<byte[]> keys = keys();
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

	/**
	 * Scans masters alone: by what a replica says that is behind, names would be left.
	 */
	void clear() {
		try (Walk<byte[]> keys = this.route.knowsMasters() ? keysOfMasters() : keys()) {
			while (keys.hasNext()) {
				this.sender.send(this.writes.unlink(page(keys)));
			}
		}
	}

	private Walk<byte[]> keysOfMasters() {
		byte[] pattern = this.setup.prefix().scanPattern().getBytes(StandardCharsets.UTF_8);
		return new Walk<>(() -> new MasterKeys(this.route, pattern), this::scanFailed);
	}

	private Walk<byte[]> keys() {
		ScanOptions options = KeyScanOptions.scanOptions(DataType.ZSET)
			.match(this.setup.prefix().scanPattern())
			.count(RedisCall.ScanCall.COUNT)
			.build();
		return new Walk<>(() -> this.route.template().scan(options), this::scanFailed);
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
		byte[] key = this.setup.key(name);
		long sentAt = System.nanoTime();
		Weight weight = this.sender.send(this.reads.weight(name));
		DoubleSupplier clock = this.setup.expiry().ticking(weight.moment(), sentAt);
		ScanOptions options = ScanOptions.scanOptions().count(weight.valuesOfPage()).build();
		Walk<TypedTuple<byte[]>> members = new Walk<>(() -> this.route.template().opsForZSet().scan(key, options),
				this.setup.errors(name));
		return stream(members).filter((member) -> Objects.requireNonNull(member.getScore()) > clock.getAsDouble())
			.flatMap((member) -> Stream
				.ofNullable(this.setup.codec().decode(name, Objects.requireNonNull(member.getValue()))))
			.onClose(members::close);
	}

	private static <T> Stream<T> stream(Iterator<T> iterator) {
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL), false);
	}

	/**
	 * A scan, which sends a command for the first element, and for each page that
	 * follows.
	 *
	 * @param <T> the type of the elements
	 */
	private final class Walk<T> implements Iterator<T>, AutoCloseable {

		private final Iterator<T> elements;

		private final UnaryOperator<DataAccessException> errors;

		Walk(Supplier<? extends Iterator<T>> elements, UnaryOperator<DataAccessException> errors) {
			this.errors = errors;
			this.elements = send(elements);
		}

		private <R> R send(Supplier<? extends R> command) {
			BlockingWalks.this.route.checkThread();
			try {
				return command.get();
			}
			catch (RuntimeException ex) {
				DataAccessException failure = BlockingWalks.this.route.translate(ex);
				throw (failure != null) ? this.errors.apply(failure) : ex;
			}
		}

		@Override
		public boolean hasNext() {
			return send(this.elements::hasNext);
		}

		@Override
		public T next() {
			return this.elements.next();
		}

		@Override
		public void close() {
			if (this.elements instanceof Cursor<T> cursor) {
				cursor.close();
			}
		}

	}

}
