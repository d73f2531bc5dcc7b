package io.multimapttl.redis;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;

/**
 * Cuts names with their values into slices, reading only as far as it is asked to.
 * <p>
 * The values of a slice are distinct, and they descend by score and bytes: in a listpack,
 * what Redis keeps small sorted sets in, each insert then stops at the first element.
 *
 * @param <E> what a name comes with: a value, or a value with its expiry
 */
abstract class Slices<E> implements Iterator<Slice> {

	private final KeyPrefix prefix;

	private final Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names;

	private String name = "";

	private byte[] key = new byte[0];

	private Iterator<? extends E> values = Collections.emptyIterator();

	Slices(KeyPrefix prefix, Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names) {
		this.prefix = prefix;
		this.names = names;
	}

	@Override
	public final boolean hasNext() {
		return this.values.hasNext() || this.names.hasNext();
	}

	@Override
	public final Slice next() {
		if (!this.values.hasNext()) {
			Map.Entry<String, ? extends Iterable<? extends E>> entry = this.names.next();
			this.name = entry.getKey();
			this.key = this.prefix.key(this.name);
			this.values = entry.getValue().iterator();
		}
		int bytes = this.key.length;
		for (int i = 0; i < CallPacker.MAX_VALUES && bytes < CallPacker.MAX_BYTES && this.values.hasNext(); i++) {
			bytes += collect(this.values.next());
		}
		return slice(this.name, this.key, bytes);
	}

	/**
	 * Encodes a value, which belongs to the slice that comes next.
	 * @param value the value
	 * @return how many bytes it has
	 */
	abstract int collect(E value);

	/**
	 * Makes a slice of the values collected since the last.
	 * @param name the name
	 * @param key its key
	 * @param bytes how many bytes there are
	 * @return the slice
	 */
	abstract Slice slice(String name, byte[] key, int bytes);

}
