package io.multimapttl.redis;

import java.util.Arrays;
import java.util.List;

/**
 * The reply to a {@link RedisCall.ScanCall}: some keys of a master.
 *
 * @param cursor where the scan goes on
 * @param keys the keys
 */
record KeyPage(byte[] cursor, List<byte[]> keys) {

	@SuppressWarnings("unchecked")
	static KeyPage of(Object reply) {
		List<?> elements = (List<?>) reply;
		return new KeyPage((byte[]) elements.get(0), (List<byte[]>) elements.get(1));
	}

	boolean isLast() {
		return Arrays.equals(this.cursor, RedisCall.ScanCall.END);
	}

}
