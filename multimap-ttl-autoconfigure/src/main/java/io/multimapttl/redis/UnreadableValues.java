package io.multimapttl.redis;

/**
 * What reads do with a stored value that the serializer cannot read, such as an enum
 * constant that a newer version of the application wrote. Of the values that had to leave
 * in {@link io.multimapttl.MultiMapWithTTL#addAndCount(String, Object) addAndCount} such
 * a one is always left out and counted.
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
