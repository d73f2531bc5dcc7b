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

	static final int MAX_BYTES = 4 * 1024 * 1024;

	/** So many windows are cut at once: there the next slides in as replies come. */
	private static final int TOGETHER = 2;

	private Window() {
	}

	/**
	 * Returns the calls that are sent together. They are all there before the first is
	 * sent: obtaining them may take its time, and may use Redis itself.
	 * @param calls the calls
	 * @return the first of them, at least one
	 */
	static List<RedisCall> cut(Iterator<? extends RedisCall> calls) {
		List<RedisCall> window = new ArrayList<>();
		int cost = 0;
		int bytes = 0;
		do {
			RedisCall call = calls.next();
			window.add(call);
			cost += call.cost();
			bytes += call.bytes();
		}
		while (cost < TOGETHER * MAX_COST && bytes < TOGETHER * MAX_BYTES && calls.hasNext());
		return window;
	}

}
