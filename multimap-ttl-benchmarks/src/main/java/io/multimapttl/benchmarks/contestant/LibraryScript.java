package io.multimapttl.benchmarks.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.multimapttl.redis.MultiMapWithTTLFactory;

import org.springframework.core.io.ClassPathResource;

/**
 * The scripts of this library, for those who want to send them by hand.
 */
final class LibraryScript {

	private LibraryScript() {
	}

	/**
	 * Reads a script.
	 * @param parts the files that it consists of
	 * @return its text
	 */
	static String read(String... parts) {
		return Arrays.stream(parts).map(LibraryScript::readPart).collect(Collectors.joining("\n"));
	}

	private static String readPart(String part) {
		try {
			return new ClassPathResource(part + ".lua", MultiMapWithTTLFactory.class)
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
