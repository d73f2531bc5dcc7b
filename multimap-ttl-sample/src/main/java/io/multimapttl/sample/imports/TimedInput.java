package io.multimapttl.sample.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Input that can be read for a limited time: a client who sends a byte now and then would
 * otherwise hold the only import for ever. (Tomcat itself gives up on a client who sends
 * nothing at all.)
 */
class TimedInput extends FilterInputStream {

	private final Duration limit;

	private final long start = System.nanoTime();

	TimedInput(InputStream in, Duration limit) {
		super(in);
		this.limit = limit;
	}

	@Override
	public int read() throws IOException {
		checkTime();
		return super.read();
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		checkTime();
		return super.read(bytes, offset, length);
	}

	private void checkTime() {
		if (System.nanoTime() - this.start > this.limit.toNanos()) {
			throw new ImportTooSlowException(this.limit);
		}
	}

}
