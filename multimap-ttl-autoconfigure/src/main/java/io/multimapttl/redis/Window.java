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

	private final int together;

	private final List<RedisCall> calls = new ArrayList<>();

	private int cost;

	private int bytes;

	private long replyBytes;

	/**
	 * Creates an empty window.
	 * @param together as how many windows it counts
	 */
	Window(int together) {
		this.together = together;
	}

	/**
	 * Returns the calls that are sent together. They are all there before the first is
	 * sent: obtaining them may take its time, and may use Redis itself.
	 * @param calls the calls
	 * @param together how many windows they fill
	 * @return the first of them, at least one
	 */
	static List<RedisCall> cut(Iterator<? extends RedisCall> calls, int together) {
		Window window = new Window(together);
		do {
			window.add(calls.next());
		}
		while (!window.isFull() && calls.hasNext());
		return window.calls;
	}

	void add(RedisCall call) {
		this.calls.add(call);
		this.cost += call.cost();
		this.bytes += call.bytes();
		this.replyBytes += call.replyBytes();
	}

	boolean isFull() {
		return this.cost >= this.together * MAX_COST || this.bytes >= this.together * MAX_BYTES
				|| this.replyBytes >= this.together * MAX_BYTES;
	}

	List<RedisCall> calls() {
		return this.calls;
	}

	int cost() {
		return this.cost;
	}

	int bytes() {
		return this.bytes;
	}

	long replyBytes() {
		return this.replyBytes;
	}

}
