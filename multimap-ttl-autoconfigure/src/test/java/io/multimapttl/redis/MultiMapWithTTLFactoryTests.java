package io.multimapttl.redis;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.multimapttl.serializer.JsonValueSerializers;
import io.multimapttl.serializer.TextValueSerializers;
import io.multimapttl.serializer.ValueSerializers;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.GenericToStringSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MultiMapWithTTLFactoryTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@Test
	void batchesOfNothingDoNotAskForTheConnectionFactory() {
		MultiMapWithTTLFactory multiMaps = MultiMapWithTTLFactory.builder(() -> {
			throw new IllegalStateException("Asked");
		}).build();
		RedisMultiMapWithTTL<String> nothing = multiMaps.create("nothing", String.class);
		assertThat(nothing.addMany(Map.of())).isZero();
		assertThat(nothing.addManyWithTtl(Map.of())).isZero();
		assertThat(nothing.removeAll("zone", List.of())).isZero();
		assertThat(nothing.getMany(List.of())).isEmpty();
		assertThat(nothing.getManyWithExpiry(List.of())).isEmpty();
		assertThat(nothing.getLatest("zone", 0)).isEmpty();
		assertThat(nothing.delete(List.of())).isZero();
	}

	@Test
	void multiMapHasTheDefaultsOfItsFactory() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().ttl(Duration.ofMinutes(7)).build();
		RedisMultiMapWithTTL<Long> couriers = multiMaps.create("couriers", Long.class);
		assertThat(couriers.getId()).isEqualTo("couriers");
		assertThat(couriers.getKeyPrefix()).isEqualTo(this.redis.keyPrefix() + ".couriers");
		assertThat(couriers.getDefaultTtl()).isEqualTo(Duration.ofMinutes(7));
		assertThat(couriers.getValueType()).isEqualTo(Long.class);
		couriers.add("zone", 1L);
		assertThat(couriers.getTimeToLive("zone", 1L)).get()
			.satisfies((ttl) -> assertThat(ttl).isBetween(Duration.ofMinutes(6), Duration.ofMinutes(7)));
	}

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		MultiMapWithTTLFactory multiMaps = MultiMapWithTTLFactory.builder(this.redis.connectionFactory()).build();
		RedisMultiMapWithTTL<String> couriers = multiMaps.create("couriers", String.class);
		assertThat(couriers.getKeyPrefix()).isEqualTo("multimap.couriers");
		assertThat(couriers.getDefaultTtl()).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void builderWinsOverCustomizersAndTheseOverDefaults() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps()
			.ttl(Duration.ofMinutes(1))
			.customizer((builder) -> builder.ttl(Duration.ofMinutes(2)))
			.customizer((builder) -> {
				if (builder.getId().equals("viewers") && builder.getValueType().equals(String.class)) {
					builder.ttl(Duration.ofMinutes(3)).keyPrefix("customized");
				}
			})
			.build();
		assertThat(multiMaps.create("couriers", String.class).getDefaultTtl()).isEqualTo(Duration.ofMinutes(2));
		RedisMultiMapWithTTL<String> viewers = multiMaps.create("viewers", String.class);
		assertThat(viewers.getDefaultTtl()).isEqualTo(Duration.ofMinutes(3));
		assertThat(viewers.getKeyPrefix()).isEqualTo("customized");
		assertThat(multiMaps.builder("built", String.class).ttl(Duration.ofMinutes(4)).build().getDefaultTtl())
			.isEqualTo(Duration.ofMinutes(4));
	}

	@Test
	void factoryKnowsAllThatItMade() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		assertThat(multiMaps.getMultiMaps()).isEmpty();
		multiMaps.create("b", String.class);
		multiMaps.builder("c", Long.class);
		multiMaps.create("a", Long.class);
		assertThat(multiMaps.getMultiMaps()).extracting(RedisMultiMapWithTTL::getId).containsExactly("a", "b");
	}

	@Test
	void everyMultiMapIsDecoratedFromTheInsideOut() {
		List<String> asked = new ArrayList<>();
		List<RedisMultiMapWithTTL<?>> made = new ArrayList<>();
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps()
			.decorator(new RecordingDecorator("inner", asked))
			.decorator(new RecordingDecorator("outer", asked))
			.build();
		multiMaps.onCreate(made::add);
		RedisMultiMapWithTTL<String> couriers = multiMaps.create("couriers", String.class);
		assertThat(couriers.toString()).isEqualTo("outer");
		assertThat(couriers.size("zone")).isZero();
		assertThat(asked).containsExactly("outer", "inner");
		assertThat(made).singleElement().isSameAs(couriers);
		assertThat(multiMaps.getMultiMaps()).singleElement().isSameAs(couriers);
	}

	@Test
	void listenerIsCalledWithWhatExistsAndWhatIsMadeLater() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		multiMaps.create("couriers", String.class);
		List<String> ids = new ArrayList<>();
		multiMaps.onCreate((multiMap) -> ids.add(multiMap.getId()));
		assertThat(ids).containsExactly("couriers");
		multiMaps.create("viewers", String.class);
		assertThat(ids).containsExactly("couriers", "viewers");
	}

	@Test
	void closedMultiMapLeavesItsIdAndKeyPrefix() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		List<RedisMultiMapWithTTL<?>> closed = new ArrayList<>();
		multiMaps.onClose(closed::add);
		RedisMultiMapWithTTL<Long> couriers = multiMaps.builder("couriers", Long.class).keyPrefix("a:b").build();
		assertThat(multiMaps.close("couriers")).isTrue();
		assertThat(multiMaps.close("couriers")).isFalse();
		assertThat(closed).singleElement().isSameAs(couriers);
		assertThat(multiMaps.getMultiMaps()).isEmpty();
		multiMaps.builder("viewers", String.class).keyPrefix("a").build();
		assertThat(multiMaps.create("couriers", String.class).getValueType()).isEqualTo(String.class);
	}

	@Test
	void makingAMultiMapLooksAtNoOther() {
		AtomicInteger asked = new AtomicInteger();
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().decorator(new CountingDecorator(asked)).build();
		for (int i = 0; i < 100; i++) {
			multiMaps.create("tenant-" + i, String.class);
		}
		assertThat(multiMaps.getMultiMaps()).hasSize(100);
		assertThat(asked).hasValue(0);
	}

	@Test
	void idIsTakenOnce() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		multiMaps.create("couriers", String.class);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> multiMaps.builder("couriers", Long.class).keyPrefix("elsewhere").build())
			.withMessage("A multimap with the id 'couriers' exists already");
		assertThat(multiMaps.getMultiMaps()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "a, a", "a, a:b", "a, a:b:c", "a:b, a", "a:b:c, a", "a:b, a:b:c", "a, a:", "a:, a", "*, *:b" })
	void prefixesThatCanGiveTheSameKeyAreRefused(String one, String other) {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		multiMaps.builder("couriers", String.class).keyPrefix(one).build();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> multiMaps.builder("viewers", String.class).keyPrefix(other).build())
			.withMessageContaining("'couriers'")
			.withMessageContaining("'viewers'")
			.withMessageContaining("'" + one + "'")
			.withMessageContaining("'" + other + "'");
		assertThat(multiMaps.getMultiMaps()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "a, b", "a, ab", "a, a.b", "a:b, a:c", "a:b, ab", "*, a", "a, A" })
	void prefixesThatCannotGiveTheSameKeyAreAccepted(String one, String other) {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		multiMaps.builder("couriers", String.class).keyPrefix(one).build();
		multiMaps.builder("viewers", String.class).keyPrefix(other).build();
		assertThat(multiMaps.getMultiMaps()).hasSize(2);
	}

	@Test
	void connectionFactoryIsAskedForByTheFirstCall() {
		AtomicInteger asked = new AtomicInteger();
		MultiMapWithTTLFactory multiMaps = this.redis.disposeAfterwards(MultiMapWithTTLFactory.builder(() -> {
			asked.incrementAndGet();
			return this.redis.connectionFactory();
		}).keyPrefix(this.redis.keyPrefix()).build());
		RedisMultiMapWithTTL<String> couriers = multiMaps.create("couriers", String.class);
		multiMaps.start();
		assertThat(multiMaps.getMultiMaps()).hasSize(1);
		assertThat(couriers.getStatistics().added()).isZero();
		assertThat(asked).hasValue(0);
		couriers.add("zone", "courier");
		couriers.get("zone");
		assertThat(asked).hasValue(1);
	}

	@Test
	void factoryThatMadeNoCallCanBeStoppedAndDestroyed() {
		MultiMapWithTTLFactory multiMaps = MultiMapWithTTLFactory.builder(() -> {
			throw new IllegalStateException("No connection factory");
		}).build();
		multiMaps.start();
		multiMaps.stop();
		multiMaps.destroy();
		assertThat(multiMaps.isRunning()).isFalse();
	}

	@Test
	void givenSerializerWritesTheValues() {
		RedisSerializer<Integer> octal = new GenericToStringSerializer<>(Integer.class) {

			@Override
			public byte[] serialize(Integer value) {
				return Integer.toOctalString(value).getBytes(StandardCharsets.US_ASCII);
			}

			@Override
			public Integer deserialize(byte[] bytes) {
				return Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII), 8);
			}

		};
		RedisMultiMapWithTTL<Integer> numbers = this.redis.multiMapFactory()
			.builder("numbers", Integer.class)
			.serializer(octal)
			.build();
		numbers.addAll("zone", List.of(8, 9));
		assertThat(numbers.get("zone")).containsExactlyInAnyOrder(8, 9);
		assertThat(this.redis.key(numbers, "zone").scores()).containsOnlyKeys("10", "11");
	}

	@Test
	void serializerOfAnotherTypeIsRefused() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> multiMaps.builder("numbers", Integer.class).serializer(RedisSerializer.string()))
			.withMessageContaining("'numbers'")
			.withMessageContaining("java.lang.String")
			.withMessageContaining("java.lang.Integer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "couriers", "recent-viewers_2.eu", "Kuriere-Zürich", "配達員", "कूरियर", "Zu\u0308rich" })
	void idsAreLettersAndDigitsOfAnyLanguage(String id) {
		assertThat(this.redis.multiMaps().build().create(id, String.class).getId()).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a:b", "a/b", "a\nb", "\u001b[31m", "a\u202eb", "a\u0000", "'", "\ud83d\udeb2",
			"\ud83d" })
	void idsWithOtherCharactersAreRefused(String id) {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		assertThatIllegalArgumentException().isThrownBy(() -> multiMaps.create(id, String.class))
			.withMessageStartingWith("'id' must consist of letters, digits, '.', '_' and '-', not '")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
	}

	@Test
	void idsHaveAtMostAHundredCharacters() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		assertThat(multiMaps.create("x".repeat(100), String.class).getId()).hasSize(100);
		assertThatIllegalArgumentException().isThrownBy(() -> multiMaps.create("x".repeat(101), String.class))
			.withMessage("'id' must not be longer than 100 characters, it has 101");
	}

	@Test
	void badSettingsAreRefused() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		MultiMapWithTTLBuilder<String> builder = multiMaps.builder("couriers", String.class);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.ttl(Duration.ZERO))
			.withMessageContaining("'ttl'");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.ttl(Duration.ofDays(4_000_000)))
			.withMessageContaining("'ttl'");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.purgeLimit(-1))
			.withMessageContaining("'purgeLimit'");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.precision(Duration.ofMillis(10)))
			.withMessageContaining("'precision'");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.keyPrefix(""))
			.withMessageContaining("'keyPrefix'");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.keyPrefix("\uD83D"))
			.withMessageContaining("'keyPrefix'");
		assertThatIllegalArgumentException().isThrownBy(() -> multiMaps.builder("", String.class))
			.withMessageContaining("'id'");
		assertThatIllegalArgumentException().isThrownBy(() -> multiMaps.builder("couriers", long.class))
			.withMessageContaining("wrapper");
		assertThatIllegalArgumentException().isThrownBy(() -> this.redis.multiMaps().connections(0))
			.withMessageContaining("'connections'");
		for (int namesPerCall : new int[] { 0, 257 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.redis.multiMaps().namesPerCall(namesPerCall))
				.withMessageContaining("'namesPerCall'");
		}
	}

	@Test
	@SuppressWarnings("NullAway")
	void nothingInPlaceOfASettingIsRefused() {
		MultiMapWithTTLFactory.Builder factory = this.redis.multiMaps();
		MultiMapWithTTLFactory multiMaps = factory.build();
		MultiMapWithTTLBuilder<String> builder = multiMaps.builder("couriers", String.class);
		Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
		calls.put("connectionFactory", () -> MultiMapWithTTLFactory.builder((RedisConnectionFactory) null));
		calls.put("connectionFactory ", () -> MultiMapWithTTLFactory.builder((Supplier<RedisConnectionFactory>) null));
		calls.put("clock", () -> factory.clock(null));
		calls.put("clock ", () -> builder.clock(null));
		calls.put("customizer", () -> factory.customizer(null));
		calls.put("decorator", () -> factory.decorator(null));
		calls.put("serializers", () -> factory.serializers(null));
		calls.put("serializer", () -> builder.serializer(null));
		calls.put("listener", () -> multiMaps.onCreate(null));
		calls.put("valueType", () -> multiMaps.builder("couriers", null));
		calls.put("others", () -> new TextValueSerializers(null));
		calls.put("valueType ", () -> new TextValueSerializers().forType(null));
		calls.put("modules", () -> JsonValueSerializers.create(null));
		calls.forEach((setting, call) -> assertThatIllegalArgumentException().as(setting)
			.isThrownBy(call)
			.withMessage("'" + setting.strip() + "' must not be null"));
	}

	@Test
	void settingsOfTheFactoryReachItsMultiMaps() {
		RedisSerializer<Thread> byName = new GenericToStringSerializer<>(Thread.class) {

			@Override
			public byte[] serialize(Thread thread) {
				return thread.getName().getBytes(StandardCharsets.US_ASCII);
			}

			@Override
			public Thread deserialize(byte[] bytes) {
				return new Thread(new String(bytes, StandardCharsets.US_ASCII));
			}

		};
		MultiMapWithTTLFactory multiMaps = this.redis.disposeAfterwards(
				this.redis.multiMaps().precision(Duration.ofSeconds(1)).serializers(new ValueSerializers() {

					@Override
					@SuppressWarnings("unchecked")
					public <V> RedisSerializer<V> forType(Class<V> valueType) {
						return (RedisSerializer<V>) byName;
					}

				}).connections(2).build());
		Instant now = Instant.parse("2026-11-22T10:15:30.500Z");
		RedisMultiMapWithTTL<Thread> threads = multiMaps.builder("threads", Thread.class)
			.clock(Clock.fixed(now, ZoneOffset.UTC))
			.build();
		threads.add("zone", new Thread("t"), Duration.ofSeconds(1));
		assertThat(this.redis.key(threads, "zone").scores())
			.isEqualTo(Map.of("t", (double) now.plusMillis(1500).getEpochSecond()));
		assertThat(threads).hasToString("MultiMapWithTTL 'threads' of java.lang.Thread");
	}

	@Test
	void factoryRunsFromItsStartToItsStop() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		assertThat(multiMaps.isRunning()).isFalse();
		multiMaps.start();
		assertThat(multiMaps.isRunning()).isTrue();
		multiMaps.stop();
		assertThat(multiMaps.isRunning()).isFalse();
	}

	@Test
	void valueTypeWithoutSerializerIsRefusedWhenItIsBuilt() {
		MultiMapWithTTLFactory multiMaps = this.redis.multiMaps().build();
		assertThatIllegalArgumentException().isThrownBy(() -> multiMaps.create("threads", Thread.class))
			.withMessageContaining("java.lang.Thread");
		assertThat(multiMaps.getMultiMaps()).isEmpty();
	}

	/**
	 * Counts what is asked of multimaps.
	 */
	private record CountingDecorator(AtomicInteger asked) implements MultiMapWithTTLDecorator {

		@Override
		@SuppressWarnings("unchecked")
		public <V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap) {
			return (RedisMultiMapWithTTL<V>) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { RedisMultiMapWithTTL.class }, (proxy, method, arguments) -> {
						this.asked.incrementAndGet();
						return method.invoke(multiMap, arguments);
					});
		}

	}

	/**
	 * Notes who is asked, from the outside in.
	 */
	private record RecordingDecorator(String name, List<String> asked) implements MultiMapWithTTLDecorator {

		@Override
		@SuppressWarnings("unchecked")
		public <V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap) {
			return (RedisMultiMapWithTTL<V>) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { RedisMultiMapWithTTL.class },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "toString" -> this.name;
						case "equals" -> proxy == arguments[0];
						case "hashCode" -> System.identityHashCode(proxy);
						case "size" -> {
							this.asked.add(this.name);
							yield multiMap.size((String) arguments[0]);
						}
						default -> method.invoke(multiMap, arguments);
					});
		}

	}

}
