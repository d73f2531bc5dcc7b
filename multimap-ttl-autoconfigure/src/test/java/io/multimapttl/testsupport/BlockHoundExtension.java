package io.multimapttl.testsupport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails a test in which a thread blocks that must not: one of the driver's, or of those
 * of Reactor that do not wait. What blocks is told also where nobody sees its failure.
 * Other tests of the JVM may block as they like.
 */
public final class BlockHoundExtension implements BeforeEachCallback, AfterEachCallback {

	private static final List<BlockingOperationError> blocked = new CopyOnWriteArrayList<>();

	private static volatile boolean watching;

	static {
		BlockHound.builder().loadIntegrations().blockingMethodCallback((method) -> {
			if (watching) {
				BlockingOperationError error = new BlockingOperationError(method);
				blocked.add(error);
				throw error;
			}
		}).install();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		blocked.clear();
		watching = true;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		watching = false;
		if (!blocked.isEmpty()) {
			throw blocked.get(0);
		}
	}

	/**
	 * Returns what blocked so far in this test, and forgives it.
	 * @return the calls
	 */
	public static List<BlockingOperationError> forgive() {
		List<BlockingOperationError> forgiven = List.copyOf(blocked);
		blocked.clear();
		return forgiven;
	}

}
