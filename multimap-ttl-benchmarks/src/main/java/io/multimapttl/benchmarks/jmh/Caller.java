package io.multimapttl.benchmarks.jmh;

import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A thread that calls with one name after the other, and with the next value once it has
 * been through all names.
 */
@State(Scope.Thread)
public class Caller {

	private static final String[] NAMES = IntStream.range(0, Storing.NAMES)
		.mapToObj(Storing::name)
		.toArray(String[]::new);

	private static final String[] VALUES = IntStream.range(0, Storing.VALUES)
		.mapToObj(Storing::value)
		.toArray(String[]::new);

	private int calls;

	/**
	 * Keeps the threads apart, so that no two are at the same name at the same time.
	 * @param threads tells which thread this is
	 */
	@Setup
	public void begin(ThreadParams threads) {
		this.calls = NAMES.length * threads.getThreadIndex() / threads.getThreadCount();
	}

	String nextName() {
		this.calls = (this.calls + 1) & Integer.MAX_VALUE;
		return NAMES[this.calls % NAMES.length];
	}

	String value() {
		return VALUES[this.calls / NAMES.length % VALUES.length];
	}

	boolean isFifthCall() {
		return this.calls % 5 == 0;
	}

}
