package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RefusedCalls.RefusedCall;
import io.multimapttl.WhenFull;
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

	private final RedisMultiMapWithTTL<String> boundedInRedis = this.factory.builder("bounded", String.class)
		.maxValues(2)
		.whenFull(WhenFull.REFUSE)
		.build();

	private final MultiMapWithTTL<String> boundedInMemory = InMemoryMultiMapWithTTL.builder()
		.buildInPlaceOf(this.boundedInRedis);

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

	@ParameterizedTest
	@MethodSource("callsOnFullNames")
	void ofABoundedNameIsThatOfAMultiMapInRedis(Consumer<MultiMapWithTTL<String>> call) {
		Throwable expected = catchThrowable(() -> call.accept(this.boundedInRedis));
		assertThat(expected).isInstanceOf(RuntimeException.class);
		Throwable thrown = catchThrowable(() -> call.accept(this.boundedInMemory));
		assertThat(thrown).isExactlyInstanceOf(expected.getClass()).hasMessage(expected.getMessage());
		if (expected instanceof MultiMapBatchException batch) {
			assertThat(((MultiMapBatchException) thrown).getFailures().toString())
				.isEqualTo(batch.getFailures().toString());
		}
	}

	static Stream<Consumer<MultiMapWithTTL<String>>> callsOnFullNames() {
		List<String> three = List.of("a", "b", "c");
		List<String> many = IntStream.rangeClosed(0, 1000).mapToObj(String::valueOf).toList();
		List<String> large = Stream.of("x", "y", "z").map((text) -> text.repeat(100_000)).toList();
		Map<String, List<String>> names = IntStream.range(0, 12)
			.boxed()
			.collect(Collectors.toMap((i) -> "zone " + i, (i) -> three, (one, other) -> one, LinkedHashMap::new));
		return Stream.of((map) -> map.addAll("zone", three),
				(map) -> map.addAll("zone", three, Instant.parse("2099-01-01T00:00:00Z")), (map) -> {
					map.addAll("full", List.of("a", "b"));
					map.add("full", "c");
				}, (map) -> {
					map.addAll("forged\n\u202Ename " + "x".repeat(300), List.of("a", "b"));
					map.addIfAbsent("forged\n\u202Ename " + "x".repeat(300), "c");
				}, (map) -> map.addMany(Map.of("one", three)), (map) -> map.addMany(names),
				(map) -> map.addMany(names.entrySet().stream(), Duration.ofMinutes(1)),
				(map) -> map.addManyWithTtl(Map.of("zone",
						Map.of("a", Instant.parse("2099-01-01T00:00:00Z"), "b", Instant.parse("2099-01-01T00:00:00Z"),
								"c", Instant.parse("2099-01-01T00:00:00Z")))),
				(map) -> map.addAll("zone", many), (map) -> map.addMany(Map.of("zone", many)),
				(map) -> map.addAll("zone", large));
	}

}
