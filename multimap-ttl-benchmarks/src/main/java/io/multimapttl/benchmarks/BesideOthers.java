package io.multimapttl.benchmarks;

import java.util.function.Supplier;

/**
 * A load while other names are there.
 */
final class BesideOthers implements Load {

	private final Load load;

	private final Supplier<Storage> others;

	BesideOthers(Load load, Supplier<Storage> others) {
		this.load = load;
		this.others = others;
	}

	@Override
	public void prepare() {
		this.others.get().fill();
		this.load.prepare();
	}

	@Override
	public void call(int sequence) {
		this.load.call(sequence);
	}

	@Override
	public int callsInRow() {
		return this.load.callsInRow();
	}

	@Override
	public void check(int calls) {
		this.load.check(calls);
	}

	@Override
	public void restore(int calls) {
		this.load.restore(calls);
	}

	@Override
	public void rest() {
		this.load.rest();
	}

	@Override
	public void finish() {
		this.load.finish();
		this.others.get().remove();
	}

}
