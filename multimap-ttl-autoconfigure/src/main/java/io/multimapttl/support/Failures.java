package io.multimapttl.support;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Why names of a batch failed, by name and in order. The exceptions are made when they
 * are asked for: a stream may have millions of names that are full, and an exception with
 * its stack trace takes a kilobyte.
 */
public final class Failures extends AbstractMap<String, RuntimeException> implements Serializable {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient Map<String, Function<String, RuntimeException>> reasons = new LinkedHashMap<>();

	/**
	 * Adds a name, unless it is there.
	 * @param name the name
	 * @param reason returns why it failed
	 * @return whether it was added
	 */
	public boolean add(String name, Function<String, RuntimeException> reason) {
		return this.reasons.putIfAbsent(name, reason) == null;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return this.reasons.containsKey(name);
	}

	@Override
	public @Nullable RuntimeException get(@Nullable Object name) {
		Function<String, RuntimeException> reason = this.reasons.get(name);
		return (reason != null) ? reason.apply((String) name) : null;
	}

	@Override
	public Set<String> keySet() {
		return this.reasons.keySet();
	}

	@Override
	public Set<Entry<String, RuntimeException>> entrySet() {
		return new AbstractSet<>() {

			@Override
			public Iterator<Entry<String, RuntimeException>> iterator() {
				return Failures.this.reasons.entrySet()
					.stream()
					.<Entry<String, RuntimeException>>map(
							(entry) -> Map.entry(entry.getKey(), entry.getValue().apply(entry.getKey())))
					.iterator();
			}

			@Override
			public int size() {
				return Failures.this.reasons.size();
			}

		};
	}

	/**
	 * Reasons need not be serializable.
	 * @return the same as a map that is serializable
	 */
	@Serial
	private Object writeReplace() {
		return new LinkedHashMap<>(this);
	}

}
