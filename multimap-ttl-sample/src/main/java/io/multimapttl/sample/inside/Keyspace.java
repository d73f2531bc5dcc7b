package io.multimapttl.sample.inside;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The contents of Redis.
 *
 * @param keys the number of keys in the board's database, as Redis counts them
 * ({@code DBSIZE})
 * @param live the number of live values
 * @param expired the number of expired values, which the next write to their name drops
 * @param sortedSets the keys of the multimaps; {@code null} if Redis has too many keys to
 * look for them
 * @param plainSets the same couriers in plain sets; {@code null} if there are none
 */
public record Keyspace(long keys, long live, long expired, @Nullable List<SortedSet> sortedSets,
		@Nullable PlainSetsBeside plainSets) {

	/**
	 * A key of a multimap.
	 *
	 * @param key the key
	 * @param live the number of live values
	 * @param expired the number of expired values
	 * @param ttlMillis the time to live of the key
	 */
	public record SortedSet(String key, long live, long expired, long ttlMillis) {

	}

	/**
	 * The plain sets.
	 *
	 * @param members how many members they have
	 * @param ghosts how many of these are not on the board any more
	 * @param sets the sets
	 */
	public record PlainSetsBeside(long members, long ghosts, List<Haunted> sets) {

	}

	/**
	 * A plain set.
	 *
	 * @param zone the zone
	 * @param members how many members it has
	 * @param ghosts how many of these are not on the board any more
	 */
	public record Haunted(String zone, long members, long ghosts) {

	}

}
