package io.multimapttl.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.multimapttl.benchmarks.contestant.Contestant;
import io.multimapttl.benchmarks.contestant.Entrant;
import io.multimapttl.benchmarks.contestant.ReactiveForm;
import io.multimapttl.benchmarks.server.Control;
import io.multimapttl.benchmarks.server.RedisUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Nobody gets ahead by doing less than the others.
 */
class StorageTests {

	private static RedisUnderTest redis;

	private static Control control;

	@BeforeAll
	static void start() {
		redis = RedisUnderTest.start(null, 0, null);
		control = new Control(redis.address());
	}

	@AfterAll
	static void stop() {
		control.close();
		redis.close();
	}

	@ParameterizedTest
	@EnumSource
	void everyContestantStoresAllValuesAndReadsThemBack(Entrant entrant) {
		Dataset dataset = Dataset.of(2, 3, 4);
		try (Contestant contestant = entrant.connect(redis.address())) {
			Storage storage = new Storage(contestant, control, dataset);
			storage.fill();
			assertThat(control.countValues(storage.keys())).isEqualTo(24);
			assertThat(contestant.getMany(dataset.names())).isEqualTo(24);
			assertThat(contestant.get(dataset.names().get(0))).isEqualTo(4);
			storage.remove();
			assertThat(control.countValues(storage.keys())).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.MATCH_ALL, names = ".*_REACTIVE")
	void whoeverDoesNotWaitStoresAndReadsOneByOneAsWell(Entrant entrant) {
		Dataset dataset = Dataset.of(1, 3, 2);
		try (ReactiveForm form = (ReactiveForm) entrant.connect(redis.address())) {
			Storage storage = new Storage(form, control, dataset);
			storage.remove();
			List<Mono<?>> adds = new ArrayList<>();
			dataset.batches()
				.get(0)
				.forEach(
						(name, values) -> values.forEach((value) -> adds.add(form.contestant().addLater(name, value))));
			assertThat(control.countValues(storage.keys())).isZero();
			Mono.when(adds).block();
			storage.check(dataset);
			Operation get = Operation.Single.GET.over(dataset);
			get.start(form.contestant(), 1).block();
			control.remove(storage.keys());
			assertThatIllegalStateException().isThrownBy(() -> get.start(form.contestant(), 1).block())
				.withMessage("The answer was 0 instead of 2");
		}
	}

	@ParameterizedTest
	@EnumSource
	void missingValuesAreNoticed(Entrant entrant) {
		Dataset dataset = Dataset.of(1, 3, 4);
		try (Contestant contestant = entrant.connect(redis.address())) {
			Storage storage = new Storage(contestant, control, dataset);
			storage.fill();
			control.remove(List.of(storage.keys().get(1)));
			assertThatIllegalStateException().isThrownBy(() -> storage.check(dataset))
				.withMessage("8 values are stored instead of 12");
			storage.remove();
		}
	}

	@Test
	void whatCallsAddedIsRemovedBeforeTheNextOnes() {
		try (Contestant contestant = Entrant.MULTIMAP.connect(redis.address())) {
			Storage storage = new Storage(contestant, control, Dataset.of(3, 4, 5));
			BulkAdd load = new BulkAdd(storage);
			load.prepare();
			load.call(0);
			load.call(1);
			assertThat(control.countValues(storage.keys())).isEqualTo(40);
			load.restore(2);
			assertThat(control.countValues(storage.keys())).isZero();
		}
	}

}
