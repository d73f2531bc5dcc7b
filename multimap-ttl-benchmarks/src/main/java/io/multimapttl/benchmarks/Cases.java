package io.multimapttl.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.multimapttl.benchmarks.contestant.Entrant;

import static io.multimapttl.benchmarks.contestant.Entrant.LETTUCE;
import static io.multimapttl.benchmarks.contestant.Entrant.LIMIT;
import static io.multimapttl.benchmarks.contestant.Entrant.MULTIMAP;
import static io.multimapttl.benchmarks.contestant.Entrant.MULTIMAP_OBSERVED;
import static io.multimapttl.benchmarks.contestant.Entrant.MULTIMAP_REACTIVE;
import static io.multimapttl.benchmarks.contestant.Entrant.MULTIMAP_SECONDS;
import static io.multimapttl.benchmarks.contestant.Entrant.MULTIMAP_TIMED;
import static io.multimapttl.benchmarks.contestant.Entrant.REDISSON;
import static io.multimapttl.benchmarks.contestant.Entrant.REDISSON_REACTIVE;
import static io.multimapttl.benchmarks.contestant.Entrant.SINGLE_CALLS;
import static io.multimapttl.benchmarks.contestant.Entrant.SPRING_DATA;
import static io.multimapttl.benchmarks.contestant.Entrant.SPRING_DATA_FLUSHED;
import static io.multimapttl.benchmarks.contestant.Entrant.SPRING_DATA_POOLED;
import static io.multimapttl.benchmarks.contestant.Entrant.SPRING_DATA_REACTIVE;

/**
 * Everything that is compared. Data is made when a case is run, and garbage afterwards.
 */
final class Cases {

	/** Single operations work on so many names, each of a size that is usual. */
	private static final int NAMES = 1000;

	private static final int VALUES = 10;

	private static final int HUGE = 100_000;

	/** So many values are added until the names have to be emptied again. */
	private static final int VALUES_IN_ROW = 20_000;

	private static final int MOST_BATCHES = 100;

	private static final int MILLION = 1_000_000;

	private static final List<Entrant> BATCHES = List.of(MULTIMAP, SPRING_DATA, SPRING_DATA_POOLED, SPRING_DATA_FLUSHED,
			LETTUCE, REDISSON, LIMIT);

	private static final List<Entrant> SMALL_SETS = List.of(MULTIMAP, SPRING_DATA, SPRING_DATA_POOLED,
			SPRING_DATA_FLUSHED, LETTUCE, REDISSON, LIMIT, SINGLE_CALLS);

	private static final List<Entrant> LARGE_BATCHES = List.of(MULTIMAP, MULTIMAP_SECONDS, SPRING_DATA,
			SPRING_DATA_POOLED, SPRING_DATA_FLUSHED, LETTUCE, REDISSON, LIMIT);

	private static final List<Entrant> HUGE_NAMES = List.of(MULTIMAP, SPRING_DATA, LETTUCE, REDISSON, LIMIT);

	private static final List<Entrant> WRITERS = List.of(MULTIMAP, SPRING_DATA, SPRING_DATA_POOLED, LETTUCE, REDISSON);

	/** What is read is more than what is asked for. */
	private static final List<Entrant> LARGE_READS = List.of(MULTIMAP, REDISSON, LIMIT);

	/** Only pipelines need a pool: one read goes over the shared connection. */
	private static final List<Entrant> READERS = List.of(MULTIMAP, SPRING_DATA, LETTUCE, REDISSON);

	/** Redisson's {@code RSetCache} cannot tell when a value expires. */
	private static final List<Entrant> READERS_OF_EXPIRIES = List.of(MULTIMAP, SPRING_DATA, LETTUCE);

	private static final List<Entrant> OBSERVED = List.of(MULTIMAP, MULTIMAP_OBSERVED, MULTIMAP_TIMED);

	/** Those who do not wait, and those of this library who do. */
	private static final List<Entrant> REACTIVE = List.of(MULTIMAP_REACTIVE, MULTIMAP, SPRING_DATA_REACTIVE,
			REDISSON_REACTIVE);

	private final Starters starters;

	private final Effort effort;

	private final Map<String, Function<String, Case>> makers = new LinkedHashMap<>();

	Cases(Starters starters, Effort effort) {
		this.starters = starters;
		this.effort = effort;
		bulkAdds();
		bulkReads();
		singles();
		reactive();
		if (starters.areAlternatives()) {
			observed();
			growth();
		}
	}

	/**
	 * Returns the cases whose names match.
	 * @param pattern what to look for in the names
	 * @return makes each case, in order
	 */
	List<Supplier<Case>> matching(Pattern pattern) {
		return this.makers.entrySet()
			.stream()
			.filter((entry) -> pattern.matcher(entry.getKey()).find())
			.map((entry) -> (Supplier<Case>) () -> entry.getValue().apply(entry.getKey()))
			.toList();
	}

