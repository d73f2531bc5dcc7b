package io.multimapttl.testsupport;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

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

	private static final String OWN_NAME = BlockHoundExtension.class.getName();

	private static final List<BlockingOperationError> blocked = new CopyOnWriteArrayList<>();

	private static volatile boolean watching;

	static {
		// Nothing is thrown, as locks within the JDK would be left in a state that hangs
		// others
		BlockHound.builder().loadIntegrations().blockingMethodCallback((method) -> {
			if (watching && isOurs() && !isLockOfTheDriver()) {
				blocked.add(new BlockingOperationError(method));
			}
		}).install();
	}

	/**
	 * Threads also wait for their next task.
	 */
	private static boolean isOurs() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
				.anyMatch((name) -> name.startsWith("io.multimapttl.") && !name.startsWith(OWN_NAME)));
	}

	/**
	 * The driver has locks around its own lists, which threads hold for an instant.
	 */
	private static boolean isLockOfTheDriver() {
		return StackWalker.getInstance().walk((frames) -> {
			Iterator<StackWalker.StackFrame> callers = frames
				.dropWhile((frame) -> !frame.getClassName().equals(ReentrantLock.class.getName()))
				.dropWhile((frame) -> frame.getClassName().equals(ReentrantLock.class.getName()))
				.iterator();
			return callers.hasNext() && callers.next().getClassName().startsWith("io.lettuce.");
		});
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

}
