package io.multimapttl;

/**
 * What {@link MultiMapWithTTL#removeAndCount(String, Object) removeAndCount} did, and how
 * many values the name has now.
 *
 * @param removed whether the value was live
 * @param size the number of live values afterwards
 */
public record Removal(boolean removed, long size) {

	/**
	 * Returns whether the value went last: it was removed, and no other is live.
	 * @return whether it was the last
	 */
	public boolean isLast() {
		return this.removed && this.size == 0;
	}

}