	private void bulkAdds() {
		for (int values : new int[] { 1, 3, 50 }) {
			for (int names : new int[] { 10, 100, 1000 }) {
				addMany("addMany", names, values, (values < 20) ? SMALL_SETS : LARGE_BATCHES);
			}
		}
		this.makers.put("addMany-again-1000x3", (id) -> {
			Dataset dataset = Dataset.of(1, this.effort.of(1000), 3);
			return this.starters.inBulk(id, BATCHES, dataset, SteadyLoad.of(Operation.addMany(dataset)));
		});
	}

	private void addMany(String name, int names, int values, List<Entrant> entrants) {
		int batches = Math.min(MOST_BATCHES, Math.max(1, VALUES_IN_ROW / (names * values)));
		this.makers.put(name + "-" + names + "x" + values, (id) -> {
			Dataset dataset = Dataset.of(this.effort.of(batches), this.effort.of(names), values);
			return this.starters.inBulk(id, entrants, dataset, BulkAdd::new);
		});
	}

	private void bulkReads() {
		readMany("getMany", 10, 1, BATCHES, Operation::getMany);
		readMany("getMany", 10, 3, BATCHES, Operation::getMany);
		readMany("getMany", 1000, 1, BATCHES, Operation::getMany);
		readMany("getMany", 1000, 3, BATCHES, Operation::getMany);
		for (int values : new int[] { 30, 40, 100 }) {
			readMany("getMany", 2560, values, LARGE_READS, Operation::getMany);
		}
		readMany("getManyWithExpiry", 1000, 1, READERS_OF_EXPIRIES, Operation::getManyWithExpiry);
		readMany("getManyWithExpiry", 1000, 3, READERS_OF_EXPIRIES, Operation::getManyWithExpiry);
		this.makers.put("get-" + HUGE + "-values", (id) -> {
			Dataset dataset = Dataset.of(1, 1, this.effort.of(HUGE));
			return this.starters.oneByOne(id, 1, "gets", HUGE_NAMES, dataset, Operation.Single.GET.over(dataset));
		});
	}

	private void readMany(String name, int names, int values, List<Entrant> entrants,
			Function<Dataset, Operation> operation) {
		this.makers.put(name + "-" + names + "x" + values, (id) -> {
			Dataset dataset = Dataset.of(1, this.effort.of(names), values);
			return this.starters.inBulk(id, entrants, dataset, SteadyLoad.of(operation.apply(dataset)));
		});
	}

	private void singles() {
		single("add", "adds", WRITERS, Operation.Single.ADD::over);
		single("addIfAbsent", "adds", READERS, Operation.Single.ADD_IF_ABSENT::over);
		single("get", "gets", READERS, Operation.Single.GET::over);
		single("getWithExpiry", "gets", READERS_OF_EXPIRIES, Operation.Single.GET_WITH_EXPIRY::over);
		single("contains", "calls", READERS, Operation.Single.CONTAINS::over);
		single("size", "calls", READERS, Operation.Single.SIZE::over);
		single("mixed", "calls", WRITERS, Operation::fourGetsToOneAdd);
	}

	private void reactive() {
		for (int values : new int[] { 1, 3 }) {
			addMany("reactive-addMany", 1000, values, REACTIVE);
			readMany("reactive-getMany", 1000, values, REACTIVE, Operation::getMany);
		}
		single("reactive-add-64", 64, "adds", REACTIVE, Operation.Single.ADD::over);
		single("reactive-get-64", 64, "gets", REACTIVE, Operation.Single.GET::over);
	}

	private void observed() {
		single("observed-add", "adds", OBSERVED, Operation.Single.ADD::over);
		single("observed-get", "gets", OBSERVED, Operation.Single.GET::over);
	}

	private void single(String name, String unit, List<Entrant> entrants, Function<Dataset, Operation> operation) {
		for (int threads : new int[] { 1, 8, 64 }) {
			single(name + "-" + threads + ((threads == 1) ? "-thread" : "-threads"), threads, unit, entrants,
					operation);
		}
	}

	private void single(String name, int threads, String unit, List<Entrant> entrants,
			Function<Dataset, Operation> operation) {
		this.makers.put(name, (id) -> {
			Dataset dataset = Dataset.of(1, this.effort.of(NAMES), VALUES);
			return this.starters.oneByOne(id, threads, unit, entrants, dataset, operation.apply(dataset));
		});
	}

	private void growth() {
		this.makers.put("growing-name", (id) -> new Case(id, 1, 1, "adds", true,
				powersOfTen(10).mapToObj(this.starters::adderToNameOf).toList()));
		this.makers.put("growing-number-of-names", (id) -> new Case(id, 1, Starters.NAMES_BESIDE, "names", false,
				powersOfTen(1000).mapToObj(this.starters::adderBesideNames).toList()));
	}

	private IntStream powersOfTen(int from) {
		return IntStream.iterate(from, (size) -> size == from || size <= this.effort.of(MILLION), (size) -> 10 * size);
	}

}
