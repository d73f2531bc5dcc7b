package io.multimapttl.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Draws a bar for each participant of the cases that there are targets for, as long as
 * its throughput, compared with the best of the case.
 *
 * @see <a href="https://www.w3.org/TR/SVG2/">SVG</a>
 */
final class BarPicture {

	private static final int WIDTH = 880;

	private static final int LABEL_WIDTH = 250;

	private static final int FIGURE_WIDTH = 190;

	private static final int BAR = 14;

	private static final int LINE = 19;

	private static final int HEADING = 40;

	private final List<CaseResult> cases;

	private final StringBuilder svg = new StringBuilder();

	private int y;

	BarPicture(RunResult result) {
		Set<String> aimedAt = result.targets().stream().map(TargetResult::caseId).collect(Collectors.toSet());
		List<CaseResult> drawn = result.cases().stream().filter((drawable) -> aimedAt.contains(drawable.id())).toList();
		this.cases = drawn.isEmpty() ? result.cases() : drawn;
	}

	String svg() {
		this.cases.forEach(this::group);
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">
				<style>.heading { font-weight: 600; font-size: 14px } .own { fill: #2f6f4f } .other { fill: #a9b7c0 } .limit { fill: #e3ddcd }</style>
				<rect width="100%%" height="100%%" fill="#ffffff"/>
				%s</svg>
				"""
			.formatted(WIDTH, this.y + LINE, this.svg);
	}

	private void group(CaseResult result) {
		this.y += HEADING;
		text(10, "heading", "start", result.id() + ": " + result.unit() + " per second");
		double best = result.standings()
			.stream()
			.map(BarPicture::perSecond)
			.max(Comparator.naturalOrder())
			.orElseThrow();
		result.standings().forEach((standing) -> bar(result, standing, perSecond(standing) / best));
	}

	private void bar(CaseResult result, Standing standing, double part) {
		this.y += LINE;
		double length = part * (WIDTH - LABEL_WIDTH - FIGURE_WIDTH);
		text(LABEL_WIDTH - 8, "label", "end", standing.participant());
		append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n", kind(result, standing),
				LABEL_WIDTH, this.y - BAR + 3, length, BAR);
		String figure = String.format(Locale.ROOT, "%,.0f", perSecond(standing));
		boolean first = standing == result.standings().get(0);
		text(LABEL_WIDTH + length + 8, "figure", "start",
				first ? figure : figure + String.format(Locale.ROOT, " (%.2f x)", result.ratioTo(standing).median()));
	}

	private static String kind(CaseResult result, Standing standing) {
		if (standing.participant().equals("limit")) {
			return "limit";
		}
		return standing.participant().startsWith(result.standings().get(0).participant()) ? "own" : "other";
	}

	private static double perSecond(Standing standing) {
		return standing.median().perSecond();
	}

	private void text(double x, String kind, String anchor, String text) {
		append("<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", kind, x, this.y, anchor, text);
	}

	private void append(String format, Object... args) {
		this.svg.append(String.format(Locale.ROOT, format, args));
	}

}
