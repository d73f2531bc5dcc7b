package io.multimapttl.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The {@code redis-server} executable for one platform, as a class-path resource of
 * {@code org.signal:embedded-redis}.
 *
 * @param resource the name of the resource
 * @param sha256 its checksum, in hexadecimal digits
 */
record RedisBinary(String resource, String sha256) implements RedisLaunch.Executable {

	private static final Map<String, String> CHECKSUMS = Map.of("linux-amd64",
			"c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e", "linux-arm64",
			"d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50", "darwin-amd64",
			"e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3", "darwin-arm64",
			"07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129");

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
		String platform = os(osName.toLowerCase(Locale.ROOT)) + "-" + arch(osArch.toLowerCase(Locale.ROOT));
		String checksum = CHECKSUMS.get(platform);
		return (checksum != null) ? new RedisBinary("redis-server-" + EmbeddedRedis.VERSION + "-" + platform, checksum)
				: null;
	}

	private static String os(String osName) {
		if (osName.startsWith("linux")) {
			return "linux";
		}
		return osName.startsWith("mac") ? "darwin" : osName;
	}

	private static String arch(String osArch) {
		return switch (osArch) {
			case "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			default -> osArch;
		};
	}

	@Override
	public void unpackTo(Path target) throws IOException {
		Files.write(target, checkedContent());
		Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
	}

	private byte[] checkedContent() throws IOException {
		try (InputStream stream = RedisBinary.class.getClassLoader().getResourceAsStream(this.resource)) {
			if (stream == null) {
				throw EmbeddedRedisException.withAlternatives(
						"The class path has no resource '%s'.".formatted(this.resource),
						"Add the dependency 'org.signal:embedded-redis:0.9.1'", null);
			}
			byte[] content = stream.readAllBytes();
			if (!sha256(content).equals(this.sha256)) {
				throw EmbeddedRedisException.withAlternatives(
						"The resource '%s' on the class path is not the redis-server that it should be: its SHA-256 is wrong."
							.formatted(this.resource),
						"Find out where it comes from, and leave only the one of 'org.signal:embedded-redis:0.9.1'",
						null);
			}
			return content;
		}
	}

	private static String sha256(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
