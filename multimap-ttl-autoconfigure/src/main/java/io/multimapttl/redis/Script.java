package io.multimapttl.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

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

	ADD(true), ADD_EXPIRING(true), ADD_IF_ABSENT(true), EXPIRE(true), REMOVE(true), PURGE(true), DELETE(false),
	GET(false), LIVE(false), LATEST(false), SCORE(false), SIZE(false), DESCRIBE(false);

	private final byte[] text;

	private final String sha1;

	Script(boolean writes) {
		String text = read("now") + (writes ? read("write") : "") + read(name().toLowerCase(Locale.ROOT));
		this.text = text.getBytes(StandardCharsets.US_ASCII);
		this.sha1 = DigestUtils.sha1DigestAsHex(text);
	}

	byte[] text() {
		return this.text;
	}

	String sha1() {
		return this.sha1;
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
