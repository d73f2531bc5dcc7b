package io.multimapttl.reliability;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.multimapttl.reliability.Ledger.Outcome;
import io.multimapttl.testsupport.ManyNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A batch begins in the moment in which connections are being re-established.
 */
@Timeout(120)
class ReconnectTests {

	private static final int TIMES = Soak.times("reconnects", 10, 25);

	/** A stall lasts as long, and on a busy machine nothing else does. */
	private static final Duration COMMAND_TIMEOUT = Soak.isOn() ? Duration.ofSeconds(2) : Duration.ofSeconds(20);

	private static final Duration TTL = Duration.ofMinutes(5);

	@AutoClose
	private static final RedisNode redis = RedisNode.start();

	@ParameterizedTest
	@CsvSource({ "false, reset", "true, reset", "false, away", "true, away" })
	void batchDoesNotStallWhileConnectionsAreReestablished(boolean pool, String fault) {
		redis.console().flushall();
		Ledger ledger = new Ledger();
		try (FaultyProxy proxy = FaultyProxy.to(redis.port());
				Application application = Application.on(redis, proxy.port(),
						"spring.data.redis.timeout=" + COMMAND_TIMEOUT.toMillis(),
						"spring.data.redis.lettuce.pool.enabled=" + pool)) {
			var map = application.multiMap();
			map.addMany(batch(0), TTL);
			map.get("single");
			Duration longest = Duration.ZERO;
			int failed = 0;
			int prompt = 0;
			for (int i = 0; i < TIMES; i++) {
				// The moment wanders through what happens after the connections are gone
				Thread network = breakFor(proxy, fault, TimeUnit.MICROSECONDS.toNanos(5000L * i / TIMES));
				Map<String, List<String>> batch = batch(i);
				Outcome<Long> outcome = ledger.add(batch, TTL, () -> map.addMany(batch, TTL));
				longest = (outcome.took().compareTo(longest) > 0) ? outcome.took() : longest;
				prompt += (outcome.took().compareTo(COMMAND_TIMEOUT.dividedBy(2)) < 0) ? 1 : 0;
				failed += outcome.isAcknowledged() ? 0 : 1;
				join(network);
				Outcome<Long> repeated = ledger.add(batch, TTL, () -> map.addMany(batch, TTL));
				// On a busy machine the driver may not know yet what else has been reset
				long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
				while (!Soak.isOn() && !repeated.isAcknowledged() && System.nanoTime() < patience) {
					repeated = ledger.add(batch, TTL, () -> map.addMany(batch, TTL));
				}
				longest = (repeated.took().compareTo(longest) > 0) ? repeated.took() : longest;
				assertThat(repeated.isAcknowledged()).as("batch repeated after " + outcome.failure()).isTrue();
			}
			ledger.assertAgrees(map.getKeyPrefix(), redis.console());
			Report.row(
					"Batch begun while connections are re-established, %s, %s".formatted(
							fault.equals("reset") ? "all reset" : "network away for 30 ms", pool ? "pool" : "no pool"),
					"no stall to the timeout of %d s in %2$d of %2$d, repeating it works"
						.formatted(COMMAND_TIMEOUT.toSeconds(), TIMES),
					"%d of %d prompt, longest call %d ms, %d failed at once", prompt, TIMES, longest.toMillis(),
					failed);
			assertThat(prompt).isEqualTo(TIMES);
		}
	}

	/**
	 * The driver tries again and again to open connections anew, after longer and longer
	 * delays, and fails what is sent meanwhile.
	 */
	@Test
	void batchDoesNotUseAConnectionThatIsStillToBeReestablished() {
		redis.console().flushall();
		try (FaultyProxy proxy = FaultyProxy.to(redis.port());
				Application application = Application.on(redis, proxy.port(),
						"spring.data.redis.timeout=" + COMMAND_TIMEOUT.toMillis())) {
			var map = application.multiMap();
			map.addMany(batch(0), TTL);
			long before = proxy.accepted();
			proxy.refuse();
			Patience.await().until(() -> proxy.accepted() >= before + 8);
			proxy.resume();
			assertThat(map.addMany(batch(1), TTL)).isEqualTo(1200);
		}
	}

	private static Thread breakFor(FaultyProxy proxy, String fault, long nanosBeforeTheBatch) {
		Thread thread = new Thread(() -> {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
			proxy.resume();
		}, "test-network");
		if (fault.equals("reset")) {
			proxy.reset();
		}
		else {
			proxy.refuse();
		}
		thread.start();
		LockSupport.parkNanos(nanosBeforeTheBatch);
		return thread;
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Map<String, List<String>> batch(int number) {
		return ManyNames.of("name ", 600, "a" + number, "b" + number);
	}

}
