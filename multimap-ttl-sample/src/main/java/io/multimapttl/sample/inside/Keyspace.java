package io.multimapttl.sample.inside;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What Redis holds.
 *
 * @param keys the number of keys in the board's database, as Redis counts them
 * ({@code DBSIZE})
 * @param live the values whose time is not up
 * @param expired the values whose time is up, and that the next write to their name drops
 * @param sortedSets the multimaps' keys; {@code null} if there are too many keys to look
 * for them
 * @param plainSets the same couriers in plain sets; {@code null} where there are none
 */
public record Keyspace(long keys, long live, long expired, @Nullable List<SortedSet> sortedSets,
		@Nullable PlainSetsBeside plainSets) {

	/**
	 * A multimap's key.
	 *
	 * @param key the key
	 * @param live how many values are there whose time is not up
	 * @param expired how many values are there whose time is up
	 * @param ttlMillis the key's own time to live
	 */
	public record SortedSet(String key, long live, long expired, long ttlMillis) {

	}

	/**
	 * The plain sets.
	 *
	 * @param members how many members they have
	 * @param ghosts how many of these are on the board no more
	 * @param sets the sets
	 */
	public record PlainSetsBeside(long members, long ghosts, List<Haunted> sets) {

	}

	/**
	 * A plain set.
	 *
	 * @param zone the zone
	 * @param members how many members it has
	 * @param ghosts how many of these are on the board no more
	 */
	public record Haunted(String zone, long members, long ghosts) {

	}

}
