package io.multimapttl.sample.imports;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import io.multimapttl.sample.BoardName;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvFactory;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

/**
 * Reads couriers from a CSV line by line. Each line has a zone and a courier. The heading
 * {@code zone,courier} is optional.
 * <p>
 * A line is read value by value and refused at the first one that is too long or too
 * many, so that no line needs much memory, however long it is.
 */
class CourierCsv implements Iterator<CourierCsv.Line>, AutoCloseable {

	static final String HEADING = "zone,courier";

	/**
	 * More than a name may have, because blanks around it are no part of it.
	 */
	private static final int LONGEST_VALUE = 1000;

	private static final String TOO_LONG = "has a name that is blank or longer than " + BoardName.MAX_LENGTH
			+ " characters";

	private static final ObjectReader reader = CsvMapper
		.builder(CsvFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LONGEST_VALUE).build())
			.build())
		.enable(CsvReadFeature.SKIP_EMPTY_LINES, CsvReadFeature.TRIM_SPACES)
		.build()
		.reader();

	private final JsonParser values;

	private long read;

	private @Nullable Line next;

	CourierCsv(InputStream csv) {
		this.values = reader.createParser(csv);
		List<String> first = nextRow();
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
		List<String> row = nextRow();
		return (row != null) ? line(row) : null;
	}

	private @Nullable List<String> nextRow() {
		try {
			if (this.values.nextToken() != JsonToken.START_ARRAY) {
				return null;
			}
			List<String> row = new ArrayList<>(2);
			while (row.size() <= 2 && this.values.nextToken() == JsonToken.VALUE_STRING) {
				row.add(this.values.getString());
			}
			return row;
		}
		catch (JacksonIOException ex) {
			// Not a mistake in the file: the client has closed the connection
			throw ex;
		}
		catch (StreamConstraintsException ex) {
			throw new BadCsvException(lineNumber(), TOO_LONG, ex);
		}
		catch (JacksonException ex) {
			throw new BadCsvException(lineNumber(), "is no CSV", ex);
		}
	}

	private Line line(List<String> row) {
		if (row.size() != 2) {
			throw new BadCsvException(lineNumber(), "must be a zone and a courier, such as Harbour,Ada", null);
		}
		if (row.stream().anyMatch((name) -> name.isBlank() || name.length() > BoardName.MAX_LENGTH)) {
			throw new BadCsvException(lineNumber(), TOO_LONG, null);
		}
		return new Line(row.get(0), row.get(1));
	}

	/**
	 * Returns the number of the last line that was read. The reader may already be behind
	 * the end of that line.
	 */
	private long lineNumber() {
		TokenStreamLocation location = this.values.currentLocation();
		return (location.getColumnNr() > 1) ? location.getLineNr() : location.getLineNr() - 1;
	}

	@Override
	public void close() {
		this.values.close();
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
