package io.multimapttl.redis;

/**
 * What requests depend on of the Redis that they are sent to.
 */
interface Topology {

	/**
	 * Returns how many names a call may be about at the most. On a cluster that is one:
	 * several keys get {@code TRYAGAIN} while their slot is being migrated. The first
	 * time that this is asked it may ask Redis. So ask only if there is a second name.
	 * @param prefix makes the keys of the names
	 * @return the number of names, at least 1
	 */
	int namesPerCall(KeyPrefix prefix);

	/**
	 * Returns whether a plain read may be answered by another server than the script call
	 * before it.
	 * @return whether the application configured {@code read-from}
	 */
	boolean divertsPlainReads();

	/**
	 * Returns whether plain commands are better than scripts to read names, though the
	 * moment that bounds them takes a round trip.
	 * @param names how many names
	 * @param prefix makes their keys
	 * @return whether they are; never where it is not known which server answers a plain
	 * command, or where calls of this thread are sent one by one
	 */
	boolean prefersPlainReads(int names, KeyPrefix prefix);

}
