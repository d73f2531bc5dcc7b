package io.multimapttl.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

import io.multimapttl.testsupport.ManyNames;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers are interrupted again and again, as by time limits and closing executors.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
@Timeout(120)
class InterruptTests {

	private static final int INTERRUPTS = 2000;

	private static final int CONNECTIONS = 3;

	private static final int CALLERS = 6;

	@RegisterExtension
	final RedisExtension redis;

	private final String clientName = "interrupts-" + UUID.randomUUID();

	private final Map<String, List<String>> batch = ManyNames.of("zone ", 300, "courier");

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicInteger interrupted = new AtomicInteger();

	private final Queue<Object> unexpected = new ConcurrentLinkedQueue<>();

	InterruptTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void connectionsStayWithinTheirBoundWhileCallersAreInterruptedAndAfterwards(boolean pool) throws Exception {
		RedisMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(
					this.redis.multiMaps(this.redis.connectionFactory(client(pool))).connections(CONNECTIONS).build())
			.create("map", String.class);
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			callers.add(new Thread(() -> callUntilOver(multiMap)));
		}
		callers.forEach(Thread::start);
		for (int i = 0; i < INTERRUPTS; i++) {
			callers.get(i % CALLERS).interrupt();
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100 + i % 400));
			if (i % 50 == 0) {
				awaitFewConnections();
			}
		}
		this.over.set(true);
		for (Thread caller : callers) {
			caller.join(60_000);
		}
		assertThat(clients()).isPositive();
		awaitFewConnections();
		assertThat(this.unexpected).isEmpty();
		assertThat(this.interrupted).as("calls").hasValueGreaterThan(INTERRUPTS / 10);
		Thread.interrupted();
		assertThat(multiMap.addMany(this.batch)).isBetween(0L, 300L);
		assertThat(multiMap.getMany(this.batch.keySet())).hasSize(300);
		awaitFewConnections();
	}

	/**
	 * A server may see the next connection before it sees that one is closed.
	 */
	private void awaitFewConnections() {
		Awaitility.await().until(() -> clients() <= mostConnections());
	}

	private void callUntilOver(RedisMultiMapWithTTL<String> multiMap) {
		for (int i = 0; !this.over.get(); i++) {
			try {
				switch (i % 4) {
					case 0 -> multiMap.addMany(this.batch);
					case 1 -> multiMap.getMany(this.batch.keySet());
					case 2 -> multiMap.add("zone", "courier");
					default -> multiMap.get("zone");
				}
			}
			catch (RedisSystemException ex) {
				if (NestedExceptionUtils.getRootCause(ex) instanceof InterruptedException
						&& Thread.currentThread().isInterrupted()) {
					this.interrupted.incrementAndGet();
				}
				else {
					this.unexpected.add(ex);
				}
			}
			catch (RuntimeException ex) {
				this.unexpected.add(ex);
			}
			Thread.interrupted();
		}
	}

	/**
	 * What the application shares, and what batches use; on a cluster each of them is one
	 * per master and one more, and for a moment there is one per node to learn what nodes
	 * there are.
	 */
	private long mostConnections() {
		int nodes = this.redis.server().getNodes().size();
		return this.redis.isCluster() ? (1 + CONNECTIONS) * (nodes + 1L) + nodes : 1 + CONNECTIONS;
	}

	private LettuceClientConfiguration client(boolean pool) {
		if (!pool) {
			return RedisServer.clientConfigurationBuilder().clientName(this.clientName).build();
		}
		GenericObjectPoolConfig<StatefulConnection<?, ?>> four = new GenericObjectPoolConfig<>();
		four.setMaxTotal(1 + CONNECTIONS);
		LettucePoolingClientConfiguration.LettucePoolingClientConfigurationBuilder builder = RedisServer
			.prepare(LettucePoolingClientConfiguration.builder());
		builder.poolConfig(four).clientName(this.clientName).commandTimeout(Duration.ofSeconds(20));
		return builder.build();
	}

	private long clients() {
		return this.redis.server().clients(this.clientName);
	}

}
