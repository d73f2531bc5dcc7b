package io.multimapttl.benchmarks;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param redis the URL of a running Redis, or {@code null} to start one
 * @param cluster whether it is, or shall be, a cluster
 * @param rounds how many rounds count
 * @param cases which cases to run
 * @param smoke whether it is enough to see that everything works
 * @param out the folder for the results
 */
record Options(@Nullable String redis, boolean cluster, int rounds, Pattern cases, boolean smoke, Path out) {

	static final String USAGE = """
			Options:
			  --redis <url>    measure on this Redis instead of starting one: redis://[:password@]host:port[/database]
			  --cluster        it is, or shall be, a cluster (of three masters)
			  --rounds <n>     rounds that count, after those to warm up (10)
			  --cases <regex>  only cases whose names match, such as 'addMany|add-64'; 'memory' is one too
			  --smoke          only see that everything works: seconds, no figure can be trusted
			  --out <folder>   where side-by-side.json and side-by-side.svg go (target/side-by-side)
			""";

	/**
	 * Reads a command line.
	 * @param args the arguments
	 * @return the options
	 * @throws IllegalArgumentException if there are others than {@link #USAGE} names
	 */
	static Options parse(String... args) {
		Options options = new Options(null, false, 10, Pattern.compile(""), false, Path.of("target", "side-by-side"));
		Iterator<String> words = List.of(args).iterator();
		while (words.hasNext()) {
			options = options.with(words.next(), words);
		}
		return options;
	}

	private Options with(String option, Iterator<String> words) {
		return switch (option) {
			case "--redis" ->
				new Options(value(option, words), this.cluster, this.rounds, this.cases, this.smoke, this.out);
			case "--cluster" -> new Options(this.redis, true, this.rounds, this.cases, this.smoke, this.out);
			case "--rounds" ->
				new Options(this.redis, this.cluster, rounds(option, words), this.cases, this.smoke, this.out);
			case "--cases" -> new Options(this.redis, this.cluster, this.rounds, Pattern.compile(value(option, words)),
					this.smoke, this.out);
			case "--smoke" -> new Options(this.redis, this.cluster, this.rounds, this.cases, true, this.out);
			case "--out" -> new Options(this.redis, this.cluster, this.rounds, this.cases, this.smoke,
					Path.of(value(option, words)));
			default -> throw new IllegalArgumentException("There is no option '" + option + "'");
		};
	}

	private static int rounds(String option, Iterator<String> words) {
		String rounds = value(option, words);
		if (!rounds.matches("[1-9][0-9]{0,4}")) {
			throw new IllegalArgumentException(
					"The option '" + option + "' needs a number above 0, not '" + rounds + "'");
		}
		return Integer.parseInt(rounds);
	}

	private static String value(String option, Iterator<String> words) {
		if (!words.hasNext()) {
			throw new IllegalArgumentException("The option '" + option + "' needs a value");
		}
		return words.next();
	}

	Effort effort() {
		return this.smoke ? Effort.smoke() : Effort.full(this.rounds);
	}

}
