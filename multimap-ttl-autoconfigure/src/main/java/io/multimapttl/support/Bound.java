package io.multimapttl.support;

import java.util.List;
import java.util.OptionalInt;

import io.multimapttl.MultiMapFullException;
import io.multimapttl.WhenFull;

import org.springframework.util.Assert;

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
	 * So many bytes the values have at the most, unless it is one value alone.
	 */
	private static final int MOST_BYTES = 256 * 1024;

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

	/**
	 * Checks that one call can take the values of a bounded name.
	 * @param name the name
	 * @param values how many there are
	 * @param bytes how many bytes they have
	 */
	public static void checkOneCall(String name, int values, long bytes) {
		Assert.isTrue(values <= LARGEST && (bytes <= MOST_BYTES || values == 1),
				() -> "'values' of one name must not be more than " + LARGEST + ", or " + MOST_BYTES / 1024
						+ " KB, where 'max-values' limits them: such a name is written by one call; those of '"
						+ Shown.name(name) + "' are more");
	}

	/**
	 * Returns what is thrown if a name is full.
	 * @param id the multimap
	 * @param name the name
	 * @return an exception that tells both and the limit, which there has to be
	 */
	public MultiMapFullException full(String id, String name) {
		return new MultiMapFullException("Multimap '" + id + "': the name '" + Shown.name(name)
				+ "' is full, it may have " + this.maxValues.orElseThrow()
				+ " value(s), and nothing of that call, or entry of a stream, was written");
	}

	/**
	 * Returns what to say of names of a batch that are full.
	 * @param names the names
	 * @return a clause
	 */
	public String full(List<String> names) {
		return names.size() + " name(s) are full, as each may have " + this.maxValues.orElseThrow() + " value(s): "
				+ Shown.names(names);
	}

}
