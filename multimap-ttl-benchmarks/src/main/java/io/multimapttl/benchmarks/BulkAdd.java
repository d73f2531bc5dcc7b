package io.multimapttl.benchmarks;

/**
 * Adds batches to names that are not there.
 */
final class BulkAdd implements Load {

	private final Storage storage;

	BulkAdd(Storage storage) {
		this.storage = storage;
	}

	@Override
	public void prepare() {
		this.storage.remove();
	}

	@Override
	public void call(int sequence) {
		this.storage.contestant().addMany(this.storage.dataset().batches().get(sequence % callsInRow()));
	}

	@Override
	public int callsInRow() {
		return this.storage.dataset().batches().size();
	}

	@Override
	public void check(int calls) {
		this.storage.check(this.storage.dataset().first(calls));
	}

	@Override
	public void restore(int calls) {
		this.storage.remove(this.storage.dataset().first(calls));
	}

	@Override
	public void rest() {
		this.storage.rest();
	}

	@Override
	public void finish() {
		this.storage.remove();
	}

}
