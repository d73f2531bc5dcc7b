package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.support.Bound;
import io.multimapttl.support.Failures;
import io.multimapttl.support.Shown;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/**
 * The names of one call whose keys hold another Redis type or a value that cannot be
 * read, or that are full.
 */
final class FailedNames {

	private final String id;

	private final Bound bound;

	/** By name, what a call about this name alone would throw. */
	private final Failures failures = new Failures();

	private final Function<String, RuntimeException> ofWrongType;

	private final Function<String, RuntimeException> ofFull;

	private final List<String> wrongType = new ArrayList<>();

	private final List<String> unreadable = new ArrayList<>();

	private final List<String> full = new ArrayList<>();

	FailedNames(String id, Bound bound) {
		this.id = id;
		this.bound = bound;
		this.ofWrongType = (name) -> wrongType(id, name, null);
		this.ofFull = (name) -> bound.full(id, name);
	}

	/**
	 * Adds a name whose key holds another Redis type.
	 * @param name the name
	 */
	void add(String name) {
		add(name, this.ofWrongType, this.wrongType);
	}

	/**
	 * Adds a name with a value that cannot be read.
	 * @param name the name
	 * @param failure what a call about this name alone would throw
	 */
	void add(String name, MultiMapException failure) {
		add(name, (same) -> failure, this.unreadable);
	}

	/**
	 * Adds a name that is full.
	 * @param name the name
	 */
	void addFull(String name) {
		add(name, this.ofFull, this.full);
	}

	private void add(String name, Function<String, RuntimeException> reason, List<String> ofTheSameReason) {
		if (this.failures.add(name, reason)) {
			ofTheSameReason.add(name);
		}
	}

	/**
	 * Throws if a name could not be read.
	 * @param asked how many names the call was about
	 * @param results what was read of the other names
	 */
	void throwIfAny(int asked, Map<String, ? extends Collection<?>> results) {
		throwIfOne(asked);
		if (!this.failures.isEmpty()) {
			Map<String, Collection<?>> others = new LinkedHashMap<>(results);
			others.keySet().removeAll(this.failures.keySet());
			throw batch("read", others);
		}
	}

	/**
	 * Throws if a name failed.
	 * @param asked how many names the call was about
	 * @param done what was done with the other names
	 */
	void throwIfAny(int asked, String done) {
		throwIfOne(asked);
		throwBatchIfAny(done);
	}

	private void throwIfOne(int asked) {
		if (asked == 1 && !this.failures.isEmpty()) {
			throw this.failures.values().iterator().next();
		}
	}

	/**
	 * Throws if a name of a batch failed.
	 * @param done what was done with the other names
	 */
	void throwBatchIfAny(String done) {
		if (!this.failures.isEmpty()) {
			throw batch(done, Map.of());
		}
	}

	private MultiMapBatchException batch(String done, Map<String, ? extends Collection<?>> others) {
		StringBuilder message = new StringBuilder("Multimap '" + this.id + "': ");
		if (!this.wrongType.isEmpty()) {
			message.append("the keys of " + this.wrongType.size()
					+ " name(s) hold another Redis type than a sorted set: " + Shown.names(this.wrongType) + "; ");
		}
		if (!this.unreadable.isEmpty()) {
			message.append("values of " + this.unreadable.size() + " name(s) cannot be read: "
					+ Shown.names(this.unreadable) + "; ");
		}
		if (!this.full.isEmpty()) {
			message.append(this.bound.full(this.full) + "; ");
		}
		MultiMapBatchException ex = new MultiMapBatchException(message + "all other names were " + done, this.failures,
				others);
		if (!this.unreadable.isEmpty()) {
			ex.initCause(this.failures.get(this.unreadable.get(0)));
		}
		return ex;
	}

	/**
	 * Translates what Redis says of one name.
	 * @param id the multimap
	 * @param name the name
	 * @param ex the failure
	 * @return an exception that tells of the name if its type is wrong, otherwise the
	 * failure as it is
	 */
	static DataAccessException translate(String id, String name, DataAccessException ex) {
		return saysWrongType(ex) ? wrongType(id, name, ex) : ex;
	}

	static boolean saysWrongType(DataAccessException ex) {
		String message = NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
		return message != null && message.contains("WRONGTYPE");
	}

	static MultiMapException wrongType(String id, String name, @Nullable Throwable cause) {
		return new MultiMapException("Multimap '" + id + "': the key of the name '" + Shown.name(name)
				+ "' holds another Redis type than a sorted set", cause);
	}

}
