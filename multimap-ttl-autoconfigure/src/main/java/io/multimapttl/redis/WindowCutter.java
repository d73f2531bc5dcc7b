package io.multimapttl.redis;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Cuts calls into windows as they come. No name is written by two calls of a window: a
 * call that a server does not know as a script is sent once more, after what follows it
 * in its window.
 */
final class WindowCutter {

	private final int maxCalls;

	private final IntSupplier maxBytes;

	private final Set<String> written = new HashSet<>();

	private Window window = new Window(1);

	/**
	 * Creates a cutter.
	 * @param maxCalls how many calls a window may have
	 * @param maxBytes supplies how many bytes a window may have before another call,
	 * where that is fewer than in any case
	 */
	WindowCutter(int maxCalls, IntSupplier maxBytes) {
		this.maxCalls = Math.max(1, maxCalls);
		this.maxBytes = maxBytes;
	}

	/**
	 * Takes a call, and returns a window that takes no other.
	 * @param call the call
	 * @return the window that is full, or that the call must not be in
	 */
	@Nullable Window add(RedisCall call) {
		Window ended = (isFull() || isWritten(call)) ? rest() : null;
		this.window.add(call);
		if (call instanceof RedisCall.ScriptCall script && !script.isRead()) {
			this.written.addAll(script.names());
		}
		return (ended == null && isFull()) ? rest() : ended;
	}

	private boolean isFull() {
		return this.window.isFull() || this.window.calls().size() >= this.maxCalls
				|| this.window.bytes() >= this.maxBytes.getAsInt();
	}

	private boolean isWritten(RedisCall call) {
		return call instanceof RedisCall.ScriptCall script && !Collections.disjoint(this.written, script.names());
	}

	/**
	 * Returns the window of the calls that are in none yet.
	 * @return the window, if there are such calls
	 */
	@Nullable Window rest() {
		if (this.window.calls().isEmpty()) {
			return null;
		}
		Window rest = this.window;
		this.window = new Window(1);
		this.written.clear();
		return rest;
	}

}
