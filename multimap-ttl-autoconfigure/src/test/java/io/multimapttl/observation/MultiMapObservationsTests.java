package io.multimapttl.observation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.tracing.MicrometerTracing;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.MultiMapBatchException;
import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapFullException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.WhenFull;
import io.multimapttl.observation.MultiMapObservationDocumentation.LowCardinalityKeyNames;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static io.multimapttl.observation.Recorder.counting;
import static io.multimapttl.observation.Recorder.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link MultiMapObservations}. The registry is one that fails where an
 * observation is not started, stopped and scoped as it should be.
 */
class MultiMapObservationsTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	private final ObservationRegistry registry = TestObservationRegistry.create();

	private final Recorder recorder = new Recorder();

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	private final MultiMapWithTTLFactory factory;

	private final RedisMultiMapWithTTL<String> multiMap;

	MultiMapObservationsTests() {
		this.registry.observationConfig().observationHandler(this.recorder);
		this.factory = factory(MultiMapObservations.of(this.registry));
		this.multiMap = this.factory.create("couriers", String.class);
	}

	private RedisMultiMapWithTTL<String> create(MultiMapObservations observations) {
		return factory(observations).create("couriers", String.class);
	}

	private MultiMapWithTTLFactory factory(MultiMapObservations observations) {
		return this.redis.disposeAfterwards(this.redis.multiMaps().decorator(observations).build());
	}

	@Test
	void everyCallOfEveryOperationIsOneObservation() {
		List<String> called = new ArrayList<>();
		MultiMapWithTTL<String> counting = counting(MultiMapWithTTL.class, this.multiMap, called);
		EveryOperation.onOneName(counting);
		counting.clear();
		EveryOperation.onMany(counting);
		this.multiMap.describe("zone", 1);
		called.add("describe");
		assertThat(called).containsAll(operations());
		assertThat(this.recorder.stopped()).extracting(MultiMapObservationContext::getOperation)
			.containsExactlyElementsOf(called);
		assertThat(this.recorder.stopped()).allSatisfy((context) -> assertThat(keys(context))
			.isEqualTo(Map.of("multimap", "couriers", "operation", context.getOperation(), "outcome", "success")));
	}

	private static List<String> operations() {
		return Stream
			.concat(Arrays.stream(MultiMapWithTTL.class.getMethods()).map(Method::getName), Stream.of("describe"))
			.distinct()
			.toList();
	}

	@Test
	void observationIsNamedAfterTheOperationOnly() {
		this.multiMap.addAll("zone", List.of("courier"));
		MultiMapObservationContext context = this.recorder.only();
		assertThat(context.getName()).isEqualTo("multimap.operation");
		assertThat(context.getContextualName()).isEqualTo("multimap addAll");
		assertThat(context.getHighCardinalityKeyValues()).isEmpty();
		assertThat(keys(context).keySet()).isEqualTo(Arrays.stream(LowCardinalityKeyNames.values())
			.map(LowCardinalityKeyNames::asString)
			.collect(Collectors.toSet()));
		assertThat(context.getName()).isEqualTo(new DefaultMultiMapObservationConvention().getName());
	}

	@Test
	void outcomeIsUnknownWhileTheCallIsRunning() {
		List<String> outcomes = new ArrayList<>();
		this.recorder.onStart((context) -> outcomes.add(keys(context).get("outcome")));
		this.multiMap.size("zone");
		assertThat(outcomes).containsExactly("unknown");
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "success");
	}

	@ParameterizedTest
	@MethodSource
	void failureIsAnErrorThatTellsNoName(Consumer<MultiMapWithTTL<String>> call,
			Class<? extends MultiMapException> type) {
		this.redis.key(this.multiMap, "secret zone").setText("precious");
		assertThatExceptionOfType(type).isThrownBy(() -> call.accept(this.multiMap))
			.withMessageContaining("secret zone");
		assertThat(this.recorder.onlyError(type).getStackTrace()).isNotEmpty();
	}

	static Stream<Arguments> failureIsAnErrorThatTellsNoName() {
		return Stream.of(call("add", (map) -> map.add("secret zone", "courier"), MultiMapException.class),
				call("get", (map) -> map.get("secret zone"), MultiMapException.class),
				call("stream", (map) -> map.stream("secret zone"), MultiMapException.class),
				call("addMany", (map) -> map.addMany(Map.of("secret zone", List.of("a"), "zone", List.of("a"))),
						MultiMapBatchException.class));
	}

	private static Arguments call(String description, Consumer<MultiMapWithTTL<String>> call,
			Class<? extends MultiMapException> type) {
		return argumentSet(description, call, type);
	}

	@Test
	void nameThatIsFullIsNoError() {
		RedisMultiMapWithTTL<String> leases = this.factory.builder("leases", String.class)
			.maxValues(1)
			.whenFull(WhenFull.REFUSE)
			.build();
		leases.add("zone", "a");
		leases.add("other zone", "a");
		this.recorder.stopped().clear();
		assertThatExceptionOfType(MultiMapFullException.class).isThrownBy(() -> leases.add("zone", "b"));
		assertThatExceptionOfType(MultiMapBatchException.class)
			.isThrownBy(() -> leases.addMany(Map.of("zone", List.of("b"), "other zone", List.of("b"))));
		leases.addAndCount("zone", "b");
		assertThat(this.recorder.stopped()).extracting(MultiMapObservationContext::getOperation)
			.containsExactly("add", "addMany", "addAndCount");
		assertThat(this.recorder.stopped()).allSatisfy((context) -> {
			assertThat(context.getError()).isNull();
			assertThat(keys(context)).containsEntry("outcome", "success");
		});
	}

	@Test
	void batchThatFailsForAnotherReasonTooIsAnErrorThatTellsNoName() {
		RedisMultiMapWithTTL<String> leases = this.factory.builder("leases", String.class)
			.maxValues(1)
			.whenFull(WhenFull.REFUSE)
			.build();
		leases.add("secret zone", "a");
		this.redis.key(leases, "secret text").setText("precious");
		this.recorder.stopped().clear();
		assertThatExceptionOfType(MultiMapBatchException.class)
			.isThrownBy(() -> leases.addMany(Map.of("secret zone", List.of("b"), "secret text", List.of("b"))));
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "error");
		assertThat(this.recorder.only().getError()).isExactlyInstanceOf(MultiMapBatchException.class)
			.hasNoCause()
			.hasMessageNotContaining("secret");
	}

	@Test
	void otherFailuresAreObservedAsTheyAre() {
		IllegalArgumentException refusal = assertRefused(() -> this.multiMap.add("zone", "courier", Duration.ZERO));
		assertThat(this.recorder.only().getError()).isSameAs(refusal);
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "error");
	}

	@Test
	void batchThatTellsNoNamesIsAnError() {
		CallObserver observer = new CallObserver("couriers", () -> this.registry, null);
		assertThatExceptionOfType(MultiMapBatchException.class).isThrownBy(() -> observer.observe("addMany", () -> {
			throw new MultiMapBatchException("of an application's own", Map.of());
		}));
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "error");
	}

	private static IllegalArgumentException assertRefused(Runnable call) {
		return assertThatIllegalArgumentException().isThrownBy(call::run).actual();
	}

	@Test
	void callIsPartOfWhatCallsItAndWhatItCallsIsPartOfIt() {
		Observation request = Observation.start("request", this.registry);
		request.scoped(() -> this.multiMap.addMany(Stream.of(1).map((i) -> {
			this.multiMap.size("zone");
			return Map.entry("zone", List.of("courier"));
		}), TTL));
		request.stop();
		assertThat(this.recorder.stopped()).extracting(MultiMapObservationContext::getOperation)
			.containsExactly("size", "addMany");
		MultiMapObservationContext size = this.recorder.stopped().get(0);
		MultiMapObservationContext addMany = this.recorder.stopped().get(1);
		assertThat(size.getParentObservation().getContextView()).isSameAs(addMany);
		assertThat(addMany.getParentObservation()).isSameAs(request);
	}

	@Test
	void streamIsObservedUntilItIsExhausted() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		this.recorder.stopped().clear();
		Stream<String> values = this.multiMap.stream("zone");
		Iterator<String> iterator = values.iterator();
		assertThat(iterator.next()).isNotEmpty();
		assertThat(this.recorder.stopped()).isEmpty();
		assertThat(iterator.next()).isNotEmpty();
		assertThat(iterator.hasNext()).isFalse();
		assertThat(this.recorder.only().getOperation()).isEqualTo("stream");
		values.close();
		assertThat(this.recorder.stopped()).hasSize(1);
	}

	@Test
	void streamIsObservedUntilItIsClosed() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		this.recorder.stopped().clear();
		try (Stream<String> names = this.multiMap.names()) {
			assertThat(names.findFirst()).hasValue("zone");
			assertThat(this.recorder.stopped()).isEmpty();
		}
		assertThat(keys(this.recorder.only())).containsEntry("operation", "names").containsEntry("outcome", "success");
	}

	@ParameterizedTest
	@MethodSource
	void everyCommandOfAStreamIsAPartOfIt(String operation, Function<MultiMapWithTTL<String>, Stream<String>> stream) {
		this.multiMap.addAll("zone", IntStream.range(0, 3_000).mapToObj(String::valueOf).toList());
		this.multiMap.addMany(IntStream.range(0, 1_500).mapToObj((i) -> Map.entry("zone " + i, List.of("a"))), TTL);
		ObservationRegistry traced = ObservationRegistry.create();
		List<String> parentsOfCommands = new CopyOnWriteArrayList<>();
		traced.observationConfig().observationHandler(new CommandRecorder(parentsOfCommands));
		RedisMultiMapWithTTL<String> streamed = this.redis
			.disposeAfterwards(this.redis.multiMaps(tracing(traced)).decorator(MultiMapObservations.of(traced)).build())
			.create("couriers", String.class);
		Observation reader = Observation.start("reader", traced);
		reader.scoped(() -> {
			try (Stream<String> elements = stream.apply(streamed)) {
				elements.forEach((element) -> assertThat(traced.getCurrentObservation()).isSameAs(reader));
			}
		});
		reader.stop();
		assertThat(parentsOfCommands).hasSizeGreaterThan(3).containsOnly(operation);
	}

	static Stream<Arguments> everyCommandOfAStreamIsAPartOfIt() {
		return Stream.of(streaming("stream", (map) -> map.stream("zone")), streaming("names", MultiMapWithTTL::names));
	}

	private static Arguments streaming(String operation, Function<MultiMapWithTTL<String>, Stream<String>> stream) {
		return Arguments.of(operation, stream);
	}

	private LettuceConnectionFactory tracing(ObservationRegistry registry) {
		ClientResources resources = ClientResources.builder().tracing(new MicrometerTracing(registry, "test")).build();
		this.redis.disposeAfterwards(resources::shutdown);
		return this.redis.connectionFactory(LettuceClientConfiguration.builder().clientResources(resources).build());
	}

	@Test
	void streamThatFailsIsAnError() {
		this.multiMap.clear();
		RedisMultiMapWithTTL<Long> numbers = this.factory.create("numbers", Long.class);
		this.redis.key(numbers, "zone").put("secret text", 9e9);
		this.recorder.stopped().clear();
		try (Stream<Long> values = numbers.stream("zone")) {
			assertThatExceptionOfType(MultiMapException.class).isThrownBy(values::toList);
		}
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "error").containsEntry("multimap", "numbers");
		this.recorder.stopped().clear();
		numbers.clear();
	}

	@Test
	void whatTheReaderOfAStreamThrowsIsNoErrorOfIt() {
		this.multiMap.addAll("zone", List.of("a", "b"));
		this.recorder.stopped().clear();
		try (Stream<String> values = this.multiMap.stream("zone")) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> values.forEach((value) -> {
				throw new IllegalStateException("The reader's own");
			}));
		}
		assertThat(keys(this.recorder.only())).containsEntry("outcome", "success");
	}

	@Test
	void conventionCanBeReplaced() {
		RedisMultiMapWithTTL<String> own = create(
				MultiMapObservations.of(this.registry, new DefaultMultiMapObservationConvention() {

					@Override
					public String getName() {
						return "own.operation";
					}

					@Override
					public KeyValues getLowCardinalityKeyValues(MultiMapObservationContext context) {
						return super.getLowCardinalityKeyValues(context).and("region", "north");
					}

				}));
		own.size("zone");
		assertThat(this.recorder.only().getName()).isEqualTo("own.operation");
		assertThat(keys(this.recorder.only())).containsEntry("region", "north").containsEntry("operation", "size");
	}

	@Test
	void globalConventionOfTheRegistryIsUsed() {
		this.registry.observationConfig().observationConvention(new GlobalConvention());
		this.multiMap.size("zone");
		assertThat(this.recorder.only().getName()).isEqualTo("global.operation");
	}

	@Test
	void multiMapStaysBareWithoutRegistry() {
		MultiMapObservations none = MultiMapObservations.of(ObservationRegistry.NOOP);
		assertThat(none.decorate(this.multiMap)).isSameAs(this.multiMap);
		assertThat(MultiMapObservations.of(this.registry).decorate(this.multiMap)).isNotSameAs(this.multiMap);
	}

	@Test
	void registryThatNobodyHandlesIsNotTroubled() {
		ObservationRegistry unhandled = ObservationRegistry.create();
		List<String> asked = new ArrayList<>();
		unhandled.observationConfig().observationPredicate((name, context) -> asked.add(name));
		RedisMultiMapWithTTL<String> own = create(MultiMapObservations.of(unhandled));
		own.size("zone");
		own.stream("zone").close();
		assertThat(asked).isEmpty();
		unhandled.observationConfig().observationHandler(this.recorder);
		own.size("zone");
		assertThat(asked).containsExactly("multimap.operation");
	}

	@Test
	void deferredRegistryIsAskedForByCallsUntilItIsThere() {
		AtomicInteger asked = new AtomicInteger();
		RedisMultiMapWithTTL<String> own = create(
				MultiMapObservations.deferred(() -> (asked.incrementAndGet() > 2) ? this.registry : null, null));
		assertThat(asked).hasValue(0);
		own.size("zone");
		own.stream("zone").close();
		assertThat(this.recorder.stopped()).isEmpty();
		own.size("zone");
		own.size("zone");
		assertThat(this.recorder.stopped()).hasSize(2);
		assertThat(asked).hasValue(3);
	}

	private static final class GlobalConvention extends DefaultMultiMapObservationConvention
			implements GlobalObservationConvention<MultiMapObservationContext> {

		@Override
		public String getName() {
			return "global.operation";
		}

	}

}
