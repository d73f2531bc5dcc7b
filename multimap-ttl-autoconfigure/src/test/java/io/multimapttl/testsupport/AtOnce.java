package io.multimapttl.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several threads at once.
 */
public final class AtOnce {

	private static final int PATIENCE_SECONDS = 100;

	private AtOnce() {
	}

	/**
	 * Makes calls, each in a thread. Fails if one of them fails or hangs.
	 * @param <T> what the calls return
	 * @param calls the calls
	 * @return what they returned
	 * @throws Exception what one of them threw
	 */
	public static <T> List<T> call(List<Callable<T>> calls) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(calls.size());
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> result : threads.invokeAll(calls, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				assertThat(result.isCancelled()).as("hangs").isFalse();
				results.add(result.get());
			}
			return results;
		}
		finally {
			threads.shutdownNow();
		}
	}

}
