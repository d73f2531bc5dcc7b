package io.multimapttl.sample.imports;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.sample.board.CourierBoard;
import io.multimapttl.sample.inside.PlainSets;

import org.springframework.stereotype.Service;

/**
 * Puts couriers on the board in bulk, as at the start of a shift.
 * <p>
 * Shows {@code addMany} of a stream: however long the file is, only a window of it is in
 * memory at a time. Lines are read as Redis takes them, straight off the network.
 */
@Service
class CourierImport {

	private static final int BATCH = 2000;

	private final MultiMapWithTTL<String> couriers;

	private final CourierBoard board;

	private final PlainSets plainSets;

	private final AtomicBoolean running = new AtomicBoolean();

	private volatile Progress progress = new Progress(false, 0, 0, 0);

	CourierImport(MultiMapWithTTL<String> couriers, CourierBoard board, PlainSets plainSets) {
		this.couriers = couriers;
		this.board = board;
		this.plainSets = plainSets;
	}

	/**
	 * Imports lines of zone and courier. What stands before a line that cannot be read
	 * has been imported when the exception is thrown.
	 * @param csv the lines
	 * @param ttl for how long the couriers are on the board
	 * @return what was done
	 */
	Progress importAll(InputStream csv, Duration ttl) {
		if (!this.running.compareAndSet(false, true)) {
			throw new ImportRunningException();
		}
		long start = System.nanoTime();
		Set<String> zones = new HashSet<>();
		try (CourierCsv lines = new CourierCsv(csv)) {
			this.progress = new Progress(true, 0, 0, 0);
			long added = this.couriers.addMany(batches(lines).peek((batch) -> {
				zones.addAll(batch.keySet());
				this.plainSets.add(batch);
				this.progress = new Progress(true, lines.read(), 0, millisSince(start));
			}).flatMap((batch) -> batch.entrySet().stream()), ttl);
			this.progress = new Progress(false, lines.read(), added, millisSince(start));
			return this.progress;
		}
		finally {
			this.board.keepOpen(zones, ttl);
			this.progress = this.progress.stopped();
			this.running.set(false);
		}
	}

	/**
	 * Returns how far the import is that runs, or how the last one went.
	 */
	Progress progress() {
		return this.progress;
	}

	/**
	 * Groups lines by zone, some thousand at a time: a name with many values costs Redis
	 * less than as many times the name with one.
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
	 * How far an import is.
	 *
	 * @param running whether it goes on
	 * @param lines how many lines have been read
	 * @param added how many couriers were new in their zone; known at the end
	 * @param millis how long it has taken
	 */
	record Progress(boolean running, long lines, long added, long millis) {

		Progress stopped() {
			return new Progress(false, this.lines, this.added, this.millis);
		}

	}

}
