package io.multimapttl.redis;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Values that cannot be read, such as an enum constant that a newer instance wrote.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
@ExtendWith(OutputCaptureExtension.class)
class UnreadableValuesTests {

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	@RegisterExtension
	final RedisExtension redis;

	UnreadableValuesTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@Test
	void areLeftOutIfTheyAreToBeSkipped() {
		RedisMultiMapWithTTL<TimeUnit> units = create(UnreadableValues.SKIP);
		putUnreadable(units, "zone");
		putUnreadable(units, "alone");
		units.add("zone", TimeUnit.DAYS, EXPIRES_AT.minusSeconds(1));
		units.add("zone", TimeUnit.HOURS, EXPIRES_AT.plusSeconds(1));
		assertThat(units.get("zone")).containsExactly(TimeUnit.DAYS, TimeUnit.HOURS);
		assertThat(units.get("alone")).isEmpty();
		assertThat(units.getLatest("zone", 2)).containsExactly(TimeUnit.HOURS);
		assertThat(units.getWithExpiry("zone")).extracting(ExpiringValue::value)
			.containsExactly(TimeUnit.DAYS, TimeUnit.HOURS);
		assertThat(units.getWithExpiry("zone")).extracting(ExpiringValue::expiresAt)
			.containsExactly(EXPIRES_AT.minusSeconds(1), EXPIRES_AT.plusSeconds(1));
		try (Stream<TimeUnit> stream = units.stream("zone")) {
			assertThat(stream).containsExactlyInAnyOrder(TimeUnit.DAYS, TimeUnit.HOURS);
		}
		assertThat(units.getMany("zone", "alone"))
			.isEqualTo(Map.of("zone", Set.of(TimeUnit.DAYS, TimeUnit.HOURS), "alone", Set.of()));
		assertThat(units.getManyWithExpiry(List.of("alone", "zone")).get("zone")).hasSize(2);
		assertThat(units.describe("zone", 3).latest()).extracting(ExpiringValue::value)
			.containsExactly(TimeUnit.HOURS, TimeUnit.DAYS);
		assertThat(units.getStatistics().unreadable()).isEqualTo(11);
		assertThat(units.size("zone")).isEqualTo(3);
	}

	@Test
	void areToldInTheLogOnceAndWithoutTheirText(CapturedOutput output) {
		RedisMultiMapWithTTL<TimeUnit> units = create(UnreadableValues.SKIP);
		putUnreadable(units, "zone");
		putUnreadable(units, "other");
		units.get("zone");
		units.get("zone");
		units.getMany("zone", "other");
		assertThat(output).containsOnlyOnce("cannot be read as java.util.concurrent.TimeUnit")
			.contains("Multimap 'units': a value of the name 'zone'")
			.doesNotContain("FORTNIGHTS", "unreadable-values");
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 300 })
	void batchTellsTheNamesAndHasTheValuesOfTheOthers(int size) {
		RedisMultiMapWithTTL<TimeUnit> units = create(UnreadableValues.FAIL);
		List<String> names = IntStream.range(0, size).mapToObj((i) -> "zone " + i).toList();
		Map<String, List<TimeUnit>> valuesByName = new LinkedHashMap<>();
		names.forEach((name) -> valuesByName.put(name, List.of(TimeUnit.DAYS)));
		units.addMany(valuesByName);
		putUnreadable(units, "zone 1");
		this.redis.key(units, "text").setText("precious");
		List<String> all = new ArrayList<>(names);
		all.add("text");
		List<String> others = new ArrayList<>(names);
		others.remove("zone 1");
		assertBatchFails(() -> units.getMany(all), (ex) -> {
			Map<String, Set<TimeUnit>> read = ex.getOtherValues();
			assertThat(read).containsOnlyKeys(others).containsEntry("zone 0", Set.of(TimeUnit.DAYS));
		});
		assertBatchFails(() -> units.getManyWithExpiry(all), (ex) -> {
			Map<String, List<ExpiringValue<TimeUnit>>> read = ex.getOtherValues();
			assertThat(read).containsOnlyKeys(others);
			assertThat(read.get("zone 0").get(0).value()).isEqualTo(TimeUnit.DAYS);
		});
	}

	@Test
	void batchLeavesNoEmptyResultForANameOfManyValuesThatFails() {
		RedisMultiMapWithTTL<TimeUnit> units = create(UnreadableValues.FAIL);
		this.redis.key(units, "zone").putAll("FORTNIGHTS ", 1001, EXPIRES_AT);
		units.add("other", TimeUnit.DAYS);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> units.getMany("zone", "other"))
			.satisfies((ex) -> assertThat(ex.getOtherValues()).containsOnlyKeys("other"));
		assertThatExceptionOfType(MultiMapException.class).isThrownBy(() -> units.get("zone"))
			.isExactlyInstanceOf(MultiMapException.class);
	}

	private static void assertBatchFails(ThrowingCallable batch, Consumer<MultiMapBatchException> consumer) {
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(batch)
			.withMessage("Multimap 'units': the keys of 1 name(s) hold another Redis type than a sorted set: 'text'; "
					+ "values of 1 name(s) cannot be read: 'zone 1'; all other names were read")
			.withStackTraceContaining("a value of the name 'zone 1' cannot be read as java.util.concurrent.TimeUnit")
			.satisfies((ex) -> assertThat(ex.getFailedNames()).containsExactlyInAnyOrder("zone 1", "text"))
			.satisfies((ex) -> assertThat(stackTrace(ex)).doesNotContain("FORTNIGHTS", "precious"))
			.satisfies(consumer::accept);
	}

	private static String stackTrace(Throwable ex) {
		StringWriter text = new StringWriter();
		ex.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	private RedisMultiMapWithTTL<TimeUnit> create(UnreadableValues unreadableValues) {
		return this.redis.multiMapFactory().builder("units", TimeUnit.class).unreadableValues(unreadableValues).build();
	}

	private void putUnreadable(RedisMultiMapWithTTL<?> multiMap, String name) {
		this.redis.key(multiMap, name).put("FORTNIGHTS", EXPIRES_AT);
	}

}
