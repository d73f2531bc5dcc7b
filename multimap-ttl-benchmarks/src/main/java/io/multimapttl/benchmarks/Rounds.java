package io.multimapttl.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.multimapttl.benchmarks.report.CaseResult;
import io.multimapttl.benchmarks.report.Console;
import io.multimapttl.benchmarks.report.Figures;
import io.multimapttl.benchmarks.report.Standing;

/**
 * Lets the participants of a case take turns, round by round. Each round has another
 * order, so that nobody always comes after the same one.
 */
final class Rounds implements AutoCloseable {

	private static final int MOST_THREADS = 64;

	/** Cases whose calls take long need fewer rounds to warm up. */
	private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);

	private final Effort effort;

	private final Console console;

	private final ExecutorService threads = Executors.newFixedThreadPool(MOST_THREADS);

	private final Random random = new Random(1);

	private List<Participant> order = List.of();

	Rounds(Effort effort, Console console) {
		this.effort = effort;
		this.console = console;
	}

	CaseResult run(Case testCase) {
		List<Standing> standings = new ArrayList<>();
		for (List<Participant> group : testCase.groups()) {
			standings.addAll(run(testCase, group));
		}
		return new CaseResult(testCase.id(), testCase.threads(), testCase.unit(), standings);
	}

	private List<Standing> run(Case testCase, List<Participant> group) {
		try {
			group.forEach((participant) -> participant.load().prepare());
			warmUp(testCase, group);
			Map<String, List<Figures>> figures = new LinkedHashMap<>();
			for (int i = 0; i < this.effort.rounds(); i++) {
				this.console.progress(".");
				round(testCase, order(group, i))
					.forEach((label, turn) -> figures.computeIfAbsent(label, (absent) -> new ArrayList<>()).add(turn));
			}
			return group.stream()
				.map(Participant::label)
				.map((label) -> Standing.of(label, figures.getOrDefault(label, List.of())))
				.toList();
		}
		finally {
			group.forEach((participant) -> participant.load().finish());
		}
	}

	private void warmUp(Case testCase, List<Participant> group) {
		long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
		for (int i = 0; i < this.effort.warmUpRounds() && System.nanoTime() < end; i++) {
			this.console.progress("w");
			round(testCase, order(group, i));
		}
	}

	private List<Participant> order(List<Participant> group, int round) {
		if (round % 2 == 0) {
			this.order = new ArrayList<>(group);
			Collections.shuffle(this.order, this.random);
		}
		else {
			Collections.reverse(this.order);
		}
		return this.order;
	}

	private Map<String, Figures> round(Case testCase, List<Participant> order) {
		Duration length = this.effort.turn();
		Map<String, Figures> figures = new LinkedHashMap<>();
		for (Participant participant : order) {
			Turn turn = new Turn(testCase, participant, this.threads, length);
			figures.put(participant.label(), take(turn, participant));
		}
		return figures;
	}

	private static Figures take(Turn turn, Participant participant) {
		try {
			return turn.take();
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("It was the turn of " + participant.label(), ex);
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
