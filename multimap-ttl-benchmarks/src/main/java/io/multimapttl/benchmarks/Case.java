package io.multimapttl.benchmarks;

import java.util.List;

/**
 * Something to be compared.
 *
 * @param id what it is called in tables
 * @param threads how many threads call at once, or calls of one subscriber are under way
 * @param operationsPerCall how many names, or other things, a call is about
 * @param unit what is counted
 * @param takesTurns whether the participants take turns, or follow each other as the
 * state of one would disturb the next
 * @param participants who takes part
 */
record Case(String id, int threads, int operationsPerCall, String unit, boolean takesTurns,
		List<Participant> participants) {

	/**
	 * Returns those who take turns with each other.
	 * @return all, or one after the other
	 */
	List<List<Participant>> groups() {
		return this.takesTurns ? List.of(this.participants) : this.participants.stream().map(List::of).toList();
	}

}
