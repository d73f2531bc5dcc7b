package io.multimapttl.redis;

/**
 * What one multimap of this application has done since it was made.
 *
 * @param added the values that were added and were not live before
 * @param hits the names that were read and had a live value
 * @param misses the names that were read and had none
 * @param removed the live values that were taken out by {@code remove}, {@code removeAll}
 * or {@code delete}
 * @param purged the expired values that writes or {@code purge} dropped
 * @param unreadable the values that were read, or that {@code addAndCount} evicted, and
 * that the serializer could not read
 * @param evicted the live values that had to leave because a name was full
 * @param refused the writes of a name that were refused because it was full
 */
public record MultiMapStatistics(long added, long hits, long misses, long removed, long purged, long unreadable,
		long evicted, long refused) {

}
