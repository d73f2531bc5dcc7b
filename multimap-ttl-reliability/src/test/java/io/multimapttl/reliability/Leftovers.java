package io.multimapttl.reliability;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application leaves behind when it is closed: threads that were not there
 * before, and connections under its name.
 */
final class Leftovers {

	/** Of the bench and of tests, and those that Netty and Reactor keep for the JVM. */
	private static final String NOT_OF_THE_APPLICATION = "(bench-|test-|embedded-redis-output|globalEventExecutor|awaitility|parallel-|boundedElastic-"
			+ "|ForkJoinPool|VirtualThread-|Read-Poller|Write-Poller|process reaper|Attach|surefire|Common-Cleaner|pool-\\d+-thread-).*";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final String clientName;

	private final List<RedisNode> servers;

	private final Set<Thread> threads;

	private Leftovers(String clientName, List<RedisNode> servers, Set<Thread> threads) {
		this.clientName = clientName;
		this.servers = servers;
		this.threads = threads;
	}

	static Leftovers before(String clientName, RedisNode... servers) {
		return new Leftovers(clientName, List.of(servers), threads());
	}

	/**
	 * Waits a little, since Lettuce closes without waiting for the end.
	 */
	void assertNone() {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.pollDelay(Duration.ZERO)
			.atMost(TIMEOUT)
			.untilAsserted(this::assertNoneNow);
	}

	void assertNoneNow() {
		assertThat(threads()).as("threads").filteredOn((thread) -> !this.threads.contains(thread)).isEmpty();
		for (RedisNode server : this.servers) {
			if (server.isAlive()) {
				assertThat(server.connectionsOf(this.clientName)).as("connections").isZero();
			}
		}
	}

	private static Set<Thread> threads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> thread.getName().matches(NOT_OF_THE_APPLICATION));
		return threads;
	}

}
