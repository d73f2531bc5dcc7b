package io.multimapttl.redis;

import java.util.Iterator;

/**
 * A walk over what is too large to be held, page by page. To be closed.
 *
 * @param <T> the type of what is found
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
interface Walk<T> extends Iterator<T>, AutoCloseable {

	@Override
	void close();

	/**
	 * A member of a sorted set.
	 *
	 * @param value the value, as it is stored
	 * @param score the score
	 */
	record Member(byte[] value, double score) {
	}

}
