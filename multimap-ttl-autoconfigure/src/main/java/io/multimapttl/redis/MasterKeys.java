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

	private final Route route;

	private final byte[] pattern;

	private final Iterator<String> masters;

	private String master = "";

	private KeyPage page = new KeyPage(RedisCall.ScanCall.END, List.of());

	private Iterator<byte[]> keys = Collections.emptyIterator();

	MasterKeys(Route route, byte[] pattern) {
		this.route = route;
		this.pattern = pattern;
		this.masters = route.masters().iterator();
	}

	@Override
	public boolean hasNext() {
		while (!this.keys.hasNext() && (!this.page.isLast() || this.masters.hasNext())) {
			if (this.page.isLast()) {
				this.master = this.masters.next();
			}
			read();
		}
		return this.keys.hasNext();
	}

	private void read() {
		this.page = KeyPage.of(this.route.send(new RedisCall.ScanCall(this.master, this.page.cursor(), this.pattern)));
		this.keys = this.page.keys().iterator();
	}

	@Override
	public byte[] next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.keys.next();
	}

}
