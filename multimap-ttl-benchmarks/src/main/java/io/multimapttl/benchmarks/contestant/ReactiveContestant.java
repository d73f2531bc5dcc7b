package io.multimapttl.benchmarks.contestant;

import java.util.List;
import java.util.Map;
import java.util.Set;

import reactor.core.publisher.Mono;

/**
 * A contestant that can do some of it without a thread that waits. Nothing happens before
 * a subscription.
 */
public interface ReactiveContestant extends Contestant {

	/**
	 * Adds a value.
	 * @param name the name
	 * @param value the value
	 * @return completes when it is stored
	 */
	Mono<?> addLater(String name, String value);

	/**
	 * Adds values to many names.
	 * @param valuesByName the names with their values
	 * @return completes when all are stored
	 */
	Mono<?> addManyLater(Map<String, Set<String>> valuesByName);

	/**
	 * Reads the live values.
	 * @param name the name
	 * @return how many there are
	 */
	Mono<Long> getLater(String name);

	/**
	 * Reads the live values of many names.
	 * @param names the names
	 * @return how many there are
	 */
	Mono<Long> getManyLater(List<String> names);

}
