package io.multimapttl.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/**
 * Slices of values with an expiry each. Their arguments: the number of values, then score
 * and value by turns. Values may differ and yet be stored as the same bytes: the last of
 * them counts.
 *
 * @param <E> what a name comes with
 */
final class ExpiringValueSlices<E> extends Slices<E> {

	private static final Comparator<Member> DESCENDING = Comparator.comparingLong(Member::roundedUp)
		.thenComparing(Member::value, Arrays::compareUnsigned)
		.reversed();

	/** Roughly what a score adds to the bytes of a value. */
	private static final int SCORE_BYTES = 16;

	private final Function<E, Member> encoder;

	private final Map<ByteBuffer, Member> collected = new HashMap<>();

	ExpiringValueSlices(KeyPrefix prefix, Function<E, Member> encoder, boolean whole,
			Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names) {
		super(prefix, whole, names);
		this.encoder = encoder;
	}

	@Override
	int collect(E value) {
		Member member = this.encoder.apply(value);
		boolean repeats = this.collected.put(ByteBuffer.wrap(member.value()), member) != null;
		if (isWhole()) {
			return repeats ? 0 : member.value().length;
		}
		return member.value().length + SCORE_BYTES;
	}

	@Override
	int collected() {
		return this.collected.size();
	}

	@Override
	Slice slice(String name, byte[] key, int bytes) {
		Member[] members = this.collected.values().toArray(Member[]::new);
		this.collected.clear();
		Arrays.sort(members, DESCENDING);
		byte[][] args = new byte[1 + 2 * members.length][];
		int i = 0;
		args[i++] = Ascii.number(members.length);
		for (Member member : members) {
			args[i++] = ExpiryScore.score(member.expiry());
			args[i++] = member.value();
		}
		return new Slice(name, key, args, members.length, bytes);
	}

	/**
	 * A value as it is stored.
	 *
	 * @param value the value's bytes
	 * @param expiry its expiry in milliseconds
	 * @param roundedUp the same, rounded up to the precision as scripts do
	 */
	record Member(byte[] value, long expiry, long roundedUp) {
	}

}
