package io.multimapttl.redis;

/**
 * What one multimap is made of.
 *
 * @param <V> the type of the values
 * @param id the id
 * @param prefix makes the keys
 * @param codec makes the bytes of values
 * @param expiry makes the scores
 * @param purgeBudget how many expired values one script call drops at the most, as text
 * @param sortedSets talks to Redis
 * @param counters counts what is done
 */
record Setup<V>(String id, KeyPrefix prefix, ValueCodec<V> codec, ExpiryScore expiry, byte[] purgeBudget,
		SortedSets sortedSets, Counters counters) {

}
