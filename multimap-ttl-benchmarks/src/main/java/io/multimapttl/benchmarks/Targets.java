package io.multimapttl.benchmarks;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.multimapttl.benchmarks.Target.Measure;
import io.multimapttl.benchmarks.Target.Place;
import io.multimapttl.benchmarks.contestant.Entrant;
import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.TargetResult;
import org.jspecify.annotations.Nullable;

/**
 * The targets of this library.
 */
final class Targets {

	private static final String MULTIMAP = Entrant.MULTIMAP.id();

	private static final String OTHER_BUILD = Starters.OTHER_BUILD;

	private static final String REDISSON = Entrant.REDISSON.id();

	private static final String SPRING_DATA = Entrant.SPRING_DATA.id();

	private static final String POOLED = Entrant.SPRING_DATA_POOLED.id();

	private static final String LETTUCE = Entrant.LETTUCE.id();

	private static final String LIMIT = Entrant.LIMIT.id();

	/** What a pipelined plain {@code ZADD} costs the server where the others were set. */
	private static final double ZADD_MICROS = 1.5;

	private static final List<Target> SINGLE_SERVER = List.of(atLeast("addMany-1000x1", 1.2, REDISSON),
			atLeast("addMany-1000x1", 0.5, LIMIT), atLeast("addMany-1000x3", 2.2, REDISSON),
			atLeast("addMany-1000x1", 3, SPRING_DATA), atLeast("addMany-1000x3", 3, SPRING_DATA),
			atLeast("addMany-100x50", 1.5, REDISSON), atLeast("addMany-100x50", 1, POOLED),
			Target.in("addMany-100x50", Entrant.MULTIMAP_SECONDS.id(), Measure.THROUGHPUT, 1.5, POOLED),
			atLeast("getMany-1000x1", 1.2, REDISSON), atLeast("getMany-1000x3", 1.2, REDISSON),
			atLeast("getMany-1000x3", 2, SPRING_DATA), atLeast("add-64-threads", 1.5, REDISSON),
			atLeast("add-64-threads", 1.8, POOLED), atMost("add-64-threads", Measure.P99, 0.2, POOLED),
			atLeast("add-1-thread", 0.9, LETTUCE), atLeast("get-64-threads", 1.7, REDISSON),
			atLeast("get-1-thread", 0.9, SPRING_DATA), atLeast("get-64-threads", 0.9, SPRING_DATA),
			atMost("get-100000-values", Measure.TIME, 1.5, LETTUCE),
			atMost("get-100000-values", Measure.TIME, 1 / 3.0, REDISSON),
			atMost("addMany-1000x1", Measure.SERVER_TIME, 4 / ZADD_MICROS, LIMIT),
			Target.in("addMany-1000x1", Entrant.SINGLE_CALLS.id(), Measure.SERVER_TIME, 8 / ZADD_MICROS, LIMIT),
			atLeast("observed-add-1-thread", Entrant.MULTIMAP_OBSERVED),
			atLeast("observed-add-64-threads", Entrant.MULTIMAP_OBSERVED),
			atLeast("observed-get-1-thread", Entrant.MULTIMAP_OBSERVED),
			atLeast("observed-add-1-thread", Entrant.MULTIMAP_TIMED),
			atLeast("observed-add-64-threads", Entrant.MULTIMAP_TIMED),
			atLeast("observed-get-1-thread", Entrant.MULTIMAP_TIMED),
			Target.in("growing-name", "1000000 values", Measure.TIME, 2, "10 values"),
			atLeast("addMany-10x1", 1, OTHER_BUILD), atLeast("addMany-1000x1", 1, OTHER_BUILD),
			atLeast("addMany-1000x3", 1, OTHER_BUILD), atLeast("addMany-100x50", 1, OTHER_BUILD),
			atMost("getMany-1000x3", Measure.SERVER_CPU, 0.6, OTHER_BUILD),
			atMost("add-1-thread", Measure.SERVER_CPU, 0.85, OTHER_BUILD),
			atMost("add-64-threads", Measure.SERVER_CPU, 0.85, OTHER_BUILD));

	private static final List<Target> REACTIVE = Stream
		.of(reactive("reactive-add-64", 1.5), reactive("reactive-get-64", 1.5),
				reactive("reactive-addMany-1000x1", 1.2), reactive("reactive-addMany-1000x3", 1.2),
				reactive("reactive-getMany-1000x1", 1.2), reactive("reactive-getMany-1000x3", 1.2))
		.flatMap(List::stream)
		.toList();

