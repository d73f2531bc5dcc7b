package io.multimapttl.benchmarks.jmh;

import org.openjdk.jmh.annotations.Param;

/**
 * Values stored by a contestant that can tell when they expire: Redisson's
 * {@code RSetCache} cannot.
 */
public class StoredWithExpiry extends Storing {

	/**
	 * Who stored them.
	 */
	@Param({ "multimap-ttl", "multimap-ttl-1s", "spring-data", "lettuce" })
	@SuppressWarnings("NullAway.Init")
	public String contestant;

	@Override
	String contestantId() {
		return this.contestant;
	}

}
