package io.multimapttl.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Somebody writes another type to a key in the middle of a call: after a script has
 * looked at it, before a plain command reads it.
 */
class ChangedTypeTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	private final AtomicInteger useThatChanges = new AtomicInteger();

	private RawKey zone;

	static Stream<Arguments> reads() {
		return Stream.of(Driver.values())
			.flatMap((driver) -> Stream.of(read("get", driver, (map) -> map.get("zone")),
					read("getLatest", driver, (map) -> map.getLatest("zone", 2000)),
					read("getWithExpiry", driver, (map) -> map.getWithExpiry("zone")),
					read("getMany", driver, (map) -> map.getMany("zone")),
					read("stream", driver, (map) -> map.stream("zone").toList())));
	}

	private static Arguments read(String description, Driver driver, Consumer<MultiMapWithTTL<String>> call) {
		return argumentSet(description + " " + driver, driver, call);
	}

	@ParameterizedTest
	@MethodSource("reads")
	void nameIsTold(Driver driver, Consumer<MultiMapWithTTL<String>> call) {
		MultiMapWithTTL<String> multiMap = multiMap(driver);
		this.useThatChanges.set(2);
		assertThatExceptionOfType(MultiMapException.class).isThrownBy(() -> call.accept(multiMap))
			.isExactlyInstanceOf(MultiMapException.class)
			.withMessageContaining("the key of the name 'zone' holds another Redis type");
	}

	static Stream<Arguments> batches() {
		List<String> names = List.of("small", "zone", "huge");
		return Stream.of(Driver.values())
			.flatMap((driver) -> Stream.of(read("getMany", driver, (map) -> map.getMany(names)),
					read("getManyWithExpiry", driver, (map) -> map.getManyWithExpiry(names))));
	}

	@ParameterizedTest
	@MethodSource("batches")
	void otherNamesOfTheBatchAreRead(Driver driver, Consumer<MultiMapWithTTL<String>> call) {
		MultiMapWithTTL<String> multiMap = multiMap(driver);
		this.useThatChanges.set(2);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> call.accept(multiMap))
			.withMessageContaining("'zone'; all other names were read")
			.extracting(MultiMapBatchException::getFailedNames)
			.isEqualTo(List.of("zone"));
	}

	private MultiMapWithTTL<String> multiMap(Driver driver) {
		RedisStandaloneConfiguration server = (RedisStandaloneConfiguration) LettuceConnectionFactory
			.createRedisConfiguration(this.redis.server().getNodes().get(0));
		RedisConnectionFactory connectionFactory = driver.connect(server, this::change);
		this.redis.disposeAfterwards((DisposableBean) connectionFactory);
		RedisMultiMapWithTTL<String> multiMap = this.redis
			.disposeAfterwards(
					MultiMapWithTTLFactory.builder(connectionFactory).keyPrefix(this.redis.keyPrefix()).build())
			.create("map", String.class);
		this.zone = this.redis.key(multiMap, "zone");
		this.zone.putAll("value ", 1500, this.zone.now().plusSeconds(1000));
		RawKey huge = this.redis.key(multiMap, "huge");
		huge.putAll("value ", 1500, huge.now().plusSeconds(1000));
		this.redis.key(multiMap, "small").put("value", huge.now().plusSeconds(1000));
		return multiMap;
	}

	private void change() {
		if (this.useThatChanges.getAndDecrement() == 1) {
			this.zone.setText("another type");
		}
	}

}
