package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;

/**
 * Walks what is too large to be held: all names of one multimap, or all values of a name.
 *
 * @param <V> the type of the values
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
final class Scans<V> {

	/** So many names are looked at, or deleted, together. */
	private static final int PAGE = 512;

	private final Setup<V> setup;

	Scans(Setup<V> setup) {
		this.setup = setup;
	}

	Stream<String> names() {
		Cursor<byte[]> keys = this.setup.sortedSets().scanKeys(this.setup.prefix().scanPattern());
		Iterator<List<String>> pages = new Iterator<>() {

			@Override
			public boolean hasNext() {
				return keys.hasNext();
			}

			@Override
			public List<String> next() {
				return liveNames(page(keys));
			}

		};
		return stream(pages).flatMap(List::stream).onClose(keys::close);
	}

	private static List<byte[]> page(Cursor<byte[]> keys) {
		List<byte[]> page = new ArrayList<>(PAGE);
		while (page.size() < PAGE && keys.hasNext()) {
			page.add(keys.next());
		}
		return page;
	}

	/**
	 * Returns the names of keys that hold a live value: keys of somebody else may match
	 * the pattern, and those whose values have expired are there a little longer.
	 */
	private List<String> liveNames(List<byte[]> keys) {
		Iterator<Slice> slices = keys.stream().flatMap(this::slice).iterator();
		List<String> names = new ArrayList<>();
		ScriptCalls calls = new ScriptCalls(Script.SIZE, () -> new byte[][] { this.setup.expiry().now() }, slices,
				this.setup.sortedSets()::isCluster, 1);
		this.setup.sortedSets().callAll(calls, (call, reply) -> {
			for (int i = 0; i < call.names().size(); i++) {
				if (((List<?>) reply).get(i + 1) instanceof Long size && size > 0) {
					names.add(call.names().get(i));
				}
			}
		});
		return names;
	}

	private Stream<Slice> slice(byte[] key) {
		String name = this.setup.prefix().name(key);
		return (name != null) ? Stream.of(Slice.of(name, key)) : Stream.empty();
	}

	void clear() {
		try (Cursor<byte[]> keys = this.setup.sortedSets().scanKeys(this.setup.prefix().scanPattern())) {
			while (keys.hasNext()) {
				unlink(page(keys));
			}
		}
	}

	private void unlink(List<byte[]> keys) {
		int together = this.setup.sortedSets().isCluster() ? 1 : keys.size();
		List<RedisCall> calls = new ArrayList<>();
		for (int i = 0; i < keys.size(); i += together) {
			calls.add(new RedisCall.UnlinkCall(keys.subList(i, i + together).toArray(byte[][]::new)));
		}
		this.setup.sortedSets().callAll(calls.iterator(), (call, reply) -> {
		});
	}

	Stream<V> values(String name, byte[] now) {
		DoubleSupplier clock = this.setup.expiry().ticking(now);
		Cursor<TypedTuple<byte[]>> members = this.setup.sortedSets().scanMembers(this.setup.prefix().key(name));
		return stream(members).filter((member) -> isLive(member.getScore(), clock))
			.map((member) -> this.setup.codec().decode(name, Objects.requireNonNull(member.getValue())))
			.onClose(members::close);
	}

	private static boolean isLive(@Nullable Double score, DoubleSupplier clock) {
		return score != null && score > clock.getAsDouble();
	}

	private static <T> Stream<T> stream(Iterator<T> iterator) {
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL), false);
	}

}