	private static final List<Target> CLUSTER = List.of(atLeast("addMany-1000x1", 1.1, REDISSON),
			atLeast("addMany-1000x3", 1.5, REDISSON), atLeast("addMany-1000x1", 2.5, SPRING_DATA),
			atLeast("getMany-1000x1", 1.2, REDISSON), atLeast("getMany-1000x3", 1.2, REDISSON),
			atLeast("add-64-threads", 1.5, REDISSON), atLeast("get-64-threads", 1.7, REDISSON),
			growth("addMany-1000x1"), growth("addMany-1000x3"), growth("getMany-1000x1"), growth("getMany-1000x3"));

	private static final Target FEW_NAMES = atLeast("getMany-10x1", 1, OTHER_BUILD);

	/** Those that hold for a single server and a cluster. */
	private static final Map<Duration, List<Target>> AT_ROUND_TRIP = Map.of(Duration.ofNanos(100_000),
			List.of(FEW_NAMES), Duration.ofMillis(1), List.of(FEW_NAMES));

	private static final Map<Duration, List<Target>> SINGLE_SERVER_AT_ROUND_TRIP = Map.of(Duration.ofMillis(1),
			List.of(atLeast("getMany-1000x1", 1, OTHER_BUILD)), Duration.ofMillis(40),
			List.of(atLeast("getMany-2560x30", 1, OTHER_BUILD), time("getMany-2560x40", 1.6, "getMany-2560x30"),
					time("getMany-2560x100", 4, "getMany-2560x30")));

	private Targets() {
	}

	private static Target atLeast(String caseId, double bound, String against) {
		return Target.in(caseId, MULTIMAP, Measure.THROUGHPUT, bound, against);
	}

	private static Target atLeast(String caseId, Entrant observed) {
		return Target.in(caseId, observed.id(), Measure.THROUGHPUT, 0.95, MULTIMAP);
	}

	/**
	 * Beside the form that blocks, the throughput is to be reached with as much processor
	 * time: so both are judged.
	 */
	private static List<Target> reactive(String caseId, double aheadOfRedisson) {
		String reactive = Entrant.MULTIMAP_REACTIVE.id();
		return List.of(Target.in(caseId, reactive, Measure.THROUGHPUT, aheadOfRedisson, Entrant.REDISSON_REACTIVE.id()),
				Target.in(caseId, reactive, Measure.THROUGHPUT, 1, Entrant.SPRING_DATA_REACTIVE.id()),
				Target.in(caseId, reactive, Measure.THROUGHPUT, 0.9, MULTIMAP),
				Target.in(caseId, reactive, Measure.CPU, 1 / 0.9, MULTIMAP));
	}

	private static Target atMost(String caseId, Measure measure, double bound, String against) {
		return Target.in(caseId, MULTIMAP, measure, bound, against);
	}

	private static Target time(String caseId, double most, String otherCaseId) {
		return new Target(new Place(caseId, MULTIMAP), new Place(otherCaseId, MULTIMAP), Measure.TIME, most);
	}

	private static Target growth(String caseId) {
		return Target.in(caseId, "6 masters", Measure.CPU, 1.1, "1 master");
	}

	/**
	 * Compares what was measured with the targets.
	 * @param cluster whether it was measured on a cluster
	 * @param roundTrip how far the servers were away, or {@code null} for as near as they
	 * are
	 * @param results what was measured
	 * @return the outcome of each target that was measured
	 */
	static List<TargetResult> judge(boolean cluster, @Nullable Duration roundTrip, Collection<CaseResult> results) {
		return targets(cluster, roundTrip).map((target) -> target.judge(results)).flatMap(Optional::stream).toList();
	}

	private static Stream<Target> targets(boolean cluster, @Nullable Duration roundTrip) {
		if (roundTrip == null) {
			return cluster ? CLUSTER.stream() : Stream.concat(SINGLE_SERVER.stream(), REACTIVE.stream());
		}
		Stream<Target> everywhere = AT_ROUND_TRIP.getOrDefault(roundTrip, List.of()).stream();
		return cluster ? everywhere
				: Stream.concat(everywhere, SINGLE_SERVER_AT_ROUND_TRIP.getOrDefault(roundTrip, List.of()).stream());
	}

}
