package io.multimapttl.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses a property below {@code multimap.ttl} that nothing reads: with a misspelt one
 * the application would start and use another multimap than it configures. Environment
 * variables and system properties are only warned of, as others set them as well:
 * Kubernetes does for each service. So are properties whose prefix is nearly that one:
 * they could be those of another library.
 */
final class PropertyNamesCheck implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(PropertyNamesCheck.class);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(MultiMapTtlProperties.PREFIX);

	private static final ConfigurationPropertyName MAPS = PREFIX.append("maps");

	/** Those below it belong to another module. */
	private static final ConfigurationPropertyName EMBEDDED_REDIS = PREFIX.append("embedded-redis");

	private final Environment environment;

	PropertyNamesCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Set<String> nearMisses = findNearMisses();
		if (!nearMisses.isEmpty()) {
			logger.warn("Multimaps read properties below 'multimap.ttl' only, and not those below: "
					+ String.join(" ", nearMisses));
		}
		List<String> ignored = check();
		if (!ignored.isEmpty()) {
			logger.warn(
					"Multimaps ignore these environment variables and system properties: " + String.join(" ", ignored));
		}
	}

	/**
	 * Refuses what nothing reads.
	 * @return what is ignored all the same, and why: a sentence for each
	 * @throws InvalidMultiMapPropertyException if there is such a property in a file, or
	 * on the command line
	 */
	List<String> check() {
		List<String> ignored = new ArrayList<>();
		Set<ConfigurationPropertyName> known = knownNames();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> properties) {
				check(properties, known, ignored);
			}
		}
		return ignored;
	}

	/**
	 * Returns the prefixes that are one character away from that of multimaps, and where
	 * they stand. What others set is left out.
	 */
	private Set<String> findNearMisses() {
		Set<String> found = new LinkedHashSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> properties
					&& !isSetByOthers(properties)) {
				Stream.of(properties.getPropertyNames())
					.flatMap((name) -> findNearMiss(name).stream())
					.map((prefix) -> "'" + prefix + "' (" + properties.getName() + ")")
					.forEach(found::add);
			}
		}
		return found;
	}

	private static Optional<String> findNearMiss(String name) {
		String prefix = PREFIX.toString();
		return IntStream.range(prefix.length() - 1, Math.min(name.length(), prefix.length() + 2))
			.filter((end) -> name.charAt(end) == '.')
			.mapToObj((end) -> name.substring(0, end))
			// Spring Boot reads 'multi-map.ttl' as 'multimap.ttl'
			.filter((start) -> distance(prefix, start.toLowerCase(Locale.ENGLISH).replaceAll("[-_]", "")) == 1)
			.findFirst();
	}

	/**
	 * Returns all names that binding asks for, those of the multimaps that somebody
	 * configures included.
	 */
	private Set<ConfigurationPropertyName> knownNames() {
		Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
		Binder.get(this.environment)
			.bind(PREFIX, Bindable.of(MultiMapTtlProperties.class),
					new AbstractBindHandler(new IgnoreErrorsBindHandler()) {

						@Override
						public <T> Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
								BindContext context) {
							names.add(name);
							return target;
						}

					});
		names.add(EMBEDDED_REDIS);
		return names;
	}

	private static void check(EnumerablePropertySource<?> source, Set<ConfigurationPropertyName> known,
			List<String> ignored) {
		for (String name : source.getPropertyNames()) {
			InvalidMultiMapPropertyException problem = findProblem(source, name, known);
			if (problem != null && !isSetByOthers(source)) {
				throw problem;
			}
			if (problem != null) {
				ignored.add("'" + name + "': " + problem.getReason());
			}
		}
	}

	private static boolean isSetByOthers(PropertySource<?> source) {
		return source instanceof SystemEnvironmentPropertySource
				|| source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
	}

	private static @Nullable InvalidMultiMapPropertyException findProblem(PropertySource<?> source, String written,
			Set<ConfigurationPropertyName> known) {
		String uniform = uniform(written);
		if (!uniform.startsWith(uniform(PREFIX.toString())) || uniform.startsWith(uniform(EMBEDDED_REDIS.toString()))) {
			return null;
		}
		boolean variable = source instanceof SystemEnvironmentPropertySource && written.indexOf('.') < 0;
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(written, variable ? '_' : '.');
		if (PREFIX.equals(name) && !isBlank(source, written)) {
			return InvalidMultiMapPropertyException.ofName(written,
					"It stands for all properties of multimaps and has no value itself.",
					"Write the property below it, such as '" + PREFIX + ".default-ttl'.");
		}
		if (!PREFIX.isAncestorOf(name)) {
			return null;
		}
		if (!variable && !join(name, Form.ORIGINAL, ".").equals(withoutBrackets(written))) {
			return InvalidMultiMapPropertyException.ofName(written,
					"Spring Boot drops characters of this name and reads '" + name + "'.",
					MultiMapTtlProperties.ID_REMEDY);
		}
		if (!known.contains(name) && !(variable && isOldFormOfOne(known, written))) {
			return unknown(written, name, known);
		}
		if (isBlank(source, written) && !MAPS.isParentOf(name)) {
			return InvalidMultiMapPropertyException.ofName(written, "It is empty, which changes nothing.",
					"Write a value, or remove the property.");
		}
		return null;
	}

	private static boolean isBlank(PropertySource<?> source, String name) {
		return String.valueOf(source.getProperty(name)).isBlank();
	}

	/**
	 * Spring Boot reads {@code KEY_PREFIX} as well as {@code KEYPREFIX}.
	 */
	private static boolean isOldFormOfOne(Set<ConfigurationPropertyName> known, String variable) {
		return known.stream()
			.anyMatch((name) -> join(name, Form.ORIGINAL, "_").replace('-', '_').equalsIgnoreCase(variable));
	}

	private static InvalidMultiMapPropertyException unknown(String written, ConfigurationPropertyName name,
			Set<ConfigurationPropertyName> known) {
		ConfigurationPropertyName parent = name.getParent();
		while (!known.contains(parent)) {
			parent = parent.getParent();
		}
		List<ConfigurationPropertyName> siblings = known.stream().filter(parent::isParentOf).sorted().toList();
		ConfigurationPropertyName rest = name.subName(parent.getNumberOfElements());
		String near = siblings.stream()
			.filter((sibling) -> 2 * distance(sibling, rest) <= sibling.getLastElement(Form.UNIFORM).length())
			.min(Comparator.comparingInt((sibling) -> distance(sibling, rest)))
			.map((sibling) -> " Did you mean '" + sibling + "'?")
			.orElse("");
		String below = siblings.stream()
			.map((sibling) -> sibling.getLastElement(Form.DASHED))
			.collect(Collectors.joining(", ", "Below '" + parent + "' there are: ", "."));
		if (!MAPS.isAncestorOf(name)) {
			return InvalidMultiMapPropertyException.ofName(written, "There is no such property." + near, below);
		}
		String id = (written.indexOf('.') < 0) ? " An environment variable names an id without '_' and '-'." : "";
		return InvalidMultiMapPropertyException.ofName(written, "There is no such property." + near + id,
				below + " " + MultiMapTtlProperties.ID_REMEDY);
	}

	/**
	 * Returns how far the last element of a name is from the first of the rest of another
	 * one, or from all of it, where a dot is in place of a dash.
	 */
	private static int distance(ConfigurationPropertyName known, ConfigurationPropertyName rest) {
		String last = known.getLastElement(Form.UNIFORM);
		return Math.min(distance(last, rest.getElement(0, Form.UNIFORM)), distance(last, join(rest, Form.UNIFORM, "")));
	}

	/**
	 * Returns how many characters must be added, removed or replaced to make one text of
	 * the other (Levenshtein).
	 */
	private static int distance(String one, String other) {
		int[] distances = IntStream.rangeClosed(0, other.length()).toArray();
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = distances[0];
			distances[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int replaced = diagonal + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				diagonal = distances[j];
				distances[j] = Math.min(replaced, 1 + Math.min(distances[j - 1], distances[j]));
			}
		}
		return distances[other.length()];
	}

	private static String join(ConfigurationPropertyName name, Form form, String separator) {
		return IntStream.range(0, name.getNumberOfElements())
			.mapToObj((i) -> name.getElement(i, form))
			.collect(Collectors.joining(separator));
	}

	private static String withoutBrackets(String name) {
		return name.replace(".[", ".").replace('[', '.').replace("]", "");
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ENGLISH).replaceAll("[^a-z0-9]", "");
	}

}
