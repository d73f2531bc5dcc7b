package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Walks what is too large to be held: all names of one multimap, or all values of a name.
 *
 * @param <V> the type of the values
 */
final class BlockingWalks<V> {

	/** So many names are looked at, or deleted, together. */
	private static final int PAGE = 512;

	private final Setup<V> setup;

	private final ReadRequests<V> reads;

	private final WriteRequests<V> writes;

	private final BlockingSender sender;

	BlockingWalks(Setup<V> setup, ReadRequests<V> reads, WriteRequests<V> writes, BlockingSender sender) {
		this.setup = setup;
		this.reads = reads;
		this.writes = writes;
		this.sender = sender;
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

	void clear() {
		try (Walk<byte[]> keys = keys()) {
			while (keys.hasNext()) {
				this.sender.send(this.writes.unlink(page(keys)));
			}
		}
	}

	private Walk<byte[]> keys() {
		return this.sender.walkKeys(this.setup.prefix().scanPattern());
	}

	private static List<byte[]> page(Walk<byte[]> keys) {
		List<byte[]> page = new ArrayList<>(PAGE);
		while (page.size() < PAGE && keys.hasNext()) {
			page.add(keys.next());
		}
		return page;
	}

	Stream<V> values(String name) {
		DoubleSupplier clock = this.setup.expiry().ticking(this.sender.send(this.reads.moment(name)));
		Walk<Walk.Member> members = this.sender.walkMembers(this.setup.key(name));
		return stream(members).filter((member) -> member.score() > clock.getAsDouble())
			.map((member) -> this.setup.codec().decode(name, member.value()))
			.onClose(members::close);
	}

	private static <T> Stream<T> stream(Iterator<T> iterator) {
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL), false);
	}

}
