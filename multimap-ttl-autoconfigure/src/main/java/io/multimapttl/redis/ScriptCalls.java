package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Packs slices into script calls: several names share one call, which halves its cost,
 * but none blocks the server for long.
 */
final class ScriptCalls implements Iterator<RedisCall.ScriptCall> {

	static final int MAX_NAMES = 256;

	/** Lua's {@code unpack} fails near 8000 arguments; 1000 values take some 3 ms. */
	static final int MAX_VALUES = 1000;

	static final int MAX_BYTES = 256 * 1024;

	private final Script script;

	private final Supplier<byte[][]> header;

	private final Iterator<Slice> slices;

	private final BooleanSupplier oneNameEach;

	private final int costPerName;

	private @Nullable Slice next;

	ScriptCalls(Script script, Supplier<byte[][]> header, Iterator<Slice> slices, BooleanSupplier oneNameEach,
			int costPerName) {
		this.script = script;
		this.header = header;
		this.slices = slices;
		this.oneNameEach = oneNameEach;
		this.costPerName = costPerName;
	}

	@Override
	public boolean hasNext() {
		return this.next != null || this.slices.hasNext();
	}

	@Override
	public RedisCall.ScriptCall next() {
		List<Slice> packed = new ArrayList<>();
		int values = 0;
		int bytes = 0;
		int maxNames = this.oneNameEach.getAsBoolean() ? 1 : MAX_NAMES;
		Slice slice = take();
		do {
			packed.add(slice);
			values += slice.values();
			bytes += slice.bytes();
			slice = (packed.size() < maxNames && hasNext()) ? take() : null;
		}
		while (slice != null && values + slice.values() <= MAX_VALUES && bytes + slice.bytes() <= MAX_BYTES);
		this.next = slice;
		return call(packed, values, bytes);
	}

	private Slice take() {
		Slice slice = this.next;
		this.next = null;
		return (slice != null) ? slice : this.slices.next();
	}

	private RedisCall.ScriptCall call(List<Slice> packed, int values, int bytes) {
		List<String> names = new ArrayList<>(packed.size());
		byte[][] header = this.header.get();
		int length = packed.size() + header.length;
		for (Slice slice : packed) {
			length += slice.args().length;
		}
		byte[][] keysAndArgs = new byte[length][];
		System.arraycopy(header, 0, keysAndArgs, packed.size(), header.length);
		int keys = 0;
		int args = packed.size() + header.length;
		for (Slice slice : packed) {
			names.add(slice.name());
			keysAndArgs[keys++] = slice.key();
			System.arraycopy(slice.args(), 0, keysAndArgs, args, slice.args().length);
			args += slice.args().length;
		}
		return new RedisCall.ScriptCall(this.script, names, keysAndArgs, packed.size() * this.costPerName + values,
				bytes);
	}

}
