package io.multimapttl.benchmarks.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Tells the console how far the run is and what came out.
 */
public final class Console {

	private final PrintStream out;

	/**
	 * A console.
	 * @param out where to print
	 */
	public Console(PrintStream out) {
		this.out = out;
	}

	/**
	 * Prints a line.
	 * @param format the text, as {@link String#format} takes it
	 * @param args what to insert
	 */
	public void line(String format, Object... args) {
		this.out.println(String.format(Locale.ROOT, format, args));
	}

	/**
	 * Prints a sign of life, without a new line.
	 * @param sign the sign
	 */
	public void progress(String sign) {
		this.out.print(sign);
		this.out.flush();
	}

	/**
	 * Prints the result of a case.
	 * @param result the result
	 */
	public void table(CaseResult result) {
		boolean cluster = result.standings().stream().anyMatch((standing) -> isCluster(standing.median()));
		Table table = new Table(result.unit() + "/s", "lowest", "highest", "ahead by", "p50 us", "p99 us", "client us",
				"cpu us", "exec us", "bytes", cluster ? "cpu us of each master" : "");
		for (Standing standing : result.standings()) {
			Figures median = standing.median();
			table.row(standing.participant(), whole(median.perSecond()), whole(standing.lowestPerSecond()),
					whole(standing.highestPerSecond()), ratio(result.ratioTo(standing).median()),
					fine(median.p50Micros()), fine(median.p99Micros()), fine(median.clientCpuMicros()),
					fine(median.serverCpuMicros()), fine(median.executionMicros()), whole(median.allocatedBytes()),
					cluster ? ofMasters(median.masterCpuMicros()) : "");
		}
		line("");
		table.lines().forEach(this.out::println);
	}

	private static boolean isCluster(Figures figures) {
		return figures.masterCpuMicros().size() > 1;
	}

	private static String ofMasters(List<Double> figures) {
		return figures.stream().map(Console::fine).collect(Collectors.joining(" + "));
	}

	/**
	 * Prints what this build reached beside another one.
	 * @param results the cases, each with two participants
	 */
	public void builds(List<CaseResult> results) {
		Table table = new Table("unit", "this build", "other build", "ratio", "", "cpu ratio", "", "server ratio", "");
		for (CaseResult result : results) {
			Standing mine = result.standings().get(0);
			Standing other = result.standings().get(1);
			Ratio ratio = result.ratioTo(other);
			Ratio cpu = mine.cpuRatioTo(other);
			Ratio server = mine.serverCpuRatioTo(other);
			table.row(result.id(), result.unit() + "/s", whole(mine.median().perSecond()),
					whole(other.median().perSecond()), thousandths(ratio.median()), interval(ratio),
					thousandths(cpu.median()), interval(cpu), thousandths(server.median()), interval(server));
		}
		table.lines().forEach(this.out::println);
	}

	private static String interval(Ratio ratio) {
		return "(" + thousandths(ratio.low()) + " to " + thousandths(ratio.high()) + ")";
	}

	/**
	 * Prints what memory values take.
	 * @param results the results
	 */
	public void memory(List<MemoryResult> results) {
		Table table = new Table("values per name", "bytes per value", "MEMORY USAGE");
		results.forEach((result) -> table.row(result.keeper(), Integer.toString(result.valuesPerName()),
				fine(result.bytesPerValue()), fine(result.reckonedBytesPerValue())));
		table.lines().forEach(this.out::println);
	}

	/**
	 * Prints what became of the targets.
	 * @param results the results
	 */
	public void targets(List<TargetResult> results) {
		Table table = new Table("subject", "against", "figure", "target", "measured", "", "of the subject",
				"of the other");
		for (TargetResult result : results) {
			table.row(result.caseId(), result.subject(), result.against(), result.measure(),
					(result.atLeast() ? "at least " : "at most ") + ratio(result.bound()), ratio(result.ratio()),
					result.met() ? "met" : "MISSED", fine(result.figure()), fine(result.otherFigure()));
		}
		table.lines().forEach(this.out::println);
	}

	private static String whole(double figure) {
		return String.format(Locale.ROOT, "%,.0f", figure);
	}

	private static String fine(double figure) {
		return (figure < 1000) ? String.format(Locale.ROOT, "%.1f", figure) : whole(figure);
	}

	private static String thousandths(double figure) {
		return String.format(Locale.ROOT, "%.3f", figure);
	}

	private static String ratio(double figure) {
		return String.format(Locale.ROOT, "%.2f x", figure);
	}

}
