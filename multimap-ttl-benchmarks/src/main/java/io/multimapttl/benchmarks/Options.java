package io.multimapttl.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param redis the URL of a running Redis, or {@code null} to start one
 * @param cluster whether it is, or shall be, a cluster
 * @param beside the jar of another build of this library to compare this one with, or
 * {@code null} to compare it with its alternatives
 * @param effort how much is done to be sure
 * @param cases which cases to run
 * @param out the folder for the results
 */
record Options(@Nullable String redis, boolean cluster, @Nullable Path beside, Effort effort, Pattern cases, Path out) {

	static final String USAGE = """
			Options:
			  --redis <url>    measure on this Redis instead of starting one: redis://[:password@]host:port[/database]
			  --cluster        it is, or shall be, a cluster (of three masters)
			  --beside <jar>   compare with another build of multimap-ttl-autoconfigure instead of the alternatives
			  --rounds <n>     rounds that count, after those to warm up (10; 400 beside another build)
			  --cases <regex>  only cases whose names match, such as 'addMany|add-64'; 'memory' is one too
			  --smoke          only see that everything works: seconds, no figure can be trusted
			  --out <folder>   where side-by-side.json and side-by-side.svg go (target/side-by-side)
			""";

	private static final Set<String> WITH_VALUE = Set.of("--redis", "--beside", "--rounds", "--cases", "--out");

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
		return new Options(given.get("--redis"), given.containsKey("--cluster"), beside, effort(given, beside != null),
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

	private static @Nullable Path beside(@Nullable String jar) {
		if (jar != null && !Files.exists(Path.of(jar))) {
			throw new IllegalArgumentException("The option '--beside' needs a jar, and there is no '" + jar + "'");
		}
		return (jar != null) ? Path.of(jar) : null;
	}

	private static Effort effort(Map<String, String> given, boolean beside) {
		String rounds = given.get("--rounds");
		if (rounds != null && !rounds.matches("[1-9][0-9]{0,4}")) {
			throw new IllegalArgumentException("The option '--rounds' needs a number above 0, not '" + rounds + "'");
		}
		Effort full = beside ? Effort.fine() : Effort.full();
		Effort effort = given.containsKey("--smoke") ? Effort.smoke() : full;
		return (rounds != null) ? effort.withRounds(Integer.parseInt(rounds)) : effort;
	}

}
