package io.multimapttl.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Slices of values alone. Their arguments: the number of values, then the values.
 *
 * @param <V> the type of the values
 */
final class ValueSlices<V> extends Slices<V> {

	private static final Comparator<byte[]> DESCENDING = (one, other) -> Arrays.compareUnsigned(other, one);

	private final ValueCodec<V> codec;

	private final List<byte[]> collected = new ArrayList<>();

	/** The same values; empty where repetitions need not be known at once. */
	private final Set<ByteBuffer> distinct = new HashSet<>();

	ValueSlices(KeyPrefix prefix, ValueCodec<V> codec, boolean whole,
			Iterator<? extends Map.Entry<String, ? extends Iterable<? extends V>>> names) {
		super(prefix, whole, names);
		this.codec = codec;
	}

	@Override
	int collect(V value) {
		byte[] bytes = this.codec.encode(value);
		if (isWhole() && !this.distinct.add(ByteBuffer.wrap(bytes))) {
			return 0;
		}
		this.collected.add(bytes);
		return bytes.length;
	}

	@Override
	int collected() {
		return this.collected.size();
	}

	@Override
	Slice slice(String name, byte[] key, int bytes) {
		this.collected.sort(DESCENDING);
		byte[][] args = new byte[1 + this.collected.size()][];
		int values = 0;
		for (byte[] value : this.collected) {
			if (values == 0 || !Arrays.equals(value, args[values])) {
				args[++values] = value;
			}
		}
		args[0] = Ascii.number(values);
		this.collected.clear();
		this.distinct.clear();
		return new Slice(name, key, (1 + values == args.length) ? args : Arrays.copyOf(args, 1 + values), values,
				bytes);
	}

}
