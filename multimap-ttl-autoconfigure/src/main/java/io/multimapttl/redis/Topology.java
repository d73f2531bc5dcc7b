package io.multimapttl.redis;

/**
 * What requests depend on of the Redis that they are sent to.
 */
interface Topology {

	/**
	 * Returns whether this is a cluster. There a call is about one name only: several
	 * keys get {@code TRYAGAIN} while their slot is being migrated.
	 * @return whether this is a cluster
	 */
	boolean isCluster();

	/**
	 * Returns whether a plain read may be answered by another server than the script call
	 * before it.
	 * @return whether the application configured {@code read-from}
	 */
	boolean divertsPlainReads();

	/**
	 * Returns from how many names on plain commands are better than scripts, though the
	 * moment that bounds them takes a round trip.
	 * @return the number of names; the largest number there is where it is not known
	 * which server answers a plain command, or where calls of this thread are sent one by
	 * one
	 */
	int plainReadsFrom();

}
