package io.multimapttl.testsupport;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The class path of the tests, with entries added or left out, in a class loader of its
 * own.
 */
public final class IsolatedClassPath {

	private final List<URL> entries = new ArrayList<>();

	private final Set<String> loaded = ConcurrentHashMap.newKeySet();

	/**
	 * Starts from the class path of the tests.
	 * @param included tells by the name of its file whether an entry is kept
	 */
	public IsolatedClassPath(Predicate<String> included) {
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			Path path = Path.of(entry);
			if (included.test(path.getFileName().toString())) {
				add(path);
			}
		}
	}

	public IsolatedClassPath add(Path entry) {
		try {
			this.entries.add(entry.toUri().toURL());
			return this;
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Calls the public static method {@code run} of a class as this class path has it.
	 * @param type the class
	 * @param parameterTypes the types of the parameters, of the JDK
	 * @param arguments the arguments
	 * @return what the method returns, of a type of the JDK
	 * @throws Exception what the method throws
	 */
	public Object run(Class<?> type, Class<?>[] parameterTypes, Object... arguments) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader classLoader = classLoader()) {
			thread.setContextClassLoader(classLoader);
			return classLoader.loadClass(type.getName()).getMethod("run", parameterTypes).invoke(null, arguments);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private URLClassLoader classLoader() {
		return new URLClassLoader(this.entries.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()) {

			@Override
			protected Class<?> findClass(String name) throws ClassNotFoundException {
				Class<?> found = super.findClass(name);
				IsolatedClassPath.this.loaded.add(name);
				return found;
			}

		};
	}

	/**
	 * Returns the classes that were loaded so far.
	 * @param included tells by its name whether a class is returned
	 * @return the names of the classes
	 */
	public Set<String> loadedClasses(Predicate<String> included) {
		return this.loaded.stream().filter(included).collect(Collectors.toCollection(TreeSet::new));
	}

}
