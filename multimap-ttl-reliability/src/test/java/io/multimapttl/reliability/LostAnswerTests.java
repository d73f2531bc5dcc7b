package io.multimapttl.reliability;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.RecoverableDataAccessException;

import io.multimapttl.Addition.Outcome;
import io.multimapttl.Addition;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.reliability.FaultyProxy.Direction;
import io.multimapttl.Removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The answer of a call that was done is lost on its way, and the driver sends the call
 * again. What it is answered then is that of the second run.
 */
@Timeout(120)
class LostAnswerTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	private static RedisNode redis;

	private static FaultyProxy proxy;

	private static Application application;

	@BeforeAll
	static void start() {
		redis = RedisNode.start();
		proxy = FaultyProxy.to(redis.port());
		application = Application.on(redis, proxy.port());
	}

	@AfterAll
	static void stop() {
		// Not to be asked for threads that are left over: JUnit has started some in
		// between
		application.context().close();
		proxy.close();
		redis.close();
	}

	@Test
	void additionWhoseAnswerIsLostIsToldAsUnknown() {
		RedisMultiMapWithTTL<String> map = application.multiMap();
		map.addAndCount("zone", "first", TTL, 2);
		map.addAndCount("zone", "second", TTL.multipliedBy(2), 2);
		assertUnknown(() -> map.addAndCount("zone", "token", TTL.multipliedBy(3), 2), "token");
		assertThat(map.get("zone")).as("what to do: read again").containsExactly("second", "token");
		assertThat(map.addAndCount("zone", "token", TTL, 2)).extracting(Addition::outcome).isEqualTo(Outcome.REFRESHED);
	}

	@Test
	void removalWhoseAnswerIsLostIsToldAsUnknown() {
		RedisMultiMapWithTTL<String> map = application.multiMap();
		map.add("room", "lovelace", TTL);
		assertUnknown(() -> map.removeAndCount("room", "lovelace"), "lovelace");
		assertThat(map.size("room")).isZero();
		assertThat(map.removeAndCount("room", "lovelace")).isEqualTo(new Removal(false, 0));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void scriptThatIsNotKnownAnyMoreChangesNothing(boolean known) {
		RedisMultiMapWithTTL<String> map = application.multiMap();
		map.addAndCount("zone of scripts", "first", TTL);
		AtomicBoolean flushed = new AtomicBoolean(known);
		assertUnknown(() -> map.addAndCount("zone of scripts", "second", TTL), () -> {
			if (!flushed.getAndSet(true)) {
				redis.console().scriptFlush();
			}
		}, "second");
		assertThat(map.get("zone of scripts")).containsExactlyInAnyOrder("first", "second");
		map.delete("zone of scripts");
	}

	@Test
	void connectionThatIsLostBetweenCallsChangesNoAnswer() {
		RedisMultiMapWithTTL<String> map = application.multiMap();
		map.addAndCount("quiet zone", "a", TTL);
		for (int i = 0; i < 3; i++) {
			proxy.reset();
			Patience.await().until(() -> proxy.open() > 0);
			int number = i;
			assertThat(map.addAndCount("quiet zone", "b" + number, TTL))
				.isEqualTo(new Addition<>(Outcome.ADDED, 2 + number, List.of()));
		}
	}

	private void assertUnknown(Callable<?> call, String value) {
		assertUnknown(call, () -> {
		}, value);
	}

	/**
	 * Makes a call whose answer is lost: the first bytes that come back once the script
	 * is on its way end the connection. The network is there again at once.
	 */
	private void assertUnknown(Callable<?> call, Runnable whenLost, String value) {
		AtomicBoolean sent = new AtomicBoolean();
		AtomicBoolean lost = new AtomicBoolean();
		proxy.filter(Direction.REQUESTS, (bytes) -> {
			sent.compareAndSet(false, new String(bytes, StandardCharsets.ISO_8859_1).contains(value));
			return bytes;
		});
		UnaryOperator<byte[]> loses = (bytes) -> {
			if (sent.get() && !lost.getAndSet(true)) {
				whenLost.run();
				return new byte[0];
			}
			return bytes;
		};
		proxy.filter(Direction.REPLIES, loses);
		try {
			assertThatExceptionOfType(RecoverableDataAccessException.class).isThrownBy(call::call)
				.withMessageStartingWith("The connection was lost within the call, and the driver has sent it again.")
				.withMessageContaining("What the first time did is not known")
				.withMessageNotContaining(value);
			assertThat(lost).isTrue();
		}
		finally {
			proxy.resume();
		}
	}

}
