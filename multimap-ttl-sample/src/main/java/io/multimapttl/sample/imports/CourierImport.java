package io.multimapttl.sample.imports;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.sample.board.CourierBoard;
import io.multimapttl.sample.inside.PlainSets;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/**
 * Puts many couriers on the board at once, as at the start of a shift.
 * <p>
 * Shows {@code addMany} with a stream: however long the file is, only a small part of it
 * is in memory at a time. Lines are read from the network as fast as Redis accepts them.
 */
@Service
class CourierImport {

	private static final int BATCH = 2000;

	private static final Duration LONGEST = Duration.ofMinutes(2);

	private final MultiMapWithTTL<String> couriers;

	private final CourierBoard board;

	private final PlainSets plainSets;

	private final Duration longest;

	private final AtomicBoolean running = new AtomicBoolean();

	private volatile Progress progress = new Progress(false, 0, 0, 0);

	@Autowired
	CourierImport(MultiMapWithTTL<String> couriers, CourierBoard board, PlainSets plainSets) {
		this(couriers, board, plainSets, LONGEST);
	}

	CourierImport(MultiMapWithTTL<String> couriers, CourierBoard board, PlainSets plainSets, Duration longest) {
		this.couriers = couriers;
		this.board = board;
		this.plainSets = plainSets;
		this.longest = longest;
	}

	/**
	 * Imports lines with a zone and a courier. If a line cannot be read, the lines before
	 * it have been imported when the exception is thrown.
	 * @param csv the lines
	 * @param ttl how long the couriers stay on the board
	 * @return the result
	 */
	Progress importAll(InputStream csv, Duration ttl) {
		if (!this.running.compareAndSet(false, true)) {
			throw new ImportRunningException();
		}
		long start = System.nanoTime();
		try (CourierCsv lines = new CourierCsv(new TimedInput(csv, this.longest))) {
			this.progress = new Progress(true, 0, 0, 0);
			long added = this.couriers.addMany(batches(lines).peek((batch) -> {
				this.board.keepOpen(batch.keySet(), ttl);
				this.plainSets.add(batch);
				this.progress = new Progress(true, lines.read(), 0, millisSince(start));
			}).flatMap((batch) -> batch.entrySet().stream()), ttl);
			this.progress = new Progress(false, lines.read(), added, millisSince(start));
			return this.progress;
		}
		finally {
			this.progress = this.progress.stopped();
			this.running.set(false);
		}
	}

	/**
	 * Returns the progress of the running import, or the result of the last one.
	 */
	Progress progress() {
		return this.progress;
	}

	/**
	 * Groups lines by zone, some thousand at a time. To write many values of one name at
	 * once costs Redis less than to write them one by one.
	 */
	private static Stream<Map<String, Collection<String>>> batches(Iterator<CourierCsv.Line> lines) {
		Iterator<Map<String, Collection<String>>> batches = new Iterator<>() {

			@Override
			public boolean hasNext() {
				return lines.hasNext();
			}

			@Override
			public Map<String, Collection<String>> next() {
				Map<String, Collection<String>> batch = new LinkedHashMap<>();
				for (int i = 0; i < BATCH && lines.hasNext(); i++) {
					CourierCsv.Line line = lines.next();
					batch.computeIfAbsent(line.zone(), (zone) -> new ArrayList<>()).add(line.courier());
				}
				return batch;
			}

		};
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(batches, Spliterator.NONNULL), false);
	}

	private static long millisSince(long start) {
		return Duration.ofNanos(System.nanoTime() - start).toMillis();
	}

	/**
	 * Progress of an import.
	 *
	 * @param running whether it is running
	 * @param lines how many lines have been read
	 * @param added how many couriers were new in their zone; known only at the end
	 * @param millis how long it has taken
	 */
	record Progress(boolean running, long lines, long added, long millis) {

		Progress stopped() {
			return new Progress(false, this.lines, this.added, this.millis);
		}

	}

}
