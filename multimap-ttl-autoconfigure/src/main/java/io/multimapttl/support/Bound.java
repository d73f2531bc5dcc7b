package io.multimapttl.support;

import java.util.OptionalInt;

import org.springframework.util.Assert;

import io.multimapttl.WhenFull;

/**
 * How many live values a name may have, and what a write does with a name that is full.
 *
 * @param maxValues the limit, empty if there is none
 * @param whenFull what a write does with a name that is full
 */
public record Bound(OptionalInt maxValues, WhenFull whenFull) {

	/**
	 * A bounded name is written by one script call, which takes so many values.
	 */
	public static final int LARGEST = 1000;

	/**
	 * No limit.
	 */
	public static final Bound NONE = new Bound(OptionalInt.empty(), WhenFull.EVICT);

	/**
	 * Creates a bound.
	 * @param maxValues the limit, empty if there is none
	 * @param whenFull what a write does with a name that is full
	 */
	public Bound {
		maxValues.ifPresent((limit) -> Assert.isTrue(isPossible(limit),
				() -> "'maxValues' must be from 1 to " + LARGEST + ", it is " + limit));
		Assert.notNull(whenFull, "'whenFull' must not be null");
	}

	/**
	 * Returns whether a number can be a limit.
	 * @param maxValues the number
	 * @return whether it lies between 1 and 1000
	 */
	public static boolean isPossible(int maxValues) {
		return maxValues > 0 && maxValues <= LARGEST;
	}

	/**
	 * Returns this bound with another limit.
	 * @param limit the maximum number of live values of a name, from 1 to 1000
	 * @return the bound
	 */
	public Bound withMaxValues(int limit) {
		return new Bound(OptionalInt.of(limit), this.whenFull);
	}

	/**
	 * Returns this bound with another policy.
	 * @param policy what a write does with a name that is full
	 * @return the bound
	 */
	public Bound withWhenFull(WhenFull policy) {
		return new Bound(this.maxValues, policy);
	}

}
