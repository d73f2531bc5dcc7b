package io.multimapttl.benchmarks;

import java.util.function.Function;

import io.multimapttl.benchmarks.contestant.ReactiveForm;
import reactor.core.publisher.Mono;

/**
 * Reads names that are there, or adds values again that are there: after each call
 * everything is as it was before.
 */
final class SteadyLoad implements Load {

	private final Storage storage;

	private final Operation operation;

	private SteadyLoad(Storage storage, Operation operation) {
		this.storage = storage;
		this.operation = operation;
	}

	/**
	 * Returns loads of one operation.
	 * @param operation the operation
	 * @return makes the load of whoever stores the data
	 */
	static Function<Storage, Load> of(Operation operation) {
		return (storage) -> new SteadyLoad(storage, operation);
	}

	@Override
	public void prepare() {
		this.storage.fill();
	}

	@Override
	public void call(int sequence) {
		this.operation.run(this.storage.contestant(), sequence);
	}

	@Override
	public boolean isReactive() {
		return this.storage.contestant() instanceof ReactiveForm;
	}

	@Override
	public Mono<?> start(int sequence) {
		return this.operation.start(((ReactiveForm) this.storage.contestant()).contestant(), sequence);
	}

	@Override
	public int callsInRow() {
		return Integer.MAX_VALUE;
	}

	@Override
	public void check(int calls) {
		this.storage.check(this.storage.dataset());
	}

	@Override
	public void restore(int calls) {
		// Nothing has changed
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
