package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Packs slices into script calls: several names share one call, which halves its cost,
 * but none blocks the server for long. Slices are pushed with {@link #add} and
 * {@link #rest}, or pulled with {@link #pack}.
 */
final class CallPacker {

	static final int MAX_NAMES = 256;

	/** Lua's {@code unpack} fails near 8000 arguments; 1000 values take some 3 ms. */
	static final int MAX_VALUES = 1000;

	static final int MAX_BYTES = 256 * 1024;

	private final Script script;

	private final Supplier<byte[][]> header;

	private final IntSupplier maxNames;

	private final int costPerName;

	private List<Slice> packed = new ArrayList<>();

	private int values;

	private int bytes;

	/**
	 * Creates a packer.
	 * @param script the script
	 * @param header supplies the arguments that each call begins with
	 * @param maxNames supplies how many names a call is about at the most; asked when
	 * there is a second one
	 * @param costPerName what a name costs the server beside its values
	 */
	CallPacker(Script script, Supplier<byte[][]> header, IntSupplier maxNames, int costPerName) {
		this.script = script;
		this.header = header;
		this.maxNames = maxNames;
		this.costPerName = costPerName;
	}

	/**
	 * Takes a slice, and returns the call that it does not fit into any more.
	 * @param slice the slice
	 * @return the call of the slices before, if it is full
	 */
	RedisCall.@Nullable ScriptCall add(Slice slice) {
		RedisCall.ScriptCall full = fits(slice) ? null : rest();
		this.packed.add(slice);
		this.values += slice.values();
		this.bytes += slice.bytes();
		return full;
	}

	private boolean fits(Slice slice) {
		return this.packed.isEmpty() || (this.values + slice.values() <= MAX_VALUES
				&& this.bytes + slice.bytes() <= MAX_BYTES && this.packed.size() < this.maxNames.getAsInt());
	}

	/**
	 * Returns a call of the slices that are in none yet.
	 * @return the call, if there are such slices
	 */
	RedisCall.@Nullable ScriptCall rest() {
		if (this.packed.isEmpty()) {
			return null;
		}
		RedisCall.ScriptCall call = call();
		this.packed = new ArrayList<>();
		this.values = 0;
		this.bytes = 0;
		return call;
	}

	private RedisCall.ScriptCall call() {
		List<String> names = new ArrayList<>(this.packed.size());
		byte[][] header = this.header.get();
		int length = this.packed.size() + header.length;
		for (Slice slice : this.packed) {
			length += slice.args().length;
		}
		byte[][] keysAndArgs = new byte[length][];
		System.arraycopy(header, 0, keysAndArgs, this.packed.size(), header.length);
		int keys = 0;
		int args = this.packed.size() + header.length;
		for (Slice slice : this.packed) {
			names.add(slice.name());
			keysAndArgs[keys++] = slice.key();
			System.arraycopy(slice.args(), 0, keysAndArgs, args, slice.args().length);
			args += slice.args().length;
		}
		return new RedisCall.ScriptCall(this.script, names, keysAndArgs,
				this.packed.size() * this.costPerName + this.values, this.bytes);
	}

	/**
	 * Returns the calls that slices are packed into, one by one as they are asked for.
	 * @param slices the slices
	 * @return the calls
	 */
	Iterator<RedisCall.ScriptCall> pack(Iterator<Slice> slices) {
		return new Iterator<>() {

			@Override
			public boolean hasNext() {
				return slices.hasNext() || !CallPacker.this.packed.isEmpty();
			}

			@Override
			public RedisCall.ScriptCall next() {
				RedisCall.ScriptCall call = null;
				while (call == null && slices.hasNext()) {
					call = add(slices.next());
				}
				if (call == null) {
					call = rest();
				}
				if (call == null) {
					throw new NoSuchElementException();
				}
				return call;
			}

		};
	}

}
