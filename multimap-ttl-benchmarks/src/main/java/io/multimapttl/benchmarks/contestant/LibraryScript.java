package io.multimapttl.benchmarks.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.multimapttl.benchmarks.server.Pipeline;
import io.multimapttl.benchmarks.server.RawConnection;
import io.multimapttl.redis.MultiMapWithTTLFactory;

import org.springframework.core.io.ClassPathResource;

/**
 * The scripts of this library, for those who want to send them by hand.
 */
final class LibraryScript {

	private LibraryScript() {
	}

	/**
	 * Loads a script on all masters.
	 * @param connection the connection to Redis
	 * @param parts the files that the script consists of
	 * @return the digest that it can be called by
	 */
	static String load(RawConnection connection, String... parts) {
		String text = Arrays.stream(parts).map(LibraryScript::readPart).collect(Collectors.joining("\n"));
		Pipeline pipeline = connection.pipeline();
		pipeline.sendToAll((commands) -> commands.scriptLoad(text));
		pipeline.await();
		return connection.sync().digest(text);
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
