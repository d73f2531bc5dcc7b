package io.multimapttl.benchmarks;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param redis the URL of a running Redis, or {@code null} to start one
 * @param server the executable to start, or {@code null} for the embedded one
 * @param masters how many masters the cluster has, or each of several; 0 for a single
 * server
 * @param roundTrip how long a round trip shall take, or {@code null} for as long as it
 * takes
 * @param beside the jar of another build of this library to compare this one with, or
 * {@code null} to compare it with its alternatives
 * @param effort how much is done to be sure
 * @param cases which cases to run
 * @param out the folder for the results
 */
record Options(@Nullable String redis, @Nullable String server, List<Integer> masters, @Nullable Duration roundTrip,
		@Nullable Path beside, Effort effort, Pattern cases, Path out) {

	static final String USAGE = """
			Options:
			  --server <file>      start this redis-server instead of the embedded one
			  --redis <url>        use this running Redis: redis://[:password@]host:port[/database]
			  --cluster            a cluster, of three masters if it is to be started
			  --masters <n>        start a cluster of so many masters; 1,3,6 compares clusters of each size
			  --round-trip <time>  delay what clients and servers say, so that a round trip takes 0.1ms, 1ms, 40ms...
			  --beside <jar>       compare with another build of multimap-ttl-autoconfigure instead of the alternatives
			  --rounds <n>         rounds that count, after those to warm up (10; 400 beside another build)
			  --cases <regex>      only cases whose names match, such as 'addMany|add-64'; 'memory' is one too
			  --smoke              only see that everything works: seconds, no figure can be trusted
			  --out <folder>       where side-by-side.json and side-by-side.svg go (target/side-by-side)
			""";

	private static final int MASTERS = 3;

	private static final Set<String> WITH_VALUE = Set.of("--server", "--redis", "--masters", "--round-trip", "--beside",
			"--rounds", "--cases", "--out");

	private static final Set<String> WITHOUT_VALUE = Set.of("--cluster", "--smoke");

	/**
	 * Reads a command line.
	 * @param args the arguments
	 * @return the options
	 * @throws IllegalArgumentException if there are others than {@link #USAGE} names
	 */
	static Options parse(String... args) {
		Map<String, String> given = given(args);
		Path beside = beside(given.get("--beside"));
		return new Options(given.get("--redis"), given.get("--server"), masters(given),
				roundTrip(given.get("--round-trip")), beside, effort(given, beside != null),
				Pattern.compile(given.getOrDefault("--cases", "")),
				Path.of(given.getOrDefault("--out", "target/side-by-side")));
	}

	private static Map<String, String> given(String... args) {
		Map<String, String> given = new HashMap<>();
		Iterator<String> words = List.of(args).iterator();
		while (words.hasNext()) {
			String option = words.next();
			given.put(option, value(option, words));
		}
		check(given);
		return given;
	}

	private static String value(String option, Iterator<String> words) {
		if (WITHOUT_VALUE.contains(option)) {
			return "";
		}
		if (!WITH_VALUE.contains(option)) {
			throw new IllegalArgumentException("There is no option '" + option + "'");
		}
		if (!words.hasNext()) {
			throw new IllegalArgumentException("The option '" + option + "' needs a value");
		}
		return words.next();
	}

	private static void check(Map<String, String> given) {
		for (String option : List.of("--server", "--masters", "--round-trip")) {
			if (given.containsKey("--redis") && given.containsKey(option)) {
				throw new IllegalArgumentException("The option '" + option + "' is for servers that are started");
			}
		}
		if (given.containsKey("--beside") && given.getOrDefault("--masters", "").contains(",")) {
			throw new IllegalArgumentException("The option '--beside' is for a cluster of one size");
		}
	}

	private static List<Integer> masters(Map<String, String> given) {
		String masters = given.get("--masters");
		if (masters == null) {
			return List.of(given.containsKey("--cluster") ? MASTERS : 0);
		}
		return Stream.of(masters.split(",", -1)).map((number) -> number("--masters", number, 0)).toList();
	}

	private static int number(String option, @Nullable String value, int byDefault) {
		if (value != null && !value.matches("[1-9][0-9]{0,4}")) {
			throw new IllegalArgumentException(
					"The option '" + option + "' needs a number above 0, not '" + value + "'");
		}
		return (value != null) ? Integer.parseInt(value) : byDefault;
	}

	private static @Nullable Duration roundTrip(@Nullable String time) {
		if (time != null && !time.matches("[0-9]{1,3}(\\.[0-9]{1,3})?ms")) {
			throw new IllegalArgumentException(
					"The option '--round-trip' needs a time such as '0.1ms', not '" + time + "'");
		}
		return (time != null) ? Duration.ofNanos(new BigDecimal(time.replace("ms", "")).movePointRight(6).longValue())
				: null;
	}

	private static @Nullable Path beside(@Nullable String jar) {
		if (jar != null && !Files.exists(Path.of(jar))) {
			throw new IllegalArgumentException("The option '--beside' needs a jar, and there is no '" + jar + "'");
		}
		return (jar != null) ? Path.of(jar) : null;
	}

	private static Effort effort(Map<String, String> given, boolean beside) {
		Effort full = beside ? Effort.fine() : Effort.full();
		Effort effort = given.containsKey("--smoke") ? Effort.smoke() : full;
		return effort.withRounds(number("--rounds", given.get("--rounds"), effort.rounds()));
	}

	/**
	 * Returns whether Redis is, or shall be, a cluster.
	 * @return {@code false} for a single server
	 */
	boolean cluster() {
		return this.masters.get(0) > 0;
	}

}
