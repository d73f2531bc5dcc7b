package io.multimapttl.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.multimapttl.autoconfigure.MultiMapTtlProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.ClassUtils;

/**
 * The configuration properties of all libraries on the class path, as IDEs know them.
 */
final class KnownProperties {

	private static final String MAPS = "multimap.ttl.maps";

	private final Map<ConfigurationPropertyName, Property> byName = new LinkedHashMap<>();

	KnownProperties() {
		try {
			for (URL metadata : Collections
				.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				read(metadata);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read(URL metadata) throws IOException {
		try (InputStream json = metadata.openStream()) {
			for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
				String name = property.path("name").stringValue();
				this.byName.put(ConfigurationPropertyName.adapt(name, '.'),
						new Property(name, property.path("type").asString(""),
								property.has("defaultValue") ? text(property.path("defaultValue")) : "",
								property.path("sourceType").asString(""), property.has("deprecated")));
			}
		}
	}

	private static String text(JsonNode value) {
		return value.isArray() ? value.toString() : value.asString();
	}

	/**
	 * Returns the properties of this project, those of a multimap as
	 * {@code multimap.ttl.maps.<id>...}.
	 * @return the properties by name
	 */
	Map<String, Property> ofThisProject() {
		Map<String, Property> own = new TreeMap<>();
		this.byName.values()
			.stream()
			.filter((property) -> property.sourceType().startsWith("io.multimapttl.") && !property.name().equals(MAPS))
			.forEach((property) -> own.put(property.name(), property));
		ofOneMultiMap().forEach((property) -> own.put(property.name(), property));
		return own;
	}

	private static Stream<Property> ofOneMultiMap() {
		return Arrays.stream(MultiMapTtlProperties.MultiMap.class.getRecordComponents())
			.map((component) -> new Property(MAPS + ".<id>." + kebabCase(component.getName()),
					component.getType().getName(), "", MultiMapTtlProperties.MultiMap.class.getName(), false));
	}

	private static String kebabCase(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	/**
	 * Tells whether an application configuration might start with this.
	 * @param key a key of the first level
	 * @return whether a property starts with it
	 */
	boolean knowsFirstLevel(String key) {
		return this.byName.keySet()
			.stream()
			.anyMatch((name) -> name.getElement(0, ConfigurationPropertyName.Form.ORIGINAL).equals(key));
	}

	/**
	 * Tells what is wrong with the name of a property.
	 * @param key the name, as it is written
	 * @return a sentence, or an empty text
	 */
	String complaintAbout(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
		ConfigurationPropertyName maps = ConfigurationPropertyName.of(MAPS);
		if (maps.isAncestorOf(name)) {
			String last = name.getLastElement(ConfigurationPropertyName.Form.DASHED);
			boolean known = ofOneMultiMap().anyMatch((property) -> property.name().endsWith("." + last));
			return (known && name.getNumberOfElements() == 5) ? "" : "a multimap has no property '" + last + "'";
		}
		for (ConfigurationPropertyName n = name; !n.isEmpty(); n = n.getParent()) {
			Property property = this.byName.get(n);
			if (property != null && property.deprecated()) {
				return "'" + key + "' is deprecated";
			}
			if (property != null && (n.equals(name) || property.holdsMore())) {
				return "";
			}
		}
		return "no library on the class path has a property '" + key + "'";
	}

	/**
	 * A configuration property.
	 *
	 * @param name its name
	 * @param type the name of its type
	 * @param defaultValue its default as text, empty if it has none
	 * @param sourceType the class that declares it
	 * @param deprecated whether it should not be used
	 */
	record Property(String name, String type, String defaultValue, String sourceType, boolean deprecated) {

		private boolean holdsMore() {
			return this.type.startsWith("java.util.");
		}

		Class<?> typeClass() {
			String raw = this.type.replaceFirst("<.*", "");
			return ClassUtils.resolveClassName(raw, getClass().getClassLoader());
		}

	}

}
