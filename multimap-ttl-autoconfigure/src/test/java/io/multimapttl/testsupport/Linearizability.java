package io.multimapttl.testsupport;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of concurrent calls that explains what they returned: each call as
 * if it happened at one moment between its beginning and its end.
 *
 * @param <S> the state that calls are about, immutable
 * @see <a href="https://doi.org/10.1006/jpdc.1993.1015">Wing and Gong, Testing and
 * Verifying Concurrent Objects</a>
 */
public final class Linearizability<S> {

	private final List<Call<S>> calls;

	private final long all;

	/** What is known to lead nowhere: the search would take for ever without. */
	private final Set<Visit<S>> visited = new HashSet<>();

	private Linearizability(List<Call<S>> calls) {
		if (calls.size() >= Long.SIZE) {
			throw new IllegalArgumentException("At most " + (Long.SIZE - 1) + " calls, not " + calls.size());
		}
		this.calls = calls;
		this.all = (1L << calls.size()) - 1;
	}

	/**
	 * Tells whether some order explains all results.
	 * @param <S> the type of the state
	 * @param start the state at first
	 * @param calls the calls
	 * @return whether there is one
	 */
	public static <S> boolean explains(S start, List<Call<S>> calls) {
		return new Linearizability<>(calls).search(0, start);
	}

	private boolean search(long done, S state) {
		if (done == this.all) {
			return true;
		}
		if (!this.visited.add(new Visit<>(done, state))) {
			return false;
		}
		long firstEnd = firstEnd(done);
		for (int i = 0; i < this.calls.size(); i++) {
			Call<S> call = this.calls.get(i);
			if ((done & 1L << i) == 0 && call.began() <= firstEnd) {
				Outcome<S> outcome = call.operation().on(state);
				if (outcome.result().equals(call.result()) && search(done | 1L << i, outcome.state())) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * A call that began after another had ended cannot come before it.
	 */
	private long firstEnd(long done) {
		long firstEnd = Long.MAX_VALUE;
		for (int i = 0; i < this.calls.size(); i++) {
			if ((done & 1L << i) == 0) {
				firstEnd = Math.min(firstEnd, this.calls.get(i).ended());
			}
		}
		return firstEnd;
	}

	/**
	 * What an operation does by the contract.
	 *
	 * @param <S> the type of the state
	 */
	@FunctionalInterface
	public interface Operation<S> {

		Outcome<S> on(S state);

	}

	/**
	 * What comes of an operation.
	 *
	 * @param <S> the type of the state
	 * @param result what it returns
	 * @param state the state afterwards
	 */
	public record Outcome<S>(Object result, S state) {
	}

	/**
	 * A call as it was observed.
	 *
	 * @param <S> the type of the state
	 * @param description what was called
	 * @param operation what it does by the contract
	 * @param began when it began
	 * @param ended when it ended
	 * @param result what it returned
	 */
	public record Call<S>(String description, Operation<S> operation, long began, long ended, Object result) {

		@Override
		public String toString() {
			return "%d to %d: %s -> %s".formatted(this.began, this.ended, this.description, this.result);
		}

	}

	private record Visit<S>(long done, S state) {
	}

}
