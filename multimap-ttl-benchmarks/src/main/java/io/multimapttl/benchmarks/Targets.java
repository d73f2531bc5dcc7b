package io.multimapttl.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.multimapttl.benchmarks.Target.Measure;
import io.multimapttl.benchmarks.Target.Place;
import io.multimapttl.benchmarks.contestant.Entrant;
import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.TargetResult;

/**
 * The targets of this library, on a single server.
 */
final class Targets {

	private static final String MULTIMAP = Entrant.MULTIMAP.id();

	private static final String REDISSON = Entrant.REDISSON.id();

	private static final String SPRING_DATA = Entrant.SPRING_DATA.id();

	private static final String POOLED = Entrant.SPRING_DATA_POOLED.id();

	private static final String LETTUCE = Entrant.LETTUCE.id();

	private static final String LIMIT = Entrant.LIMIT.id();

	/** What a pipelined plain {@code ZADD} costs the server where the others were set. */
	private static final double ZADD_MICROS = 1.5;

	private static final List<Target> ALL = List.of(atLeast("addMany-1000x1", 1.2, REDISSON),
			atLeast("addMany-1000x1", 0.5, LIMIT), atLeast("addMany-1000x3", 2.2, REDISSON),
			atLeast("addMany-1000x1", 3, SPRING_DATA), atLeast("addMany-1000x3", 3, SPRING_DATA),
			atLeast("addMany-100x50", 1.5, REDISSON), atLeast("addMany-100x50", 1, POOLED),
			Target.in("addMany-100x50", Entrant.MULTIMAP_SECONDS.id(), Measure.THROUGHPUT, 1.5, POOLED),
			atLeast("getMany-1000x3", 1.2, REDISSON), atLeast("getMany-1000x3", 2, SPRING_DATA),
			atLeast("add-64-threads", 1.5, REDISSON), atLeast("add-64-threads", 1.8, POOLED),
			atMost("add-64-threads", Measure.P99, 0.2, POOLED), atLeast("add-1-thread", 0.9, LETTUCE),
			atLeast("get-64-threads", 1.7, REDISSON), atLeast("get-1-thread", 0.9, SPRING_DATA),
			atLeast("get-64-threads", 0.9, SPRING_DATA), atMost("get-100000-values", Measure.TIME, 1.5, LETTUCE),
			atMost("get-100000-values", Measure.TIME, 1 / 3.0, REDISSON),
			atMost("addMany-1000x1", Measure.SERVER_TIME, 4 / ZADD_MICROS, LIMIT),
			Target.in("addMany-1000x1", Entrant.SINGLE_CALLS.id(), Measure.SERVER_TIME, 8 / ZADD_MICROS, LIMIT),
			atLeast("observed-add-1-thread", Entrant.MULTIMAP_OBSERVED),
			atLeast("observed-add-64-threads", Entrant.MULTIMAP_OBSERVED),
			atLeast("observed-get-1-thread", Entrant.MULTIMAP_OBSERVED),
			atLeast("observed-add-1-thread", Entrant.MULTIMAP_TIMED),
			atLeast("observed-add-64-threads", Entrant.MULTIMAP_TIMED),
			atLeast("observed-get-1-thread", Entrant.MULTIMAP_TIMED),
			Target.in("growing-name", "1000000 values", Measure.TIME, 2, "10 values"));

	private Targets() {
	}

	private static Target atLeast(String caseId, double bound, String against) {
		return Target.in(caseId, MULTIMAP, Measure.THROUGHPUT, bound, against);
	}

	private static Target atLeast(String caseId, Entrant observed) {
		return Target.in(caseId, observed.id(), Measure.THROUGHPUT, 0.95, MULTIMAP);
	}

	private static Target atMost(String caseId, Measure measure, double bound, String against) {
		return Target.in(caseId, MULTIMAP, measure, bound, against);
	}

	/**
	 * Compares what was measured with the targets.
	 * @param results what was measured
	 * @return the outcome of each target that was measured
	 */
	static List<TargetResult> judge(Collection<CaseResult> results) {
		return ALL.stream().map((target) -> target.judge(results)).flatMap(Optional::stream).toList();
	}

}
