package io.multimapttl.sample.imports;

import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

import io.multimapttl.sample.BoardName;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

/**
 * Reads couriers from a CSV line by line. Each line has a zone and a courier. The heading
 * {@code zone,courier} is optional.
 */
class CourierCsv implements Iterator<CourierCsv.Line>, AutoCloseable {

	static final String HEADING = "zone,courier";

	private static final ObjectReader reader = CsvMapper.builder()
		.enable(CsvReadFeature.WRAP_AS_ARRAY, CsvReadFeature.SKIP_EMPTY_LINES, CsvReadFeature.TRIM_SPACES)
		.build()
		.readerFor(String[].class);

	private final MappingIterator<String[]> rows;

	private long read;

	private @Nullable Line next;

	CourierCsv(InputStream csv) {
		this.rows = reader.readValues(csv);
		String[] first = nextRow();
		if (first != null) {
			this.next = HEADING.equals(String.join(",", first)) ? nextLine() : line(first);
		}
	}

	@Override
	public boolean hasNext() {
		return this.next != null;
	}

	@Override
	public Line next() {
		Line line = this.next;
		if (line == null) {
			throw new NoSuchElementException();
		}
		this.read++;
		this.next = nextLine();
		return line;
	}

	/**
	 * Returns how many couriers have been read.
	 */
	long read() {
		return this.read;
	}

	private @Nullable Line nextLine() {
		String[] row = nextRow();
		return (row != null) ? line(row) : null;
	}

	private String @Nullable [] nextRow() {
		try {
			return this.rows.hasNextValue() ? this.rows.nextValue() : null;
		}
		catch (JacksonIOException ex) {
			// Not a mistake in the file: the client has closed the connection
			throw ex;
		}
		catch (JacksonException ex) {
			throw new BadCsvException(lineNumber(), "is no CSV", ex);
		}
	}

	private Line line(String[] row) {
		if (row.length != 2) {
			throw new BadCsvException(lineNumber(), "must be a zone and a courier, such as Harbour,Ada", null);
		}
		for (String name : row) {
			if (name.isBlank() || name.length() > BoardName.MAX_LENGTH) {
				throw new BadCsvException(lineNumber(),
						"has a name that is blank or longer than " + BoardName.MAX_LENGTH + " characters", null);
			}
		}
		return new Line(row[0], row[1]);
	}

	/**
	 * Returns the number of the last line that was read. The reader may already be behind
	 * the end of that line.
	 */
	private long lineNumber() {
		TokenStreamLocation location = this.rows.currentLocation();
		return (location.getColumnNr() > 1) ? location.getLineNr() : location.getLineNr() - 1;
	}

	@Override
	public void close() {
		this.rows.close();
	}

	/**
	 * A line.
	 *
	 * @param zone the zone
	 * @param courier the courier
	 */
	record Line(String zone, String courier) {

	}

}
