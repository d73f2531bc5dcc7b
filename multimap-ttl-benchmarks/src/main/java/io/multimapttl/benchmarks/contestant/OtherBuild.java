package io.multimapttl.benchmarks.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Another build of this library. Its classes and scripts come from a jar, never from the
 * class path, and the contestant that calls them is defined here once more. All else is
 * shared: both builds stand on the same Spring Data, on the same driver and on code that
 * is compiled once.
 */
final class OtherBuild extends URLClassLoader {

	private static final String PACKAGE = "io.multimapttl.";

	private static final String BENCHMARKS = PACKAGE + "benchmarks.";

	private static final String CONTESTANT = MultiMapContestant.class.getName();

	OtherBuild(Path jar) {
		super(new URL[] { url(jar) }, OtherBuild.class.getClassLoader());
	}

	private static URL url(Path jar) {
		try {
			return jar.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Connects.
	 * @param connectionFactory the connection factory, which closes with the contestant
	 * @param prefix the key prefix
	 * @return this library, as the jar has it
	 */
	Contestant connect(LettuceConnectionFactory connectionFactory, String prefix) {
		try {
			return (Contestant) loadClass(CONTESTANT)
				.getConstructor(LettuceConnectionFactory.class, String.class, Duration.class)
				.newInstance(connectionFactory, prefix, MultiMapContestant.FINEST);
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			throw new IllegalArgumentException("The library cannot be used as it is in " + getURLs()[0], ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!isOfThisBuild(name)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			if (loaded != null) {
				return loaded;
			}
			return name.equals(CONTESTANT) ? defineContestant() : findClass(name);
		}
	}

	private static boolean isOfThisBuild(String className) {
		return className.equals(CONTESTANT) || (className.startsWith(PACKAGE) && !className.startsWith(BENCHMARKS));
	}

	private Class<?> defineContestant() throws ClassNotFoundException {
		try (InputStream file = MultiMapContestant.class
			.getResourceAsStream(MultiMapContestant.class.getSimpleName() + ".class")) {
			byte[] bytes = file.readAllBytes();
			return defineClass(CONTESTANT, bytes, 0, bytes.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(CONTESTANT, ex);
		}
	}

	@Override
	public @Nullable URL getResource(String name) {
		return name.startsWith(PACKAGE.replace('.', '/')) ? findResource(name) : super.getResource(name);
	}

}
