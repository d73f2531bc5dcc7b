package io.multimapttl.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;
import io.multimapttl.benchmarks.server.Relay;

/**
 * What the client has spent, in all its threads: drivers decode replies in threads of
 * their own. Threads of the JVM, which compile and collect garbage, are left out, and so
 * are those that keep the servers away.
 *
 * @param cpuMicros CPU time, in microseconds
 * @param allocatedBytes what was allocated
 */
record ClientCost(double cpuMicros, double allocatedBytes) {

	static final ClientCost NONE = new ClientCost(0, 0);

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * Returns what the threads have spent since they were started.
	 * @return the sum
	 */
	static ClientCost now() {
		long[] threads = LongStream.of(THREADS.getAllThreadIds())
			.filter((thread) -> !Relay.isRelaying(thread))
			.toArray();
		return new ClientCost(sum(THREADS.getThreadCpuTime(threads)) / 1e3,
				sum(THREADS.getThreadAllocatedBytes(threads)));
	}

	private static double sum(long[] figures) {
		return LongStream.of(figures).filter((figure) -> figure > 0).sum();
	}

	/**
	 * Adds what was spent since an earlier moment.
	 * @param before what had been spent by then
	 * @param now what has been spent by now
	 * @return the sum
	 */
	ClientCost plusSince(ClientCost before, ClientCost now) {
		return new ClientCost(this.cpuMicros + now.cpuMicros - before.cpuMicros,
				this.allocatedBytes + now.allocatedBytes - before.allocatedBytes);
	}

}
