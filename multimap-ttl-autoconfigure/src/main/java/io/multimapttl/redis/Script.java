package io.multimapttl.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.script.DigestUtils;

/**
 * The Lua scripts, one per kind of operation. What each takes and replies stands at its
 * head.
 *
 * @see <a href="https://redis.io/docs/latest/develop/programmability/eval-intro/">Redis
 * scripting</a>
 */
enum Script {

	ADD(read("now") + read("add_one") + read("write")), ADD_EXPIRING(true), ADD_IF_ABSENT(true), EXPIRE(true),
	REMOVE(true), PURGE(true), DELETE(false), GET(read("now") + read("get_few") + read("read")),
	LIVE(read("now") + read("live_one") + read("read")), LATEST(read("now") + read("read")), SCAN(false), SCORE(false),
	SIZE(false), DESCRIBE(false), PERMISSIONS(""), ADD_BOUNDED(read("now") + unlessItFits(), "add_bounded"),
	ADD_BOUNDED_IF_ABSENT(read("now") + read("absent") + unlessItFits(), "add_bounded"),
	ADD_AND_COUNT(read("now") + read("write") + read("put")), REMOVE_AND_COUNT(true);

	private static final Pattern COMMAND = Pattern.compile("call\\('([A-Z]+)'");

	private final byte[] text;

	private final String sha1;

	Script(boolean writes) {
		this(read("now") + (writes ? read("write") : ""));
	}

	Script(String before) {
		this(before, null);
	}

	Script(String before, @Nullable String file) {
		String text = before + read((file != null) ? file : name().toLowerCase(Locale.ROOT));
		this.text = text.getBytes(StandardCharsets.US_ASCII);
		this.sha1 = DigestUtils.sha1DigestAsHex(text);
	}

	byte[] text() {
		return this.text;
	}

	/**
	 * Returns whether the script only reads, and needs nothing that one server alone
	 * knows: the cursor of a scan means something else on each.
	 * @return whether a replica could run it
	 */
	boolean isRead() {
		return switch (this) {
			case GET, LIVE, LATEST, SCORE, SIZE, DESCRIBE -> true;
			default -> false;
		};
	}

	/**
	 * Returns whether the script tells so much that the answer of a second run, where the
	 * driver sends it again, would be a wrong one.
	 * @return whether the caller must not get such an answer
	 */
	boolean answersOnce() {
		return this == ADD_AND_COUNT || this == REMOVE_AND_COUNT;
	}

	/**
	 * Returns whether the script is told how many bytes it may read.
	 * @return whether that is its third argument
	 */
	boolean isBounded() {
		return this == GET || this == LIVE || this == LATEST;
	}

	String sha1() {
		return this.sha1;
	}

	/**
	 * Returns the commands that the script may run.
	 * @param serverClock whether it reads the server's clock, or is given the moment
	 * @return the names of the commands
	 */
	Set<String> commands(boolean serverClock) {
		return commands(new String(this.text, StandardCharsets.US_ASCII), serverClock);
	}

	/**
	 * Returns the commands that a line of the script may run.
	 * @param line the line, from 1 on
	 * @param serverClock whether the script reads the server's clock, or is given the
	 * moment
	 * @return the names of the commands, none if there is no such line
	 */
	Set<String> commands(int line, boolean serverClock) {
		List<String> lines = new String(this.text, StandardCharsets.US_ASCII).lines().toList();
		return (line > 0 && line <= lines.size()) ? commands(lines.get(line - 1), serverClock) : Set.of();
	}

	private static Set<String> commands(String text, boolean serverClock) {
		Set<String> commands = COMMAND.matcher(text)
			.results()
			.map((command) -> command.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		if (text.contains("call(pexpire")) {
			commands.add(serverClock ? "PEXPIREAT" : "PEXPIRE");
		}
		if (!serverClock) {
			commands.remove("TIME");
		}
		return commands;
	}

	/**
	 * Returns what stands before the script that adds to names with a limit: all that
	 * adds without one, for values that surely fit.
	 */
	private static String unlessItFits() {
		return read("fits") + "if fits then\n" + read("add_one") + "end\n" + read("write") + "if fits then\n"
				+ read("add") + "end\n" + read("put");
	}

	/**
	 * Reads a script without comments and indentation: in a pipeline its text travels
	 * with every call.
	 */
	private static String read(String name) {
		try {
			return new ClassPathResource(name + ".lua", Script.class).getContentAsString(StandardCharsets.US_ASCII)
				.lines()
				.map((line) -> line.replaceFirst("--.*", "").strip())
				.filter((line) -> !line.isEmpty())
				.collect(Collectors.joining("\n", "", "\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
