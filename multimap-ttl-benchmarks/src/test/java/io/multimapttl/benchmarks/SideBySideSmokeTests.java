package io.multimapttl.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.RunResult;
import io.multimapttl.benchmarks.report.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Runs everything that is compared, for a moment: no figure is looked at.
 */
class SideBySideSmokeTests {

	private final ByteArrayOutputStream console = new ByteArrayOutputStream();

	@TempDir
	private Path folder;

	@Test
	void everyCaseRunsOnASingleServer() throws Exception {
		RunResult result = run("--smoke");
		assertThat(result.cases()).hasSizeGreaterThan(20)
			.allSatisfy((testCase) -> assertThat(testCase.standings()).isNotEmpty());
		assertThat(result.targets()).hasSizeGreaterThan(20);
		assertThat(result.memory()).isNotEmpty();
		assertThat(this.folder.resolve("side-by-side.json")).content().contains("addMany-1000x3");
		assertThat(this.folder.resolve("side-by-side.svg")).content().startsWith("<svg").contains("add-64-threads");
		assertThat(this.console.toString(StandardCharsets.UTF_8)).contains("ahead by", "at least 2.20 x");
	}

	@Test
	void everyContestantRunsOnACluster() throws Exception {
		RunResult result = run("--smoke", "--cluster", "--cases",
				"^(addMany-100x50|getMany-10x3|add-8|get-1-|reactive)");
		assertThat(result.cases()).extracting(CaseResult::id)
			.containsExactly("addMany-100x50", "getMany-10x3", "add-8-threads", "get-1-thread",
					"reactive-addMany-1000x1", "reactive-getMany-1000x1", "reactive-addMany-1000x3",
					"reactive-getMany-1000x3", "reactive-add-64", "reactive-get-64");
		assertThat(result.memory()).isEmpty();
	}

	@Test
	void everythingRunsOnServersThatAreFarAway() throws Exception {
		RunResult result = run("--smoke", "--cluster", "--round-trip", "3ms", "--cases", "^(getMany-10x1|add-1-)");
		assertThat(result.cases()).extracting(CaseResult::id).containsExactly("getMany-10x1", "add-1-thread");
		assertThat(result.setting()).containsKey("round trip");
	}

	@Test
	void anotherBuildTakesTurnsWithThisOne() throws Exception {
		URI build = MultiMapWithTTL.class.getProtectionDomain().getCodeSource().getLocation().toURI();
		RunResult result = run("--smoke", "--beside", Path.of(build).toString(), "--cases",
				"^(addMany-1000x3|getManyWithExpiry-1000x1|add-64|get-1-|observed)");
		assertThat(result.cases()).hasSize(4)
			.allSatisfy((testCase) -> assertThat(testCase.standings()).extracting(Standing::participant)
				.containsExactly("multimap-ttl", "other-build"));
		assertThat(this.console.toString(StandardCharsets.UTF_8)).contains("This build beside the other");
	}

	@Test
	void reactiveFormsOfBothBuildsTakeTurns() throws Exception {
		URI build = MultiMapWithTTL.class.getProtectionDomain().getCodeSource().getLocation().toURI();
		RunResult result = run("--smoke", "--beside", Path.of(build).toString(), "--cases", "^reactive");
		assertThat(result.cases()).hasSize(6)
			.allSatisfy((testCase) -> assertThat(testCase.standings()).extracting(Standing::participant)
				.containsExactly("multimap-ttl-reactive", "other-build"));
	}

	@Test
	void clustersOfSeveralSizesTakeTurns() throws Exception {
		RunResult result = run("--smoke", "--masters", "1,2", "--cases", "^addMany-1000x1$");
		assertThat(result.cases()).flatExtracting(CaseResult::standings)
			.extracting(Standing::participant, (standing) -> standing.median().masterCpuMicros().size())
			.containsExactly(tuple("1 master", 1), tuple("2 masters", 2));
	}

	private RunResult run(String... args) throws Exception {
		String[] all = new String[args.length + 2];
		System.arraycopy(args, 0, all, 0, args.length);
		all[args.length] = "--out";
		all[args.length + 1] = this.folder.toString();
		return new SideBySide(Options.parse(all), new PrintStream(this.console, true, StandardCharsets.UTF_8)).run();
	}

}
