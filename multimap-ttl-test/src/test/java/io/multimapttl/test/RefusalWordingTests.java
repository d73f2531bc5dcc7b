package io.multimapttl.test;

import java.util.UUID;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RefusedCalls.RefusedCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A call that is refused says the same in memory and in Redis.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalWordingTests {

	private final MultiMapWithTTL<String> inMemory = new InMemoryMultiMapWithTTL<>();

	private final MultiMapWithTTLFactory factory = MultiMapWithTTLFactory
		.builder(RedisServer.standalone().getConnectionFactory())
		.keyPrefix("test." + UUID.randomUUID())
		.build();

	private final MultiMapWithTTL<String> inRedis = this.factory.create("refusals", String.class);

	@AfterAll
	void closeConnections() {
		this.factory.destroy();
	}

	@ParameterizedTest
	@MethodSource("io.multimapttl.testsupport.RefusedCalls#all")
	void isThatOfAMultiMapInRedis(RefusedCall refused) {
		Throwable expected = catchThrowable(() -> refused.call().accept(this.inRedis));
		assertThat(catchThrowable(() -> refused.call().accept(this.inMemory))).isExactlyInstanceOf(expected.getClass())
			.hasMessage(expected.getMessage());
	}

}
