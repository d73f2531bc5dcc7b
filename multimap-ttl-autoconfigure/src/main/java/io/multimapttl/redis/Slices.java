package io.multimapttl.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.springframework.util.Assert;

/**
 * Cuts names with their values into slices, reading only as far as it is asked to.
 * <p>
 * The values of a slice are distinct, and they descend by score and bytes: in a listpack,
 * what Redis keeps small sorted sets in, each insert then stops at the first element.
 *
 * @param <E> what a name comes with: a value, or a value with its expiry
 */
final class Slices<E> implements Iterator<Slice> {

	private static final Comparator<Member> DESCENDING = Comparator.comparingLong(Member::expiry)
		.thenComparing(Member::value, Arrays::compareUnsigned)
		.reversed();

	/** Roughly what a score adds to the bytes of a value. */
	private static final int SCORE_BYTES = 16;

	private final KeyPrefix prefix;

	private final Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names;

	private final Function<E, Member> encoder;

	private final boolean ownExpiries;

	private String name = "";

	private byte[] key = new byte[0];

	private Iterator<? extends E> values = Collections.emptyIterator();

	private Slices(KeyPrefix prefix, Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names,
			Function<E, Member> encoder, boolean ownExpiries) {
		this.prefix = prefix;
		this.names = names;
		this.encoder = encoder;
		this.ownExpiries = ownExpiries;
	}

	/**
	 * Slices of values alone.
	 * @param <V> the type of the values
	 * @param prefix makes the keys
	 * @param names the names with their values
	 * @param encoder gives the bytes of a value
	 * @return slices with the number of values, then the values
	 */
	static <V> Slices<V> ofValues(KeyPrefix prefix,
			Iterator<? extends Map.Entry<String, ? extends Iterable<? extends V>>> names, Function<V, byte[]> encoder) {
		return new Slices<>(prefix, names, (value) -> new Member(encoder.apply(value), 0), false);
	}

	/**
	 * Slices of values with expiries of their own.
	 * @param <E> the type of a value with its expiry
	 * @param prefix makes the keys
	 * @param names the names with their values
	 * @param encoder gives the bytes and the expiry of a value
	 * @return slices with the number of values, then score and value by turns
	 */
	static <E> Slices<E> ofExpiringValues(KeyPrefix prefix,
			Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names, Function<E, Member> encoder) {
		return new Slices<>(prefix, names, encoder, true);
	}

	@Override
	public boolean hasNext() {
		return this.values.hasNext() || this.names.hasNext();
	}

	@Override
	public Slice next() {
		if (!this.values.hasNext()) {
			Map.Entry<String, ? extends Iterable<? extends E>> entry = this.names.next();
			this.name = entry.getKey();
			this.key = this.prefix.key(this.name);
			this.values = entry.getValue().iterator();
		}
		List<Member> members = new ArrayList<>();
		int bytes = this.key.length;
		while (this.values.hasNext() && members.size() < ScriptCalls.MAX_VALUES && bytes < ScriptCalls.MAX_BYTES) {
			Member member = this.encoder.apply(this.values.next());
			members.add(member);
			bytes += member.value().length + (this.ownExpiries ? SCORE_BYTES : 0);
		}
		return slice(distinct(members), bytes);
	}

	/**
	 * Values may differ and yet be stored as the same bytes: the last of them counts.
	 */
	private static Collection<Member> distinct(List<Member> members) {
		if (members.size() < 2) {
			return members;
		}
		Map<ByteBuffer, Member> distinct = new LinkedHashMap<>(2 * members.size());
		members.forEach((member) -> distinct.put(ByteBuffer.wrap(member.value()), member));
		return distinct.values();
	}

	private Slice slice(Collection<Member> members, int bytes) {
		Member[] sorted = members.toArray(Member[]::new);
		Arrays.sort(sorted, DESCENDING);
		byte[][] args = new byte[1 + (this.ownExpiries ? 2 : 1) * sorted.length][];
		int i = 0;
		args[i++] = ExpiryScore.ascii(Integer.toString(sorted.length));
		for (Member member : sorted) {
			if (this.ownExpiries) {
				args[i++] = ExpiryScore.score(member.expiry());
			}
			args[i++] = member.value();
		}
		return new Slice(this.name, this.key, args, sorted.length, bytes);
	}

	/**
	 * A value as it is stored.
	 *
	 * @param value the value's bytes
	 * @param expiry its own expiry in milliseconds, if it has one
	 */
	record Member(byte[] value, long expiry) {

		Member {
			Assert.notNull(value, "'value' must not be null");
		}

	}

}
