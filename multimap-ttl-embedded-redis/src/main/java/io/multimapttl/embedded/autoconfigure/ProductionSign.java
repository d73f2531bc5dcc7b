package io.multimapttl.embedded.autoconfigure;

import java.io.File;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.core.env.Environment;

/**
 * A sign that this application is not in development. It is packaged if it was started
 * with {@code java -jar}, or if this module lies in its jar or war; from an IDE, a build
 * tool or a test neither is the case.
 *
 * @param description what was seen
 */
record ProductionSign(String description) {

	private static final Set<String> PROFILES = Set.of("prod", "production", "prd", "live");

	private static final Pattern ARCHIVE = Pattern.compile("(BOOT|WEB)-INF/lib");

	/**
	 * Returns a sign, if there is one.
	 * @param environment the environment of the application
	 * @return the sign
	 */
	static Optional<ProductionSign> findIn(Environment environment) {
		if (isPackaged(location(), System.getProperty("java.class.path", ""),
				System.getProperty("sun.java.command", ""))) {
			return Optional.of(new ProductionSign("this application is packaged"));
		}
		return Arrays.stream(environment.getActiveProfiles())
			.filter(ProductionSign::isOfProduction)
			.map((profile) -> new ProductionSign("the profile '%s' is active".formatted(profile)))
			.findFirst();
	}

	/**
	 * Returns whether an application is packaged.
	 * @param location where this class was loaded from
	 * @param classPath the class path of the JVM
	 * @param command the command that the JVM was started with; after {@code -jar} it
	 * begins with the jar, which then is all of the class path
	 * @return whether it is packaged
	 */
	static boolean isPackaged(String location, String classPath, String command) {
		return ARCHIVE.matcher(location).find() || (!classPath.isEmpty() && !classPath.contains(File.pathSeparator)
				&& (command.equals(classPath) || command.startsWith(classPath + " ")));
	}

	static boolean isOfProduction(String profile) {
		return Arrays.stream(profile.toLowerCase(Locale.ROOT).split("[^a-z]+")).anyMatch(PROFILES::contains);
	}

	private static String location() {
		CodeSource source = ProductionSign.class.getProtectionDomain().getCodeSource();
		return (source != null && source.getLocation() != null) ? source.getLocation().toString() : "";
	}

	@Override
	public String toString() {
		return this.description;
	}

}
