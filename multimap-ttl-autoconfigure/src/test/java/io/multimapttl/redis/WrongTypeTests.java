package io.multimapttl.redis;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Keys that hold another Redis type, and values that nobody can read.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class WrongTypeTests {

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	@RegisterExtension
	final RedisExtension redis;

	private MultiMapWithTTLFactory multiMaps;

	private RedisMultiMapWithTTL<String> multiMap;

	WrongTypeTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMaps = this.redis.multiMapFactory();
		this.multiMap = this.multiMaps.create("couriers", String.class);
	}

	@ParameterizedTest
	@MethodSource
	void oneNameOfAnotherTypeIsTold(Consumer<MultiMapWithTTL<String>> call) {
		RawKey key = putText("zone 51");
		assertThatExceptionOfType(MultiMapException.class).isThrownBy(() -> call.accept(this.multiMap))
			.withMessageContaining("couriers")
			.withMessageContaining("zone 51")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("precious"));
		assertThat(this.redis.template().opsForValue().get(key.key())).isEqualTo("precious");
	}

	static Stream<Arguments> oneNameOfAnotherTypeIsTold() {
		String name = "zone 51";
		Stream<Arguments> operations = EveryOperation.onOneName(name, "a")
			.map((call) -> argumentSet(call.description(), call));
		return Stream.concat(operations,
				Stream.of(call("add with expiry in the past", (map) -> map.add(name, "a", Instant.EPOCH)),
						call("addAll of many values", (map) -> map.addAll(name, values(2500))),
						call("addAll of nothing", (map) -> map.addAll(name, List.of())),
						call("getLatest of many values", (map) -> map.getLatest(name, 3000)),
						call("removeAll of many values", (map) -> map.removeAll(name, values(2500)))));
	}

	private static Arguments call(String description, Consumer<MultiMapWithTTL<String>> call) {
		return argumentSet(description, call);
	}

	@ParameterizedTest
	@MethodSource("batches")
	void batchTellsTheNamesOfAnotherTypeAndWritesTheOthers(int size, List<Integer> wrong) {
		List<String> failed = putTexts(wrong);
		Map<String, List<String>> valuesByName = valuesByName(size);
		assertBatchFails(() -> this.multiMap.addMany(valuesByName), failed);
		assertOthersAreWritten(size, wrong);
		this.multiMap.names().forEach(this.multiMap::delete);
		assertBatchFails(() -> this.multiMap.addMany(valuesByName, TTL), failed);
		assertOthersAreWritten(size, wrong);
		assertThat(this.multiMap.getStatistics().added()).isEqualTo(2L * (size - wrong.size()));
	}

	@ParameterizedTest
	@MethodSource("batches")
	void streamedBatchTellsTheNamesOfAnotherType(int size, List<Integer> wrong) {
		List<String> failed = putTexts(wrong);
		assertBatchFails(() -> this.multiMap.addMany(valuesByName(size).entrySet().stream(), TTL), failed);
		assertOthersAreWritten(size, wrong);
	}

	@ParameterizedTest
	@MethodSource("batches")
	void batchOfOwnExpiriesTellsTheNamesOfAnotherType(int size, List<Integer> wrong) {
		List<String> failed = putTexts(wrong);
		Map<String, Map<String, Instant>> expiries = new LinkedHashMap<>();
		valuesByName(size).forEach((name, values) -> expiries.put(name, Map.of(values.get(0), EXPIRES_AT)));
		assertBatchFails(() -> this.multiMap.addManyWithTtl(expiries), failed);
		assertOthersAreWritten(size, wrong);
	}

	@ParameterizedTest
	@MethodSource("batches")
	void batchOfReadsTellsTheNamesOfAnotherType(int size, List<Integer> wrong) {
		List<String> failed = putTexts(wrong);
		List<String> names = List.copyOf(valuesByName(size).keySet());
		assertBatchFails(() -> this.multiMap.getMany(names), failed);
		assertBatchFails(() -> this.multiMap.getManyWithExpiry(names), failed);
	}

	@ParameterizedTest
	@MethodSource("batches")
	void batchOfDeletesTellsTheNamesOfAnotherTypeAndDeletesTheOthers(int size, List<Integer> wrong) {
		Map<String, List<String>> valuesByName = valuesByName(size);
		this.multiMap.addMany(valuesByName);
		wrong.forEach((i) -> this.redis.template().delete(this.redis.key(this.multiMap, name(i)).key()));
		List<String> failed = putTexts(wrong);
		assertBatchFails(() -> this.multiMap.delete(List.copyOf(valuesByName.keySet())), failed);
		assertThat(this.redis.keys()).containsExactlyInAnyOrderElementsOf(
				failed.stream().map((name) -> this.multiMap.getKeyPrefix() + ":" + name).toList());
	}

	static Stream<Arguments> batches() {
		return Stream.of(argumentSet("first of a few", 5, List.of(0)), argumentSet("middle of a few", 5, List.of(2)),
				argumentSet("last of a few", 5, List.of(4)), argumentSet("all of a few", 3, List.of(0, 1, 2)),
				argumentSet("around the chunks of many", 600, List.of(0, 255, 256, 511, 512, 599)),
				argumentSet("all of many", 300, IntStream.range(0, 300).boxed().toList()));
	}

	@Test
	void manyValuesOfANameOfAnotherTypeFailOnce() {
		putText("wrong");
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		valuesByName.put("before", values(2500));
		valuesByName.put("wrong", values(2500));
		valuesByName.put("after", values(2500));
		assertBatchFails(() -> this.multiMap.addMany(valuesByName), List.of("wrong"));
		assertThat(this.multiMap.size("before")).isEqualTo(2500);
		assertThat(this.multiMap.size("after")).isEqualTo(2500);
	}

	@Test
	void everyOtherTypeIsAnotherType() {
		this.redis.template().opsForHash().put(this.redis.key(this.multiMap, "hash").key(), "field", "value");
		this.redis.template().opsForSet().add(this.redis.key(this.multiMap, "set").key(), "value");
		this.redis.template().opsForList().rightPush(this.redis.key(this.multiMap, "list").key(), "value");
		this.redis.template().opsForStream().add(this.redis.key(this.multiMap, "stream").key(), Map.of("a", "b"));
		assertBatchFails(
				() -> this.multiMap.addMany(
						Stream.of("hash", "set", "list", "stream").map((name) -> Map.entry(name, List.of("a"))), TTL),
				List.of("hash", "set", "list", "stream"));
	}

	@Test
	void valueThatNobodyCanReadIsTold() {
		RedisMultiMapWithTTL<Long> numbers = this.multiMaps.create("numbers", Long.class);
		this.redis.key(numbers, "zone 51").put("no number", EXPIRES_AT);
		this.redis.key(numbers, "zone 51").put("17", EXPIRES_AT);
		assertUnreadable(() -> numbers.get("zone 51"));
		assertUnreadable(() -> numbers.getLatest("zone 51", 2));
		assertUnreadable(() -> numbers.getWithExpiry("zone 51"));
		assertUnreadable(() -> numbers.getMany("zone 51"));
		assertUnreadable(() -> numbers.describe("zone 51", 2));
		assertUnreadable(() -> {
			try (Stream<Long> values = numbers.stream("zone 51")) {
				values.forEach((value) -> {
				});
			}
		});
		assertThat(numbers.size("zone 51")).isEqualTo(2);
		assertThat(numbers.contains("zone 51", 17L)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class,
			BigInteger.class, BigDecimal.class, Boolean.class, UUID.class, TimeUnit.class, Instant.class,
			LocalDate.class, LocalDateTime.class, OffsetDateTime.class, Duration.class })
	void textThatIsNoValueOfTheTypeIsTold(Class<?> valueType) {
		RedisMultiMapWithTTL<?> multiMap = this.multiMaps.create("numbers", valueType);
		this.redis.key(multiMap, "zone 51").put("no number", EXPIRES_AT);
		assertUnreadable(() -> multiMap.get("zone 51"));
	}

	@Test
	void bytesThatAreNoTextAreTold() {
		RedisMultiMapWithTTL<String> texts = this.multiMaps.create("numbers", String.class);
		byte[] key = this.redis.key(texts, "zone 51").key().getBytes(StandardCharsets.UTF_8);
		this.redis.template()
			.execute((RedisCallback<Boolean>) (connection) -> connection.zSetCommands()
				.zAdd(key, 4102444800.0, new byte[] { (byte) 0xC3, 0x28 }));
		assertUnreadable(() -> texts.get("zone 51"));
	}

	@Test
	void anyFailureOfASerializerToReadAValueIsTold() {
		RedisMultiMapWithTTL<Long> binary = this.multiMaps.builder("numbers", Long.class)
			.serializer(new BinarySerializer())
			.build();
		binary.add("zone 51", 17L);
		assertThat(binary.get("zone 51")).containsExactly(17L);
		this.redis.key(binary, "zone 51").put("short", EXPIRES_AT);
		assertUnreadable(() -> binary.get("zone 51"));
	}

	@Test
	void valueThatNobodyCanReadDoesNotHurtOnceExpired() {
		RedisMultiMapWithTTL<Long> numbers = this.multiMaps.create("numbers", Long.class);
		this.redis.key(numbers, "zone").put("no number", Instant.EPOCH);
		this.redis.key(numbers, "zone").put("17", EXPIRES_AT);
		assertThat(numbers.get("zone")).containsExactly(17L);
		try (Stream<Long> values = numbers.stream("zone")) {
			assertThat(values).containsExactly(17L);
		}
	}

	private static void assertUnreadable(Runnable call) {
		assertThatExceptionOfType(MultiMapException.class).isThrownBy(call::run)
			.withMessageContaining("numbers")
			.withMessageContaining("zone 51")
			.satisfies((ex) -> assertThat(ex).isNotInstanceOf(MultiMapBatchException.class))
			.satisfies((ex) -> {
				for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
					assertThat(String.valueOf(cause.getMessage())).doesNotContain("no number");
				}
			});
	}

	private void assertBatchFails(Runnable batch, List<String> failed) {
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(batch::run)
			.withMessageContaining("couriers")
			.withMessageContaining(failed.get(0))
			.satisfies((ex) -> assertThat(ex.getFailedNames()).containsExactlyElementsOf(failed));
	}

	private void assertOthersAreWritten(int size, List<Integer> wrong) {
		for (int i = 0; i < size; i++) {
			if (!wrong.contains(i)) {
				assertThat(this.multiMap.get(name(i))).containsExactly("value " + i);
			}
		}
	}

	private RawKey putText(String name) {
		RawKey key = this.redis.key(this.multiMap, name);
		key.setText("precious");
		return key;
	}

	private List<String> putTexts(List<Integer> numbers) {
		List<String> names = new ArrayList<>();
		for (int number : numbers) {
			putText(name(number));
			names.add(name(number));
		}
		return names;
	}

	private static Map<String, List<String>> valuesByName(int size) {
		Map<String, List<String>> valuesByName = new LinkedHashMap<>();
		for (int i = 0; i < size; i++) {
			valuesByName.put(name(i), List.of("value " + i));
		}
		return valuesByName;
	}

	private static String name(int number) {
		return "zone " + number;
	}

	private static List<String> values(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "value " + i).toList();
	}

	/**
	 * Fails on too few bytes with what the JDK throws.
	 */
	private static final class BinarySerializer implements RedisSerializer<Long> {

		@Override
		public byte[] serialize(Long value) {
			return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
		}

		@Override
		public Long deserialize(byte[] bytes) {
			return ByteBuffer.wrap(bytes).getLong();
		}

		@Override
		public Class<?> getTargetType() {
			return Long.class;
		}

	}

}
