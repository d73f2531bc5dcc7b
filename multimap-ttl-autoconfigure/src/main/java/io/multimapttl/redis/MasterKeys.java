package io.multimapttl.redis;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The keys that match a pattern, of all masters, read as they are asked for. Replicas
 * answer none of it, even where the application reads from them: they may be behind, and
 * what deletes keys must not miss any.
 *
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
final class MasterKeys implements Iterator<byte[]> {

	/** What a scan starts with, and what Redis ends it with. */
	private static final byte[] END = Ascii.number(0);

	private final Route route;

	private final byte[] pattern;

	private final Iterator<String> masters;

	private String master = "";

	private byte[] cursor = END;

	private Iterator<byte[]> page = Collections.emptyIterator();

	MasterKeys(Route route, byte[] pattern) {
		this.route = route;
		this.pattern = pattern;
		this.masters = route.masters().iterator();
	}

	@Override
	public boolean hasNext() {
		while (!this.page.hasNext() && (!isEnd() || this.masters.hasNext())) {
			if (isEnd()) {
				this.master = this.masters.next();
			}
			read();
		}
		return this.page.hasNext();
	}

	private boolean isEnd() {
		return this.cursor.length == 1 && this.cursor[0] == END[0];
	}

	@SuppressWarnings("unchecked")
	private void read() {
		List<?> reply = (List<?>) this.route.send(new RedisCall.ScanCall(this.master, this.cursor, this.pattern));
		this.cursor = (byte[]) reply.get(0);
		this.page = ((List<byte[]>) reply.get(1)).iterator();
	}

	@Override
	public byte[] next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.page.next();
	}

}
