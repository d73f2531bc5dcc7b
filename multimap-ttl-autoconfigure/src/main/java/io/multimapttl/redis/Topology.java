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
	 * Returns whether plain reads may be answered by a replica, which scripts never are.
	 * @return whether the application configured {@code read-from}
	 */
	boolean readsFromReplicas();

}
