package io.multimapttl.redis;

/**
 * What reads do with a stored value that the serializer cannot read, such as an enum
 * constant that a newer version of the application wrote.
 */
public enum UnreadableValues {

	/**
	 * The read fails with a {@link io.multimapttl.MultiMapException}, that of several
	 * names with a {@link io.multimapttl.MultiMapBatchException} after all names were
	 * read.
	 */
	FAIL,

	/**
	 * The value is left out, as if it were not there. It is counted
	 * ({@link MultiMapStatistics#unreadable()}), and once an hour a warning is logged.
	 */
	SKIP

}
