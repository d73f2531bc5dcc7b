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

import io.multimapttl.benchmarks.contestant.Contestants;
import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.Console;
import io.multimapttl.benchmarks.report.MemoryResult;
import io.multimapttl.benchmarks.report.ResultFiles;
import io.multimapttl.benchmarks.report.RunResult;
import io.multimapttl.benchmarks.report.TargetResult;
import io.multimapttl.benchmarks.server.Control;
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
		try (RedisUnderTest redis = redis();
				Control control = new Control(redis.addressForControl());
				Contestants contestants = new Contestants(redis.address(), this.options.beside())) {
			Map<String, String> setting = setting(control);
			redis.roundTrip().ifPresent((time) -> setting.put("round trip", "%.3f ms".formatted(time.toNanos() / 1e6)));
			RunResult result = run(setting, control, contestants);
			new ResultFiles(this.options.out()).write(result);
			this.console.line("%nThe results are in %s", this.options.out().toAbsolutePath());
			return result;
		}
	}

	private RedisUnderTest redis() {
		return (this.options.redis() != null) ? RedisUnderTest.running(this.options.redis(), this.options.cluster())
				: RedisUnderTest.start(this.options.server(), this.options.masters(), this.options.roundTrip());
	}

	private RunResult run(Map<String, String> setting, Control control, Contestants contestants) {
		setting.forEach((name, value) -> this.console.line("%-10s %s", name, value));
		List<CaseResult> cases = runCases(control, contestants);
		if (this.options.beside() != null) {
			this.console.line("%nThis build beside the other: median of the rounds' ratios, 95 %% confidence interval");
			this.console.builds(cases);
		}
		List<MemoryResult> memory = measureMemory(control, contestants);
		List<TargetResult> targets = Targets.judge(this.options.cluster(), this.options.roundTrip(), cases);
		this.console.line("%nTargets, set for a quiet machine%s",
				this.options.effort().isFull() ? "" : " (a smoke run says nothing of them)");
		this.console.targets(targets);
		return new RunResult(setting, cases, memory, targets);
	}

	private List<CaseResult> runCases(Control control, Contestants contestants) {
		List<Supplier<Case>> makers = new Cases(new Starters(contestants, control), this.options.effort())
			.matching(this.options.cases());
		List<CaseResult> results = new ArrayList<>();
		try (Rounds rounds = new Rounds(this.options.effort(), control, this.console)) {
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

	private List<MemoryResult> measureMemory(Control control, Contestants contestants) {
		if (this.options.beside() != null || !this.options.cases().matcher("memory").find()) {
			return List.of();
		}
		this.console.line("%nMemory in Redis");
		List<MemoryResult> results = new MemoryUse(contestants, control, this.options.effort()).measure();
		this.console.memory(results);
		return results;
	}

	private Map<String, String> setting(Control control) {
		Map<String, String> setting = new LinkedHashMap<>();
		setting.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		setting.put("redis", control.version()
				+ (this.options.cluster() ? ", cluster of " + control.masters() + " masters" : ", single server"));
		setting.put("java", Runtime.version().toString());
		setting.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
				+ Runtime.getRuntime().availableProcessors() + " processors");
		setting.put("rounds", Integer.toString(this.options.effort().rounds()));
		return setting;
	}

}
