package io.multimapttl.redis;

/**
 * What one multimap is made of.
 *
 * @param <V> the type of the values
 * @param id the id
 * @param prefix makes the keys
 * @param codec makes the bytes of values
 * @param expiry makes the scores
 * @param purgeLimit how many expired values one script call drops at the most
 * @param sortedSets talks to Redis
 * @param counters counts what is done
 */
record Setup<V>(String id, KeyPrefix prefix, ValueCodec<V> codec, ExpiryScore expiry, int purgeLimit,
		SortedSets sortedSets, Counters counters) {

	byte[] purgeBudget() {
		return ExpiryScore.ascii(Integer.toString(this.purgeLimit));
	}

}
