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
	 * Returns whether plain reads may be answered by a replica though they must not.
	 * Scripts never are.
	 * @return whether the application configured {@code read-from} for itself only
	 */
	boolean divertsPlainReads();

	/**
	 * Returns whether many names can be read by plain commands that are bounded by the
	 * clock of the server that answers them.
	 * @return whether plain reads go to masters, and it is known to which
	 */
	boolean hasPlainReads();

}
