package io.multimapttl.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Bounds what is in flight at once, as the command timeout runs from the moment that a
 * command is written: as many calls as the server works through in some 50 ms.
 */
final class Window {

	/** In names and values. */
	static final int MAX_COST = 16_384;

	/** Of calls, and of replies: those wait in the memory of the server. */
	static final int MAX_BYTES = 4 * 1024 * 1024;

	/** So many windows may be cut at once, if the next slides in as replies come. */
	static final int TOGETHER = 2;

	private Window() {
	}

	/**
	 * Returns the calls that are sent together. They are all there before the first is
	 * sent: obtaining them may take its time, and may use Redis itself.
	 * @param calls the calls
	 * @param together how many windows they fill
	 * @return the first of them, at least one
	 */
	static List<RedisCall> cut(Iterator<? extends RedisCall> calls, int together) {
		List<RedisCall> window = new ArrayList<>();
		int cost = 0;
		int bytes = 0;
		long replyBytes = 0;
		do {
			RedisCall call = calls.next();
			window.add(call);
			cost += call.cost();
			bytes += call.bytes();
			replyBytes += call.replyBytes();
		}
		while (cost < together * MAX_COST && bytes < together * MAX_BYTES && replyBytes < together * MAX_BYTES
				&& calls.hasNext());
		return window;
	}

}
