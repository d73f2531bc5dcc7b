package io.multimapttl.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.tracing.MicrometerTracing;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.multimapttl.observation.Recorder.counting;
import static io.multimapttl.observation.Recorder.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link MultiMapObservations} of multimaps in their reactive form. The
 * registry is one that fails where an observation is not started and stopped as it should
 * be.
 */
class ReactiveObservationsTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	private final ObservationRegistry registry = TestObservationRegistry.create();

	private final Recorder recorder = new Recorder();

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	private final MultiMapWithTTLFactory factory;

	private final RedisMultiMapWithTTL<String> multiMap;

	private final ReactiveMultiMapWithTTL<String> reactive;

	ReactiveObservationsTests() {
		this.registry.observationConfig().observationHandler(this.recorder);
		this.factory = factory(MultiMapObservations.of(this.registry));
		this.multiMap = this.factory.create("couriers", String.class);
		this.reactive = this.multiMap.reactive();
	}

	private MultiMapWithTTLFactory factory(MultiMapObservations observations) {
		return this.redis.disposeAfterwards(this.redis.multiMaps().decorator(observations).build());
	}

	@Test
	void everyCallOfEveryOperationIsOneObservation() {
		List<String> called = new ArrayList<>();
		ReactiveMultiMapWithTTL<String> counting = counting(ReactiveMultiMapWithTTL.class, this.reactive, called);
		Map<String, List<String>> many = Map.of("zone", List.of("a"));
		Stream
			.<Publisher<?>>of(counting.add("zone", "a"), counting.add("zone", "a", TTL),
					counting.add("zone", "a", EXPIRES_AT), counting.addAll("zone", List.of("a")),
					counting.addAll("zone", List.of("a"), TTL), counting.addAll("zone", List.of("a"), EXPIRES_AT),
					counting.addMany(many), counting.addMany(many, TTL),
					counting.addMany(Flux.fromIterable(many.entrySet()), TTL),
					counting.addManyWithTtl(Map.of("zone", Map.of("a", EXPIRES_AT))), counting.addIfAbsent("zone", "a"),
					counting.addIfAbsent("zone", "a", TTL), counting.addAndCount("zone", "a"),
					counting.addAndCount("zone", "a", TTL), counting.addAndCount("zone", "a", TTL, 2),
					counting.expire("zone", "a", TTL), counting.expireAt("zone", "a", EXPIRES_AT), counting.get("zone"),
					counting.getLatest("zone", 1), counting.getMany(List.of("zone")), counting.getMany("zone"),
					counting.getWithExpiry("zone"), counting.getManyWithExpiry(List.of("zone")),
					counting.getTimeToLive("zone", "a"), counting.contains("zone", "a"), counting.size("zone"),
					counting.stream("zone"), counting.remove("zone", "a"), counting.removeAndCount("zone", "a"),
					counting.removeAll("zone", List.of("a")), counting.delete("zone"), counting.delete(List.of("zone")),
					counting.names(), counting.purge("zone"), counting.clear())
			.forEach((call) -> Flux.from(call).blockLast());
		assertThat(called).containsAll(Arrays.stream(ReactiveMultiMapWithTTL.class.getMethods())
			.map((method) -> method.getName())
			.distinct()
			.toList());
		assertThat(this.recorder.stopped()).extracting(MultiMapObservationContext::getOperation)
			.containsExactlyElementsOf(called);
		assertThat(this.recorder.stopped()).allSatisfy((context) -> assertThat(keys(context))
			.isEqualTo(Map.of("multimap", "couriers", "operation", context.getOperation(), "outcome", "success")));
	}

	@Test
	void eachSubscriptionIsAnObservationThatIsNamedAsOfTheMultiMapThatBlocks() {
		Mono<Boolean> add = this.reactive.add("zone", "courier");
		assertThat(this.recorder.stopped()).isEmpty();
		assertThat(add.block()).isTrue();
		assertThat(add.block()).isFalse();
		this.multiMap.add("zone", "courier");
		assertThat(this.recorder.stopped()).hasSize(3).allSatisfy((context) -> {
			assertThat(context.getName()).isEqualTo("multimap.operation");
			assertThat(context.getContextualName()).isEqualTo("multimap add");
			assertThat(keys(context)).isEqualTo(keys(this.recorder.stopped().get(2)));
		});
	}

	@ParameterizedTest
	@MethodSource
	void failureIsAnErrorThatTellsNoName(Function<ReactiveMultiMapWithTTL<String>, Publisher<?>> call,
			Class<? extends MultiMapException> type) {
		this.redis.key(this.multiMap, "secret zone").setText("precious");
		assertThatExceptionOfType(type).isThrownBy(() -> Flux.from(call.apply(this.reactive)).blockLast())
			.withMessageContaining("secret zone");
		assertThat(this.recorder.onlyError(type)).hasNoSuppressedExceptions();
	}

	static Stream<Arguments> failureIsAnErrorThatTellsNoName() {
		return Stream.of(call("add", (map) -> map.add("secret zone", "courier"), MultiMapException.class),
				call("get", (map) -> map.get("secret zone"), MultiMapException.class),
				call("stream", (map) -> map.stream("secret zone"), MultiMapException.class),
				call("addMany", (map) -> map.addMany(Map.of("secret zone", List.of("a"), "zone", List.of("a"))),
						MultiMapBatchException.class));
	}

	private static Arguments call(String description, Function<ReactiveMultiMapWithTTL<String>, Publisher<?>> call,
			Class<? extends MultiMapException> type) {
		return argumentSet(description, call, type);
	}

	@Test
	void callThatIsRefusedIsAnErrorOfAnObservation() {
		Mono<Boolean> refused = this.reactive.add("zone", "courier", Duration.ZERO);
		IllegalArgumentException refusal = assertThatIllegalArgumentException().isThrownBy(refused::block).actual();
		assertThat(this.recorder.only().getError()).hasMessage(refusal.getMessage());
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "error");
	}

	@Test
	void outcomeOfACallThatIsCancelledIsUnknown() {
		Disposable running = this.reactive.addMany(Flux.never(), TTL).subscribe();
		assertThat(this.recorder.stopped()).isEmpty();
		running.dispose();
		assertThat(keys(this.recorder.only())).containsEntry("operation", "addMany")
			.containsEntry("outcome", "unknown");
		assertThat(this.recorder.only().getError()).isNull();
	}

	@Test
	void callThatHasAnsweredIsASuccessAlsoIfItIsCancelledThen() {
		assertThat(Flux.from(this.reactive.size("zone")).take(1).blockLast()).isZero();
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "success");
	}

	@Test
	void streamIsObservedUntilItsEnd() {
		this.reactive.addAll("zone", List.of("a", "b")).block();
		this.recorder.stopped().clear();
		List<Integer> observed = this.reactive.stream("zone")
			.map((value) -> this.recorder.stopped().size())
			.collectList()
			.block();
		assertThat(observed).containsExactly(0, 0);
		assertThat(keys(this.recorder.only())).containsEntry("operation", "stream").containsEntry("outcome", "success");
	}

	@Test
	void observationOfTheReactorContextIsTheParent() {
		Observation request = Observation.start("request", this.registry);
		Observation other = Observation.start("other", this.registry);
		Mono<Long> size = this.reactive.size("zone")
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, request));
		size.subscribeOn(Schedulers.boundedElastic()).block();
		other.scoped(() -> size.block());
		this.reactive.names()
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, request))
			.blockLast();
		assertThat(this.recorder.stopped()).hasSize(3)
			.allSatisfy((context) -> assertThat(context.getParentObservation()).isSameAs(request));
		other.stop();
		request.stop();
	}

	@Test
	void observationOfTheThreadThatSubscribesIsTheParentOtherwise() {
		Observation request = Observation.start("request", this.registry);
		request.scoped(() -> this.reactive.size("zone").block());
		this.reactive.size("zone").block();
		assertThat(this.recorder.stopped()).extracting(MultiMapObservationContext::getParentObservation)
			.containsExactly(request, null);
		request.stop();
	}

	@Test
	void predicateOfTheRegistrySeesTheParent() {
		AtomicReference<ObservationView> seen = new AtomicReference<>();
		this.registry.observationConfig().observationPredicate((name, context) -> {
			if (context instanceof MultiMapObservationContext) {
				seen.set(context.getParentObservation());
			}
			return true;
		});
		Observation request = Observation.start("request", this.registry);
		this.reactive.size("zone")
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, request))
			.block();
		assertThat(seen).hasValue(request);
		request.stop();
	}

	@Test
	void parentIsPropagatedAutomaticallyWhereThatIsOn() {
		Hooks.enableAutomaticContextPropagation();
		try {
			Observation request = Observation.start("request", this.registry);
			Mono<Long> size = Mono.just("zone").publishOn(Schedulers.boundedElastic()).flatMap(this.reactive::size);
			request.scoped(() -> size.block());
			assertThat(this.recorder.only().getParentObservation()).isSameAs(request);
			request.stop();
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	@Test
	void sourceOfAnImportIsPartOfIt() {
		this.reactive
			.addMany(this.reactive.size("zone").map((size) -> Map.entry("zone", List.of(String.valueOf(size)))), TTL)
			.block();
		assertThat(this.recorder.stopped()).extracting(MultiMapObservationContext::getOperation)
			.containsExactly("size", "addMany");
		assertThat(this.recorder.stopped().get(0).getParentObservation().getContextView())
			.isSameAs(this.recorder.stopped().get(1));
	}

	@ParameterizedTest
	@MethodSource
	void everyCommandOfACallIsAPartOfIt(String operation,
			Function<ReactiveMultiMapWithTTL<String>, Publisher<?>> call) {
		this.multiMap.addAll("zone", IntStream.range(0, 3_000).mapToObj(String::valueOf).toList());
		this.multiMap.addMany(IntStream.range(0, 1_500).mapToObj((i) -> Map.entry("zone " + i, List.of("a"))), TTL);
		ObservationRegistry traced = ObservationRegistry.create();
		List<String> parentsOfCommands = new CopyOnWriteArrayList<>();
		traced.observationConfig().observationHandler(new CommandRecorder(parentsOfCommands));
		ReactiveMultiMapWithTTL<String> called = this.redis
			.disposeAfterwards(this.redis.multiMaps(tracing(traced)).decorator(MultiMapObservations.of(traced)).build())
			.create("couriers", String.class)
			.reactive();
		Observation request = Observation.start("request", traced);
		Flux.from(call.apply(called))
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, request))
			.blockLast();
		request.stop();
		assertThat(parentsOfCommands).isNotEmpty().containsOnly(operation);
	}

	static Stream<Arguments> everyCommandOfACallIsAPartOfIt() {
		return Stream.of(called("add", (map) -> map.add("zone", "courier")), called("get", (map) -> map.get("zone")),
				called("addMany",
						(map) -> map.addMany(Flux.range(0, 1_500).map((i) -> Map.entry("zone " + i, List.of("b"))),
								TTL)),
				called("stream", (map) -> map.stream("zone")), called("names", ReactiveMultiMapWithTTL::names));
	}

	private static Arguments called(String operation, Function<ReactiveMultiMapWithTTL<String>, Publisher<?>> call) {
		return Arguments.of(operation, call);
	}

	private LettuceConnectionFactory tracing(ObservationRegistry registry) {
		ClientResources resources = ClientResources.builder().tracing(new MicrometerTracing(registry, "test")).build();
		this.redis.disposeAfterwards(resources::shutdown);
		return this.redis.connectionFactory(LettuceClientConfiguration.builder().clientResources(resources).build());
	}

	@Test
	void registryThatNobodyHandlesIsNotTroubled() {
		ObservationRegistry unhandled = ObservationRegistry.create();
		List<String> asked = new ArrayList<>();
		unhandled.observationConfig().observationPredicate((name, context) -> asked.add(name));
		Mono<Long> size = factory(MultiMapObservations.of(unhandled)).create("couriers", String.class)
			.reactive()
			.size("zone");
		size.block();
		assertThat(asked).isEmpty();
		unhandled.observationConfig().observationHandler(this.recorder);
		size.block();
		assertThat(asked).containsExactly("multimap.operation");
	}

	@Test
	void callThatIsNotObservedLeavesTheParentToItsParts() {
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !(context instanceof MultiMapObservationContext observed)
					|| observed.getOperation().equals("size"));
		Observation request = Observation.start("request", this.registry);
		this.reactive
			.addMany(this.reactive.size("zone").map((size) -> Map.entry("zone", List.of(String.valueOf(size)))), TTL)
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, request))
			.block();
		assertThat(this.recorder.only().getOperation()).isEqualTo("size");
		assertThat(this.recorder.only().getParentObservation()).isSameAs(request);
		request.stop();
	}

	@Test
	void deferredRegistryIsAskedForBySubscriptionsUntilItIsThere() {
		AtomicInteger asked = new AtomicInteger();
		Mono<Long> size = factory(
				MultiMapObservations.deferred(() -> (asked.incrementAndGet() > 1) ? this.registry : null, null))
			.create("couriers", String.class)
			.reactive()
			.size("zone");
		assertThat(asked).hasValue(0);
		size.block();
		assertThat(this.recorder.stopped()).isEmpty();
		size.block();
		assertThat(this.recorder.stopped()).hasSize(1);
	}

}
