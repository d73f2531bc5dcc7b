package io.multimapttl.benchmarks;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.multimapttl.benchmarks.contestant.Contestant;
import io.multimapttl.benchmarks.contestant.Contestants;
import io.multimapttl.benchmarks.contestant.Entrant;
import io.multimapttl.benchmarks.server.Control;

/**
 * Lines up those who take part in a case: this library and its alternatives, or both
 * builds of it.
 */
final class Starters {

	/** How many names are added at once beside others. */
	static final int NAMES_BESIDE = 100;

	/** What another build of this library is called in tables. */
	static final String OTHER_BUILD = "other-build";

	private static final int BATCHES_BESIDE = 100;

	private final Contestants contestants;

	private final Control control;

	Starters(Contestants contestants, Control control) {
		this.contestants = contestants;
		this.control = control;
	}

	/**
	 * Returns whether two builds of this library are compared with each other, instead of
	 * it with its alternatives.
	 * @return {@code true} if there is another build
	 */
	boolean areBuilds() {
		return this.contestants.otherBuild() != null;
	}

	/**
	 * A case in which each call is about all names of a batch.
	 * @param id what it is called
	 * @param entrants who takes part
	 * @param dataset the batches
	 * @param load what each does with what it stores
	 * @return the case
	 */
	Case inBulk(String id, List<Entrant> entrants, Dataset dataset, Function<Storage, Load> load) {
		return new Case(id, 1, dataset.namesPerBatch(), "names", true, lineUp(entrants, dataset, load));
	}

	/**
	 * A case in which each call is about one name.
	 * @param id what it is called
	 * @param threads how many threads call
	 * @param unit what is counted
	 * @param entrants who takes part
	 * @param dataset what each has stored
	 * @param operation what each does with it
	 * @return the case
	 */
	Case oneByOne(String id, int threads, String unit, List<Entrant> entrants, Dataset dataset, Operation operation) {
		return new Case(id, threads, 1, unit, true, lineUp(entrants, dataset, SteadyLoad.of(operation)));
	}

	private List<Participant> lineUp(List<Entrant> entrants, Dataset dataset, Function<Storage, Load> load) {
		Contestant otherBuild = this.contestants.otherBuild();
		if (otherBuild != null) {
			return List.of(participant(Entrant.MULTIMAP, dataset, load),
					new Participant(OTHER_BUILD, load.apply(new Storage(otherBuild, this.control, dataset))));
		}
		return entrants.stream()
			.filter(this::canTakePart)
			.map((entrant) -> participant(entrant, dataset, load))
			.toList();
	}

	/**
	 * What Lettuce holds back for a node that it is still connecting to is never sent: a
	 * pipeline then fails after the timeout of a minute.
	 */
	private boolean canTakePart(Entrant entrant) {
		return entrant != Entrant.SPRING_DATA_FLUSHED || !this.contestants.onCluster();
	}

	private Participant participant(Entrant entrant, Dataset dataset, Function<Storage, Load> load) {
		return new Participant(entrant.id(), load.apply(storage(entrant, dataset)));
	}

	/**
	 * This library, adding values again to a name that has many.
	 * @param values how many values the name has
	 * @return the participant
	 */
	Participant adderToNameOf(int values) {
		Dataset dataset = Dataset.startingAt(values, 1, 1, values);
		Function<Storage, Load> load = SteadyLoad.of(Operation.Single.ADD.over(dataset));
		return new Participant(values + " values", load.apply(storage(Entrant.MULTIMAP, dataset)));
	}

	/**
	 * This library, adding names while there are many others.
	 * @param others how many there are
	 * @return the participant
	 */
	Participant adderBesideNames(int others) {
		Storage added = storage(Entrant.MULTIMAP, Dataset.of(BATCHES_BESIDE, NAMES_BESIDE, 1));
		Supplier<Storage> crowd = () -> storage(Entrant.MULTIMAP,
				Dataset.startingAt(BATCHES_BESIDE * NAMES_BESIDE, others / 1000, 1000, 1));
		return new Participant(others + " names", new BesideOthers(new BulkAdd(added), crowd));
	}

	private Storage storage(Entrant entrant, Dataset dataset) {
		return new Storage(this.contestants.get(entrant), this.control, dataset);
	}

}
