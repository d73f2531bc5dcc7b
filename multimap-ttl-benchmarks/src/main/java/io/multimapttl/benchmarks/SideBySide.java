package io.multimapttl.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.Console;
import io.multimapttl.benchmarks.report.MemoryResult;
import io.multimapttl.benchmarks.report.ResultFiles;
import io.multimapttl.benchmarks.report.RunResult;
import io.multimapttl.benchmarks.report.TargetResult;
import io.multimapttl.benchmarks.server.RedisUnderTest;

/**
 * Compares this library with its alternatives: within one process and on one Redis they
 * take turns, so that what disturbs one disturbs the others as well. Ratios can be
 * trusted further than figures.
 */
public final class SideBySide {

	private final Options options;

	private final Console console;

	SideBySide(Options options, PrintStream out) {
		this.options = options;
		this.console = new Console(out);
	}

	/**
	 * Runs the comparison.
	 * @param args the options
	 * @throws IOException if the results cannot be written
	 */
	public static void main(String[] args) throws IOException {
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage() + "\n" + Options.USAGE);
			System.exit(2);
			return;
		}
		new SideBySide(options, System.out).run();
	}

	RunResult run() throws IOException {
		List<Venue> venues = new ArrayList<>();
		try {
			this.options.masters().forEach((masters) -> venues.add(Venue.at(redis(masters), this.options.beside())));
			RunResult result = run(venues);
			new ResultFiles(this.options.out()).write(result);
			this.console.line("%nThe results are in %s", this.options.out().toAbsolutePath());
			return result;
		}
		finally {
			venues.forEach(Venue::close);
		}
	}

	private RedisUnderTest redis(int masters) {
		return (this.options.redis() != null) ? RedisUnderTest.running(this.options.redis(), this.options.cluster())
				: RedisUnderTest.start(this.options.server(), masters, this.options.roundTrip());
	}

	private RunResult run(List<Venue> venues) {
		Map<String, String> setting = setting(venues);
		setting.forEach((name, value) -> this.console.line("%-10s %s", name, value));
		Starters starters = new Starters(venues);
		List<CaseResult> cases = runCases(starters);
		if (this.options.beside() != null) {
			this.console.line("%nThis build beside the other: median of the rounds' ratios, 95 %% confidence interval");
			this.console.builds(cases);
		}
		List<MemoryResult> memory = starters.areAlternatives() ? measureMemory(venues.get(0)) : List.of();
		List<TargetResult> targets = Targets.judge(this.options.cluster(), this.options.roundTrip(), cases);
		this.console.line("%nTargets, set for a quiet machine%s",
				this.options.effort().isFull() ? "" : " (a smoke run says nothing of them)");
		this.console.targets(targets);
		return new RunResult(setting, cases, memory, targets);
	}

	private List<CaseResult> runCases(Starters starters) {
		List<Supplier<Case>> makers = new Cases(starters, this.options.effort()).matching(this.options.cases());
		List<CaseResult> results = new ArrayList<>();
		try (Rounds rounds = new Rounds(this.options.effort(), this.console)) {
			for (Supplier<Case> maker : makers) {
				Case testCase = maker.get();
				this.console.progress("%n[%d/%d] %s ".formatted(results.size() + 1, makers.size(), testCase.id()));
				CaseResult result = rounds.run(testCase);
				this.console.table(result);
				results.add(result);
			}
		}
		return results;
	}

	private List<MemoryResult> measureMemory(Venue venue) {
		if (!this.options.cases().matcher("memory").find()) {
			return List.of();
		}
		this.console.line("%nMemory in Redis");
		List<MemoryResult> results = new MemoryUse(venue.contestants(), venue.control(), this.options.effort())
			.measure();
		this.console.memory(results);
		return results;
	}

	private Map<String, String> setting(List<Venue> venues) {
		Map<String, String> setting = new LinkedHashMap<>();
		setting.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		setting.put("redis", venues.stream().map(Venue::description).collect(Collectors.joining("; ")));
		venues.get(0)
			.redis()
			.roundTrip()
			.ifPresent((time) -> setting.put("round trip", "%.3f ms".formatted(time.toNanos() / 1e6)));
		setting.put("java", Runtime.version().toString());
		setting.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
				+ Runtime.getRuntime().availableProcessors() + " processors");
		setting.put("rounds", Integer.toString(this.options.effort().rounds()));
		return setting;
	}

}
