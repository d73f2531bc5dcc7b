package io.multimapttl.benchmarks;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.multimapttl.benchmarks.contestant.Contestant;
import io.multimapttl.benchmarks.contestant.Entrant;

/**
 * Lines up those who take part in a case: this library and its alternatives, or both
 * builds of it, or this library on clusters of several sizes.
 */
final class Starters {

	/** How many names are added at once beside others. */
	static final int NAMES_BESIDE = 100;

	/** What another build of this library is called in tables. */
	static final String OTHER_BUILD = "other-build";

	private static final int BATCHES_BESIDE = 100;

	private final List<Venue> venues;

	private final Venue venue;

	Starters(List<Venue> venues) {
		this.venues = venues;
		this.venue = venues.get(0);
	}

	/**
	 * Returns whether this library is compared with its alternatives.
	 * @return {@code false} if only with itself
	 */
	boolean areAlternatives() {
		return this.venues.size() == 1 && this.venue.contestants().otherBuild(Entrant.MULTIMAP) == null;
	}

	/**
	 * A case in which each call is about all names of a batch.
	 * @param id what it is called
	 * @param entrants who takes part, this library first
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
	 * @param threads how many threads call, or calls of one subscriber are under way
	 * @param unit what is counted
	 * @param entrants who takes part, this library first
	 * @param dataset what each has stored
	 * @param operation what each does with it
	 * @return the case
	 */
	Case oneByOne(String id, int threads, String unit, List<Entrant> entrants, Dataset dataset, Operation operation) {
		return new Case(id, threads, 1, unit, true, lineUp(entrants, dataset, SteadyLoad.of(operation)));
	}

	private List<Participant> lineUp(List<Entrant> entrants, Dataset dataset, Function<Storage, Load> load) {
		Entrant own = entrants.get(0);
		if (this.venues.size() > 1) {
			return this.venues.stream()
				.map((venue) -> participant(venue.masters(), venue, venue.contestants().get(own), dataset, load))
				.toList();
		}
		Contestant otherBuild = this.venue.contestants().otherBuild(own);
		if (otherBuild != null) {
			return List.of(participant(own.id(), this.venue, this.venue.contestants().get(own), dataset, load),
					participant(OTHER_BUILD, this.venue, otherBuild, dataset, load));
		}
		return entrants.stream()
			.filter(this::canTakePart)
			.map((entrant) -> participant(entrant.id(), this.venue, this.venue.contestants().get(entrant), dataset,
					load))
			.toList();
	}

	private static Contestant multiMap(Venue venue) {
		return venue.contestants().get(Entrant.MULTIMAP);
	}

	/**
	 * What Lettuce holds back for a node that it is still connecting to is never sent: a
	 * pipeline then fails after the timeout of a minute.
	 */
	private boolean canTakePart(Entrant entrant) {
		return entrant != Entrant.SPRING_DATA_FLUSHED || !this.venue.redis().address().cluster();
	}

	private static Participant participant(String label, Venue venue, Contestant contestant, Dataset dataset,
			Function<Storage, Load> load) {
		return new Participant(label, venue.control(), load.apply(new Storage(contestant, venue.control(), dataset)));
	}

	/**
	 * This library, adding values again to a name that has many.
	 * @param values how many values the name has
	 * @return the participant
	 */
	Participant adderToNameOf(int values) {
		Dataset dataset = Dataset.startingAt(values, 1, 1, values);
		return participant(values + " values", this.venue, multiMap(this.venue), dataset,
				SteadyLoad.of(Operation.Single.ADD.over(dataset)));
	}

	/**
	 * This library, adding names while there are many others.
	 * @param others how many there are
	 * @return the participant
	 */
	Participant adderBesideNames(int others) {
		Dataset added = Dataset.of(BATCHES_BESIDE, NAMES_BESIDE, 1);
		Supplier<Storage> crowd = () -> new Storage(multiMap(this.venue), this.venue.control(),
				Dataset.startingAt(BATCHES_BESIDE * NAMES_BESIDE, others / 1000, 1000, 1));
		return participant(others + " names", this.venue, multiMap(this.venue), added,
				(storage) -> new BesideOthers(new BulkAdd(storage), crowd));
	}

}
