package io.multimapttl.benchmarks.jmh;

import org.openjdk.jmh.annotations.Param;

/**
 * Values stored by any contestant.
 */
public class Stored extends Storing {

	/**
	 * Who stored them.
	 */
	@Param({ "multimap-ttl", "multimap-ttl-1s", "spring-data", "spring-data-pooled", "lettuce", "redisson" })
	@SuppressWarnings("NullAway.Init")
	public String contestant;

	@Override
	String contestantId() {
		return this.contestant;
	}

}
