package io.multimapttl.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.multimapttl.ExpiringValue;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.MultiMapWithTTLContract;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.BlockingForm;
import io.multimapttl.testsupport.IsolatedClassPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract, kept by the reactive form of a multimap in memory, and what is special
 * about that.
 */
class InMemoryReactiveMultiMapTests extends MultiMapWithTTLContract {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Instant START = Instant.parse("2030-01-01T00:00:00.250Z");

	private final MutableClock clock = new MutableClock(START);

	private final InMemoryMultiMapWithTTL<String> multiMap = InMemoryMultiMapWithTTL.builder()
		.ttl(MINUTE)
		.clock(this.clock)
		.build();

	private final ReactiveMultiMapWithTTL<String> reactive = this.multiMap.reactive();

	@Override
	protected <V> MultiMapWithTTL<V> create(Class<V> valueType, Duration defaultTtl, Clock clock) {
		RedisMultiMapWithTTL<V> replaced = MultiMapWithTTLFactory.builder(() -> {
			throw new IllegalStateException("There is no Redis in this test");
		}).ttl(defaultTtl).build().create("replaced", valueType);
		return new BlockingForm<>(InMemoryMultiMapWithTTL.builder().clock(clock).buildInPlaceOf(replaced));
	}

	@Test
	void hasTheValuesAndTheClockOfTheMultiMap() {
		this.multiMap.add("zone", "ada");
		assertThat(this.reactive.add("zone", "bob", START.plusSeconds(5)).block()).isTrue();
		assertThat(this.reactive.get("zone").collectList().block()).containsExactly("bob", "ada");
		assertThat(this.reactive.getWithExpiry("zone").map(ExpiringValue::expiresAt).collectList().block())
			.containsExactly(START.plusSeconds(5), START.plus(MINUTE));
		assertThat(this.multiMap.get("zone")).containsExactly("bob", "ada");
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.reactive.get("zone").collectList().block()).containsExactly("ada");
		assertThat(this.reactive.getTimeToLive("zone", "ada").block()).isEqualTo(Duration.ofSeconds(55));
		assertThat(this.reactive.getTimeToLive("zone", "bob").blockOptional()).isEmpty();
		this.reactive.clear().block();
		assertThat(this.multiMap.names()).isEmpty();
	}

	@Test
	void nothingHappensBeforeASubscriptionAndEachIsACallOfItsOwn() {
		Mono<Boolean> add = this.reactive.add("zone", "ada");
		Flux<String> get = this.reactive.get("zone");
		Flux<String> names = this.reactive.names();
		assertThat(this.multiMap.get("zone")).isEmpty();
		assertThat(add.block()).isTrue();
		assertThat(add.block()).isFalse();
		assertThat(get.collectList().block()).containsExactly("ada");
		assertThat(names.collectList().block()).containsExactly("zone");
		this.multiMap.remove("zone", "ada");
		assertThat(get.collectList().block()).isEmpty();
		assertThat(names.collectList().block()).isEmpty();
		assertThat(add.block()).isTrue();
	}

	@ParameterizedTest
	@MethodSource
	void badInputIsAnErrorSignal(Publisher<?> call) {
		assertThatIllegalArgumentException().isThrownBy(() -> Flux.from(call).blockLast());
	}

	@SuppressWarnings("DataFlowIssue")
	static Stream<Publisher<?>> badInputIsAnErrorSignal() {
		ReactiveMultiMapWithTTL<String> reactive = new InMemoryMultiMapWithTTL<String>().reactive();
		return Stream.of(reactive.add("zone", null), reactive.add(null, "ada"),
				reactive.add("zone", "ada", Duration.ZERO), reactive.addAll("zone", null), reactive.get(null),
				reactive.getLatest("zone", -1), reactive.getMany((List<String>) null), reactive.stream(null),
				reactive.getWithExpiry(null), reactive.getTimeToLive("zone", null), reactive.delete((String[]) null),
				reactive.addMany((Publisher<Map.Entry<String, List<String>>>) null, MINUTE),
				reactive.addMany(Flux.never(), Duration.ZERO),
				reactive.addMany(Flux.just(Map.entry("zone", List.of("\uD800"))), MINUTE));
	}

	@Test
	void entriesAreAddedAsTheyCome() {
		Flux<Map.Entry<String, List<String>>> entries = Flux.just(Map.entry("a", List.of("1", "2")),
				Map.entry("b", List.of("3")), Map.entry("a", List.of("1")));
		Mono<Long> addMany = this.reactive.addMany(entries, MINUTE);
		assertThat(addMany.block()).isEqualTo(3);
		assertThat(addMany.block()).isZero();
		Mono<Long> failing = this.reactive.addMany(
				Flux.concat(Mono.just(Map.entry("c", List.of("4"))), Mono.error(new IllegalStateException("No more"))),
				MINUTE);
		assertThat(failing.onErrorResume(IllegalStateException.class, (ex) -> Mono.just(-1L)).block()).isEqualTo(-1);
		assertThat(this.multiMap.get("c")).containsExactly("4");
	}

	@Test
	void publisherIsNotAskedForEntriesWithABadTtl() {
		AtomicBoolean subscribed = new AtomicBoolean();
		Flux<Map.Entry<String, List<String>>> entries = Flux.just(Map.entry("a", List.of("1")))
			.doOnSubscribe((subscription) -> subscribed.set(true));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.reactive.addMany(entries, Duration.ofSeconds(-1)).block());
		assertThat(subscribed).isFalse();
		this.reactive.addMany(entries, MINUTE).block();
		assertThat(subscribed).isTrue();
	}

	@Test
	void multiMapInMemoryNeedsNoReactor() throws Exception {
		IsolatedClassPath withoutReactor = new IsolatedClassPath(
				(entry) -> !entry.startsWith("reactor-core") && !entry.startsWith("reactive-streams"));
		assertThat(withoutReactor.run(WithoutReactor.class, new Class<?>[0])).isEqualTo("ada");
	}

	/**
	 * What a test does that is not reactive.
	 */
	public static class WithoutReactor {

		public static String run() {
			InMemoryMultiMapWithTTL<String> multiMap = InMemoryMultiMapWithTTL.builder().build();
			multiMap.addMany(Map.of("zone", List.of("ada")));
			return String.join(" ", multiMap.get("zone"));
		}

	}

}
