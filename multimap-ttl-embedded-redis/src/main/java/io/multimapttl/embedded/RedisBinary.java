package io.multimapttl.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The {@code redis-server} executable for one platform, as a class-path resource of
 * {@code org.signal:embedded-redis}.
 *
 * @param resource the name of the resource
 */
record RedisBinary(String resource) implements RedisLaunch.Executable {

	/**
	 * Returns the executable for the platform that this code runs on.
	 * @return the executable
	 * @throws EmbeddedRedisException if there is none for this platform
	 */
	static RedisBinary forThisPlatform() {
		return forPlatform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
	}

	static RedisBinary forPlatform(String osName, String osArch) {
		RedisBinary binary = find(osName, osArch);
		if (binary == null) {
			throw EmbeddedRedisException.withAlternatives(
					"There is no embedded redis-server for %s on %s, only for Linux and macOS on amd64 and arm64."
						.formatted(osName, osArch),
					"Run on one of these platforms", null);
		}
		return binary;
	}

	/**
	 * Returns whether there is an executable for the platform that this code runs on.
	 * @return whether a server can be expected to start
	 */
	static boolean existsForThisPlatform() {
		return find(System.getProperty("os.name", ""), System.getProperty("os.arch", "")) != null;
	}

	private static @Nullable RedisBinary find(String osName, String osArch) {
		String os = os(osName.toLowerCase(Locale.ROOT));
		String arch = arch(osArch.toLowerCase(Locale.ROOT));
		return (os != null && arch != null)
				? new RedisBinary("redis-server-" + EmbeddedRedis.VERSION + "-" + os + "-" + arch) : null;
	}

	private static @Nullable String os(String osName) {
		if (osName.startsWith("linux")) {
			return "linux";
		}
		return osName.startsWith("mac") ? "darwin" : null;
	}

	private static @Nullable String arch(String osArch) {
		return switch (osArch) {
			case "amd64", "x86_64" -> "amd64";
			case "aarch64", "arm64" -> "arm64";
			default -> null;
		};
	}

	@Override
	public void unpackTo(Path target) throws IOException {
		try (InputStream content = RedisBinary.class.getClassLoader().getResourceAsStream(this.resource)) {
			if (content == null) {
				throw EmbeddedRedisException.withAlternatives(
						"The class path has no resource '%s'.".formatted(this.resource),
						"Add the dependency 'org.signal:embedded-redis:0.9.1'", null);
			}
			Files.copy(content, target);
		}
		Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
	}

}
