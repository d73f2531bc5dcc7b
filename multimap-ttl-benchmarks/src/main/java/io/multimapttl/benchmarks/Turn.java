package io.multimapttl.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.multimapttl.benchmarks.report.Figures;
import io.multimapttl.benchmarks.server.Control;
import io.multimapttl.benchmarks.server.ServerCost;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One turn of a participant: calls until the time is up, the state restored whenever it
 * has to be.
 */
final class Turn {

	/** Keeps the threads from touching the same names at the same time. */
	private static final int APART = 10_007;

	private final Case testCase;

	private final Load load;

	private final Control control;

	private final ExecutorService threads;

	private final long length;

	private final Latencies latencies = new Latencies();

	private final List<ServerCost> serverCosts = new ArrayList<>();

	private long busyNanos;

	private ClientCost clientCost = ClientCost.NONE;

	Turn(Case testCase, Participant participant, ExecutorService threads, Duration length) {
		this.testCase = testCase;
		this.load = participant.load();
		this.control = participant.control();
		this.threads = threads;
		this.length = length.toNanos();
	}

	Figures take() {
		long end = System.nanoTime() + this.length;
		boolean checked = false;
		do {
			int calls = sweep(end);
			if (!checked) {
				this.load.check(calls);
				checked = true;
			}
			this.load.restore(calls);
		}
		while (System.nanoTime() < end);
		this.load.rest();
		return figures();
	}

	private int sweep(long end) {
		Supplier<ServerCost> serverCost = this.control.measure();
		ClientCost clientBefore = ClientCost.now();
		int callsBefore = this.latencies.count();
		if (this.testCase.threads() == 1) {
			callInRow(end);
		}
		else if (this.load.isReactive()) {
			callInFlight(end);
		}
		else {
			callInParallel(end);
		}
		this.clientCost = this.clientCost.plusSince(clientBefore, ClientCost.now());
		this.serverCosts.add(serverCost.get());
		return this.latencies.count() - callsBefore;
	}

	private void callInRow(long end) {
		Latencies row = callInRow(0, end);
		this.latencies.addAll(row);
		this.busyNanos += row.sumNanos();
	}

	private void callInParallel(long end) {
		long start = System.nanoTime();
		for (Latencies row : awaitAll(startAll(end))) {
			this.latencies.addAll(row);
		}
		this.busyNanos += System.nanoTime() - start;
	}

	private List<Future<Latencies>> startAll(long end) {
		List<Future<Latencies>> rows = new ArrayList<>();
		for (int thread = 0; thread < this.testCase.threads(); thread++) {
			int first = thread * APART;
			Callable<Latencies> row = () -> callInRow(first, end);
			rows.add(this.threads.submit(row));
		}
		return rows;
	}

	private static List<Latencies> awaitAll(List<Future<Latencies>> rows) {
		List<Latencies> all = new ArrayList<>();
		try {
			for (Future<Latencies> row : rows) {
				all.add(row.get());
			}
			return all;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A thread failed", ex.getCause());
		}
	}

	/**
	 * As many rows of calls as there would be threads, all of one subscriber: in each row
	 * the next call starts on the thread that the reply before came on.
	 */
	private void callInFlight(long end) {
		long start = System.nanoTime();
		Flux.range(0, this.testCase.threads())
			.flatMap((row) -> startInRow(row * APART, end), this.testCase.threads())
			.doOnNext(this.latencies::addAll)
			.blockLast();
		this.busyNanos += System.nanoTime() - start;
	}

	private Mono<Latencies> startInRow(int first, long end) {
		Latencies row = new Latencies();
		Mono<?> timed = Mono.defer(() -> {
			long before = System.nanoTime();
			return this.load.start(first + row.count()).doOnTerminate(() -> row.add(System.nanoTime() - before));
		});
		return timed.repeat(() -> System.nanoTime() < end).then(Mono.just(row));
	}

	private Latencies callInRow(int first, long end) {
		Latencies row = new Latencies();
		int most = this.load.callsInRow();
		long before = System.nanoTime();
		do {
			this.load.call(first + row.count());
			long after = System.nanoTime();
			row.add(after - before);
			before = after;
		}
		while (row.count() < most && before < end);
		return row;
	}

	private Figures figures() {
		double operations = (double) this.latencies.count() * this.testCase.operationsPerCall();
		ServerCost serverCost = this.serverCosts.stream().reduce(ServerCost::plus).orElseThrow();
		return new Figures(operations / this.busyNanos * 1e9, this.latencies.percentileMicros(0.5),
				this.latencies.percentileMicros(0.99), this.clientCost.cpuMicros() / operations,
				serverCost.cpuMicros().stream().map((micros) -> micros / operations).toList(),
				serverCost.executionMicros() / operations, this.clientCost.allocatedBytes() / operations);
	}

}
