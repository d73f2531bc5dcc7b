package io.multimapttl.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text: the first, which has no heading, to the left, all others to the right.
 */
final class Table {

	private final List<String[]> rows = new ArrayList<>();

	private final int[] widths;

	Table(String... headings) {
		this.widths = new int[headings.length + 1];
		row("", headings);
	}

	void row(String label, String... cells) {
		String[] row = new String[this.widths.length];
		row[0] = label;
		System.arraycopy(cells, 0, row, 1, cells.length);
		for (int i = 0; i < row.length; i++) {
			this.widths[i] = Math.max(this.widths[i], row[i].length());
		}
		this.rows.add(row);
	}

	List<String> lines() {
		return this.rows.stream().map(this::line).toList();
	}

	private String line(String[] row) {
		StringBuilder line = new StringBuilder("  ").append(row[0]).append(blanks(0, row));
		for (int i = 1; i < row.length; i++) {
			line.append("  ").append(blanks(i, row)).append(row[i]);
		}
		return line.toString();
	}

	private String blanks(int column, String[] row) {
		return " ".repeat(this.widths[column] - row[column].length());
	}

}
