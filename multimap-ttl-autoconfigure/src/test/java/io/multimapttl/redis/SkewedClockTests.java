package io.multimapttl.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.multimapttl.testsupport.RawKey;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisServer;
import io.multimapttl.testsupport.RedisTopology;
import io.multimapttl.testsupport.WriterProcess.Addition;
import io.multimapttl.testsupport.WriterProcess.Judge;
import io.multimapttl.testsupport.WriterProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Three application servers write to one name, and one of them has a wrong system clock:
 * no value is lost before its expiry, and none outlives it. The clock is made wrong by
 * libfaketime (the Debian package of that name); where it is not installed, these tests
 * are skipped.
 */
class SkewedClockTests {

	private static final Path LIBRARIES = Path.of("/usr/lib");

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@TempDir
	private Path directory;

	private final List<Reading> readings = new ArrayList<>();

	private String library;

	private RedisMultiMapWithTTL<String> multiMap;

	private RawKey key;

	@BeforeEach
	void findLibrary() throws IOException {
		Optional<Path> library = findFakeTime();
		assumeTrue(library.isPresent(), "libfaketime is not installed");
		this.library = library.orElseThrow().toString();
	}

	private static Optional<Path> findFakeTime() throws IOException {
		String configured = System.getProperty("multimap.ttl.test.faketime");
		if (configured != null) {
			return Optional.of(Path.of(configured));
		}
		if (!Files.isDirectory(LIBRARIES)) {
			return Optional.empty();
		}
		try (Stream<Path> architectures = Files.list(LIBRARIES)) {
			return architectures.map((directory) -> directory.resolve("faketime/libfaketimeMT.so.1"))
				.filter(Files::exists)
				.findFirst();
		}
	}

	@BeforeEach
	void createMultiMap() {
		this.multiMap = this.redis.multiMapFactory().create("map", String.class);
		this.key = this.redis.key(this.multiMap, WriterProcess.NAME);
	}

	@ParameterizedTest
	@ValueSource(ints = { -2, 2 })
	void writerWhoseClockIsHoursOffDoesNoHarm(int hours) throws Exception {
		List<Addition> additions = write(Judge.REDIS, skew("FAKETIME", "%+dh".formatted(hours)),
				Duration.ofHours(hours));
		assertThat(faults(additions)).isEmpty();
		Awaitility.await().untilAsserted(() -> assertThat(this.key.exists()).isFalse());
	}

	@Test
	void writerWhoseClockLeapsDoesNoHarm() throws Exception {
		Path offset = Files.writeString(this.directory.resolve("offset"), "-2h");
		Thread steps = new Thread(() -> leap(offset, "+2h", "-30m", "+0", "-1d", "+1h"));
		steps.start();
		try {
			List<Addition> additions = write(Judge.REDIS, skew("FAKETIME_TIMESTAMP_FILE", offset.toString()), null);
			assertThat(faults(additions)).isEmpty();
		}
		finally {
			steps.interrupt();
			steps.join();
		}
	}

	/**
	 * What the others are a test of: by its own clock the same writer purges what the
	 * others hold for live.
	 */
	@Test
	void writerThatJudgesByItsOwnClockWouldDoHarm() throws Exception {
		List<Addition> additions = write(Judge.ITSELF, skew("FAKETIME", "+2h"), Duration.ofHours(2));
		assertThat(faults(additions)).anyMatch((fault) -> fault.contains("right"));
	}

	/**
	 * The time of day only: with its fix for waiting threads, the library lets each wait
	 * too long.
	 */
	private Map<String, String> skew(String variable, String value) {
		return Map.of("LD_PRELOAD", this.library, variable, value, "FAKETIME_NO_CACHE", "1",
				"FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0");
	}

	private static void leap(Path offset, String... offsets) {
		try {
			for (int i = 0;; i++) {
				Thread.sleep(150);
				Path next = Files.writeString(offset.resolveSibling("next"), offsets[i % offsets.length]);
				Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
			}
		}
		catch (InterruptedException | IOException ex) {
			// It is over
		}
	}

	private List<Addition> write(Judge judge, Map<String, String> skew, Duration offset) throws Exception {
		List<Addition> additions = new ArrayList<>();
		RedisServer server = this.redis.server();
		String keyPrefix = this.redis.keyPrefix();
		try (WriterProcess right = WriterProcess.start("right", server, keyPrefix, Judge.REDIS, Map.of());
				WriterProcess other = WriterProcess.start("other", server, keyPrefix, Judge.REDIS, Map.of());
				WriterProcess wrong = WriterProcess.start("wrong", server, keyPrefix, judge, skew)) {
			List<WriterProcess> writers = List.of(right, other, wrong);
			right.awaitReady();
			other.awaitReady();
			Instant clock = wrong.awaitReady();
			if (offset != null) {
				assertThat(clock).isCloseTo(Instant.now().plus(offset), within(Duration.ofMinutes(1)));
			}
			for (WriterProcess writer : writers) {
				writer.go();
			}
			while (writers.stream().anyMatch(WriterProcess::isWriting)) {
				this.readings.add(read());
				Thread.sleep(5);
			}
			for (WriterProcess writer : writers) {
				additions.addAll(writer.additions());
			}
		}
		return additions;
	}

	private Reading read() {
		Instant before = this.key.now();
		Set<String> values = this.multiMap.get(WriterProcess.NAME);
		return new Reading(before, values, this.key.now());
	}

	private List<String> faults(List<Addition> additions) {
		assertThat(this.readings).hasSizeGreaterThan(50);
		List<String> faults = new ArrayList<>();
		Set<String> unknown = this.readings.stream()
			.flatMap((reading) -> reading.values().stream())
			.collect(Collectors.toCollection(HashSet::new));
		for (Addition addition : additions) {
			unknown.remove(addition.value());
			Instant earliestExpiry = addition.before().plus(addition.ttl());
			Instant latestExpiry = addition.after().plus(addition.ttl());
			for (Reading reading : this.readings) {
				boolean there = reading.values().contains(addition.value());
				if (!there && reading.before().isAfter(addition.after()) && reading.after().isBefore(earliestExpiry)) {
					faults.add(addition + " is missing in " + reading);
				}
				if (there && reading.before().isAfter(latestExpiry)) {
					faults.add(addition + " outlives its expiry in " + reading);
				}
			}
		}
		unknown.forEach((value) -> faults.add(value + " was never added"));
		return faults;
	}

	/**
	 * What a reader with a right clock saw.
	 *
	 * @param before Redis's time before the call
	 * @param values the values
	 * @param after Redis's time after the call
	 */
	private record Reading(Instant before, Set<String> values, Instant after) {

	}

}
