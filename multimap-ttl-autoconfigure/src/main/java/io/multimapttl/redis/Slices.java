package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.multimapttl.support.Bound;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.util.Assert;

/**
 * Cuts names with their values into slices, reading only as far as it is asked to.
 * <p>
 * The values of a slice are distinct, and they descend by score and bytes: in a listpack,
 * what Redis keeps small sorted sets in, each insert then stops at the first element.
 *
 * @param <E> what a name comes with: a value, or a value with its expiry
 */
abstract class Slices<E> implements Iterator<Slice> {

	/** What is in flight at once may be held as well; of more, holding takes memory. */
	private static final int MAX_HELD_BYTES = 2 * Window.MAX_BYTES;

	/** Roughly what a value, or a slice, takes on the heap beside its bytes. */
	private static final int OVERHEAD = 24;

	private final KeyPrefix prefix;

	private final boolean whole;

	private final Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names;

	private String name = "";

	private byte[] key = new byte[0];

	private Iterator<? extends E> values = Collections.emptyIterator();

	/**
	 * Creates slices.
	 * @param prefix makes the keys
	 * @param whole whether no name may be cut: more than fits into one call is refused
	 * @param names the names with what they come with
	 */
	Slices(KeyPrefix prefix, boolean whole,
			Iterator<? extends Map.Entry<String, ? extends Iterable<? extends E>>> names) {
		this.prefix = prefix;
		this.whole = whole;
		this.names = names;
	}

	/**
	 * Returns slices of which each has been made once, so that bad input is refused
	 * before anything is sent. Those of a few megabytes are held. More are made a second
	 * time, as they are asked for: encoding twice takes time, but no memory.
	 * @param slices makes the slices, all of them again each time
	 * @return the slices
	 */
	static Iterator<Slice> encoded(Supplier<? extends Slices<?>> slices) {
		Slices<?> once = slices.get();
		List<Slice> held = new ArrayList<>();
		long bytes = 0;
		while (once.hasNext()) {
			Slice slice = once.next();
			bytes += slice.bytes() + (1 + slice.args().length) * OVERHEAD;
			if (bytes <= MAX_HELD_BYTES) {
				held.add(slice);
			}
			else {
				held.clear();
				checkInterrupt();
			}
		}
		return (bytes <= MAX_HELD_BYTES) ? held.iterator() : slices.get();
	}

	/**
	 * A collection may have no end.
	 */
	private static void checkInterrupt() {
		if (Thread.currentThread().isInterrupted()) {
			throw new RedisSystemException("Interrupted before anything was sent", new InterruptedException());
		}
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
			Iterable<? extends E> values = entry.getValue();
			Assert.notNull(values, "'values' must not be null");
			this.values = values.iterator();
		}
		int bytes = this.key.length + (this.whole ? collectAll() : 0);
		for (int i = 0; i < CallPacker.MAX_VALUES && bytes < CallPacker.MAX_BYTES && this.values.hasNext(); i++) {
			bytes += collect(this.values.next());
		}
		return slice(this.name, this.key, bytes);
	}

	/**
	 * Encodes all values of the name, of which what repeats counts once. One value alone
	 * fits into a call, however large it is.
	 */
	private int collectAll() {
		int bytes = 0;
		for (int read = 1; this.values.hasNext(); read++) {
			bytes += collect(this.values.next());
			Bound.checkOneCall(this.name, collected(), bytes);
			if (read % CallPacker.MAX_VALUES == 0) {
				checkInterrupt();
			}
		}
		return bytes;
	}

	/**
	 * Returns whether no name may be cut.
	 * @return whether all values of a name are in one slice
	 */
	final boolean isWhole() {
		return this.whole;
	}

	/**
	 * Encodes a value, which belongs to the slice that comes next.
	 * @param value the value
	 * @return how many bytes it adds to those that were collected
	 */
	abstract int collect(E value);

	/**
	 * Returns how many values were collected since the last slice.
	 * @return the number of values
	 */
	abstract int collected();

	/**
	 * Makes a slice of the values collected since the last.
	 * @param name the name
	 * @param key its key
	 * @param bytes how many bytes there are
	 * @return the slice
	 */
	abstract Slice slice(String name, byte[] key, int bytes);

}
