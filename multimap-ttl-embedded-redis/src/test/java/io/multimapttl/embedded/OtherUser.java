package io.multimapttl.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs classes of this package as the user {@code nobody}, which only root can.
 */
final class OtherUser {

	private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

	private OtherUser() {
	}

	/**
	 * Skips the test where it cannot be tried.
	 */
	static void assumePossible() {
		assumeTrue("root".equals(System.getProperty("user.name")) && Files.isExecutable(SETPRIV),
				"Not tried: only root, with setpriv, can start processes of another user");
	}

	/**
	 * Returns a command that runs a class as the other user.
	 * @param folder a folder, into which everything is copied that the class needs
	 * @param mainClass the class
	 * @param arguments its arguments
	 * @return the command
	 * @throws IOException if the folder cannot be written to
	 */
	static List<String> java(Path folder, Class<?> mainClass, String... arguments) throws IOException {
		copyClasses(EmbeddedRedis.class, folder);
		copyClasses(mainClass, folder);
		RedisBinary executable = RedisBinary.forThisPlatform();
		executable.unpackTo(folder.resolve(executable.resource()));
		openForAll(folder);
		List<String> command = new ArrayList<>(List.of(SETPRIV.toString(), "--reuid=65534", "--regid=65534",
				"--clear-groups", Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				folder.toString(), mainClass.getName()));
		command.addAll(List.of(arguments));
		return command;
	}

	private static void copyClasses(Class<?> oneOfThem, Path folder) throws IOException {
		Path location = location(oneOfThem);
		Path packageFolder = Path.of(EmbeddedRedis.class.getPackageName().replace('.', '/'));
		Files.createDirectories(folder.resolve(packageFolder));
		try (Stream<Path> files = Files.list(location.resolve(packageFolder))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, folder.resolve(packageFolder).resolve(file.getFileName()));
			}
		}
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lets the other user read and write everything in a folder.
	 * @param folder the folder
	 * @throws IOException if that fails
	 */
	static void openForAll(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.toList()) {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
			}
		}
	}

}
