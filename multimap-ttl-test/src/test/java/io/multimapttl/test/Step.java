package io.multimapttl.test;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.multimapttl.MultiMapFullException;
import io.multimapttl.MultiMapWithTTL;

/**
 * One of a sequence of things that happen to a multimap.
 */
sealed interface Step {

	/**
	 * The clock moves.
	 *
	 * @param text what happens, to be read in a report
	 * @param move moves the clock, which was started at a certain moment
	 */
	record Tick(String text, BiConsumer<MutableClock, Instant> move) implements Step {

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * A method is called.
	 *
	 * @param text what happens, to be read in a report
	 * @param call the call
	 * @param writes tells which names it writes to
	 */
	record Operation(String text, Call call, Writes writes) implements Step {

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * Calls a method of a multimap.
	 */
	interface Call {

		/**
		 * Calls the method.
		 * @param multiMap the multimap
		 * @param now the present
		 * @return the answer; its text tells all of it, also the order where there is one
		 */
		Object on(MultiMapWithTTL<String> multiMap, Instant now);

	}

	/**
	 * Tells which names an operation writes to, by which their keys get a new time to
	 * live, be it the same as before.
	 */
	interface Writes {

		/**
		 * Reads alone.
		 */
		Writes NOTHING = (answer, held) -> List.of();

		/**
		 * Returns the names.
		 * @param answer the answer of the operation
		 * @param held by name, the values that were held before, live or not
		 * @return the names
		 */
		Collection<String> names(Object answer, Map<String, Set<String>> held);

		static Writes to(String name) {
			return (answer, held) -> List.of(name);
		}

		static Writes to(Collection<String> names) {
			return (answer, held) -> names;
		}

		/**
		 * An operation that only writes if its answer is {@code true}, or the name is
		 * full: then it drops expired values.
		 * @param name the name
		 * @return the rule
		 */
		static Writes ifTrue(String name) {
			return (answer, held) -> (Boolean.TRUE.equals(answer) || answer instanceof MultiMapFullException)
					? List.of(name) : List.of();
		}

		/**
		 * An operation that only writes if one of its values is held.
		 * @param name the name
		 * @param values the values
		 * @return the rule
		 */
		static Writes ifHeld(String name, Collection<String> values) {
			return (answer, held) -> values.stream().anyMatch(held.getOrDefault(name, Set.of())::contains)
					? List.of(name) : List.of();
		}

	}

}
