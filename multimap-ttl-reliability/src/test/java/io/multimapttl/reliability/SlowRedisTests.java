package io.multimapttl.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.DataAccessException;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.Ledger.Outcome;
import io.multimapttl.testsupport.ManyNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis, or the way to it, is slow.
 */
@Timeout(120)
class SlowRedisTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	private final Ledger ledger = new Ledger();

	@AutoClose
	private final RedisNode redis = RedisNode.start();

	@AutoClose
	private final FaultyProxy proxy = FaultyProxy.to(this.redis.port());

	@Test
	void frozenForLongerThanTheTimeoutIsToldInTime() throws Exception {
		Duration timeout = Duration.ofMillis(1000);
		try (Application application = application("spring.data.redis.timeout=" + timeout.toMillis())) {
			RedisMultiMapWithTTL<String> map = warm(application);
			Map<String, Callable<?>> calls = new LinkedHashMap<>();
			calls.put("add", () -> map.add("zone", "new", TTL));
			calls.put("get", () -> map.get("zone"));
			calls.put("addMany", () -> map.addMany(batch(600), TTL));
			calls.put("getMany", () -> map.getMany(batch(10_000).keySet()));
			Duration longest = Duration.ZERO;
			this.redis.freeze();
			for (Map.Entry<String, Callable<?>> call : calls.entrySet()) {
				Outcome<?> outcome = Outcome.of(call.getValue());
				assertThat(outcome.failure()).as(call.getKey()).isInstanceOf(DataAccessException.class);
				longest = Collections.max(List.of(longest, outcome.took()));
			}
			this.redis.thaw();
			Duration recovered = recovered(map);
			Report.row("Redis frozen for longer than the timeout of 1 s",
					"every call of one round trip fails within 1.1 s, recovery within 1 s",
					"longest call %d ms, all calls work %d ms after it goes on", longest.toMillis(),
					recovered.toMillis());
			Soak.assertWithin("longest call", longest, Duration.ofMillis(1100));
			Soak.assertWithin("recovery", recovered, Duration.ofSeconds(1));
		}
	}

	@Test
	void frozenForShorterThanTheTimeoutIsNotNoticed() throws Exception {
		try (Application application = application("spring.data.redis.timeout=" + Soak.outOfReach("2s"))) {
			RedisMultiMapWithTTL<String> map = warm(application);
			List<Long> frozen = new ArrayList<>();
			Writers writers = Writers.start(map, this.ledger, 4, 600);
			try (writers) {
				for (int i = 0; i < 3; i++) {
					writers.awaitAllGoOn();
					this.redis.freeze();
					Thread.sleep(400);
					frozen.add(System.nanoTime());
					this.redis.thaw();
				}
				writers.awaitAllGoOn();
			}
			Duration longest = writers.longest();
			Report.row("Redis frozen three times for 0.4 s, timeout 2 s", "no error, ledger agrees",
					"%,d calls, %d failed, longest %d ms; %s", writers.calls().size(), writers.failures().size(),
					longest.toMillis(), this.ledger);
			assertThat(writers.failures()).isEmpty();
			assertThat(frozen).as("moments of which each was felt by a call")
				.allMatch((moment) -> writers.calls().stream().anyMatch((call) -> call.isUnderWayAt(moment)));
			this.redis.console().unlink(map.getKeyPrefix() + ":zone");
			this.ledger.assertAgrees(map.getKeyPrefix(), this.redis.console());
		}
	}

	/**
	 * Each reply is under way for 100 ms. The value is live when it is read, and no more
	 * when it arrives.
	 */
	@Test
	void streamReturnsNoValueThatExpiredOnItsWay() throws Exception {
		try (Application application = application("spring.data.redis.timeout=" + Soak.outOfReach("2s"))) {
			RedisMultiMapWithTTL<String> map = warm(application);
			String key = map.getKeyPrefix() + ":stream";
			this.proxy.delay(Duration.ofMillis(100), Duration.ZERO);
			List<String> time = this.redis.console().time();
			long now = Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
			this.redis.console().zadd(key, (now + 350) / 1000.0, "expires");
			this.redis.console().zadd(key, (now + 3_600_000) / 1000.0, "stays");
			try (Stream<String> values = map.stream("stream")) {
				assertThat(values).containsExactly("stays");
			}
			this.proxy.resume();
		}
	}

	@Test
	void connectingToASilentServerIsToldInTime() throws Exception {
		try (Application application = application("spring.data.redis.timeout=1500ms",
				"spring.data.redis.connect-timeout=1s")) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			this.proxy.goSilent();
			Outcome<?> single = Outcome.of(() -> map.get("zone"));
			Outcome<?> batch = Outcome.of(() -> map.getMany(batch(600).keySet()));
			this.proxy.resume();
			Duration recovered = recovered(map);
			Report.row("First connection to a silent server, timeout 1.5 s, connect-timeout 1 s",
					"fails within 1.65 s, recovery within 1 s", "get %d ms, getMany %d ms, recovered after %d ms",
					single.took().toMillis(), batch.took().toMillis(), recovered.toMillis());
			assertThat(single.failure()).isInstanceOf(DataAccessException.class);
			assertThat(batch.failure()).isInstanceOf(DataAccessException.class);
			Soak.assertWithin("get", single.took(), Duration.ofMillis(1650));
			Soak.assertWithin("getMany", batch.took(), Duration.ofMillis(1650));
			Soak.assertWithin("recovery", recovered, Duration.ofSeconds(1));
		}
	}

	/**
	 * Spring Data alone would have one thread connect after the other.
	 */
	@Test
	void threadsThatConnectToASilentServerWaitForOneAttempt() throws Exception {
		try (Application application = application("spring.data.redis.timeout=400ms")) {
			RedisMultiMapWithTTL<String> map = application.multiMap();
			this.proxy.goSilent();
			List<Outcome<?>> outcomes = new CopyOnWriteArrayList<>();
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				Thread thread = new Thread(() -> outcomes.add(Outcome.of(() -> map.get("zone"))), "test-caller");
				threads.add(thread);
				thread.start();
			}
			for (Thread thread : threads) {
				thread.join();
			}
			this.proxy.resume();
			Duration longest = outcomes.stream().map(Outcome::took).max(Comparator.naturalOrder()).orElseThrow();
			Report.row("First connection of 4 threads to a silent server, timeout 0.4 s", "all fail within 0.5 s",
					"longest call %d ms", longest.toMillis());
			assertThat(outcomes).hasSize(4).noneMatch(Outcome::isAcknowledged);
			Soak.assertWithin("longest call", longest, Duration.ofMillis(500));
		}
	}

	@Test
	void batchesNeedFewRoundTripsWhenEachIsSlow() {
		try (Application application = application("spring.data.redis.timeout=" + Soak.outOfReach("2s"))) {
			RedisMultiMapWithTTL<String> map = warm(application);
			this.proxy.delay(Duration.ofMillis(40), Duration.ofMillis(20));
			Outcome<?> add = this.ledger.add("single", List.of("value"), TTL, () -> map.add("single", "value", TTL));
			Outcome<?> get = Outcome.of(() -> map.get("single"));
			Map<String, List<String>> batch = batch(10_000);
			Outcome<?> addMany = this.ledger.add(batch, TTL, () -> map.addMany(batch, TTL));
			Outcome<?> getMany = Outcome.of(() -> map.getMany(batch.keySet()));
			Writers writers = Writers.start(map, this.ledger, 8, 600);
			try (writers) {
				writers.awaitAllGoOn();
			}
			this.proxy.resume();
			Duration longest = writers.longest();
			Report.row("50 ms of latency each way, with 10 ms of jitter up and down",
					"no error; 10 000 names take less than four round trips (480 ms) more than one name",
					"add %d ms, get %d ms, addMany of 10 000 names %d ms, getMany %d ms; 8 writers: %,d calls, %d failed, longest %d ms",
					add.took().toMillis(), get.took().toMillis(), addMany.took().toMillis(), getMany.took().toMillis(),
					writers.calls().size(), writers.failures().size(), longest.toMillis());
			assertThat(List.of(add, get, addMany, getMany)).allMatch(Outcome::isAcknowledged);
			Soak.assertWithin("addMany", addMany.took().minus(add.took()), Duration.ofMillis(480));
			Soak.assertWithin("getMany", getMany.took().minus(get.took()), Duration.ofMillis(480));
			assertThat(writers.failures()).isEmpty();
			this.redis.console().unlink(map.getKeyPrefix() + ":zone");
			this.ledger.assertAgrees(map.getKeyPrefix(), this.redis.console());
		}
	}

	@Test
	void narrowNetworkFailsWhatIsTooLargeForTheTimeout() {
		Duration timeout = Duration.ofSeconds(2);
		try (Application application = application("spring.data.redis.timeout=" + timeout.toMillis())) {
			RedisMultiMapWithTTL<String> map = warm(application);
			map.addMany(batch(600), TTL);
			this.redis.console().flushall();
			this.proxy.throttle(64 * 1024);
			// So little that it fits in on a busy machine, too
			Map<String, List<String>> small = batch(Soak.times("fitting-names", 150, 600));
			Outcome<?> fits = this.ledger.add(small, TTL, () -> map.addMany(small, TTL));
			Map<String, List<String>> large = batch(10_000);
			Outcome<?> tooMuch = this.ledger.add(large, TTL, () -> map.addMany(large, TTL));
			Outcome<?> single = this.ledger.add("single", List.of("value"), TTL, () -> map.add("single", "value", TTL));
			this.proxy.resume();
			Duration recovered = recovered(map);
			Report.row("64 KB/s, timeout 2 s",
					"what fits into the timeout works, what does not fails within 2.2 s, ledger agrees",
					"%d names %d ms; 10 000 names (600 KB) %s after %d ms; one name meanwhile %s after %d ms; %d ms to recover",
					small.size(), fits.took().toMillis(), tooMuch.isAcknowledged() ? "added" : "failed",
					tooMuch.took().toMillis(), single.isAcknowledged() ? "added" : "failed", single.took().toMillis(),
					recovered.toMillis());
			assertThat(fits.isAcknowledged()).isTrue();
			assertThat(tooMuch.isAcknowledged()).isFalse();
			Soak.assertWithin("10 000 names", tooMuch.took(), Duration.ofMillis(2200));
			Soak.assertWithin("one name", single.took(), Duration.ofMillis(2200));
			Soak.assertWithin("recovery", recovered, Duration.ofSeconds(1));
			this.redis.console().unlink(map.getKeyPrefix() + ":zone");
			this.ledger.assertAgrees(map.getKeyPrefix(), this.redis.console());
		}
	}

	private Application application(String... properties) {
		return Application.on(this.redis, this.proxy.port(), properties);
	}

	/**
	 * Has all connections made that there will be, and all code run once; on a busy
	 * machine that may take longer than the timeout.
	 */
	private static RedisMultiMapWithTTL<String> warm(Application application) {
		RedisMultiMapWithTTL<String> map = application.multiMap();
		Patience.await().until(() -> {
			map.addMany(batch(10_000), TTL);
			map.getMany(batch(10_000).keySet());
			map.clear();
			map.add("zone", "value", TTL);
			return map.get("zone").size() == 1;
		});
		return map;
	}

	private static Duration recovered(RedisMultiMapWithTTL<String> map) {
		long start = System.nanoTime();
		for (Callable<?> call : List.<Callable<?>>of(() -> map.add("zone", "value", TTL), () -> map.get("zone"),
				() -> map.addMany(Map.of("zone", List.of("value")), TTL), () -> map.getMany(batch(600).keySet()))) {
			Patience.await().until(() -> Outcome.of(call).isAcknowledged());
		}
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static Map<String, List<String>> batch(int names) {
		return ManyNames.of("name ", names, "value");
	}

}
