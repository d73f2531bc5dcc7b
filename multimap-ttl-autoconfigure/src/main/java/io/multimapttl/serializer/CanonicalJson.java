package io.multimapttl.serializer;

import java.text.DateFormat;
import java.text.SimpleDateFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;

import static java.util.Map.entry;

/**
 * What the JSON of values looks like, whichever Jackson writes it. The bytes are a
 * value's identity in Redis, so no setting of the application and no default of a Jackson
 * version may change them.
 */
final class CanonicalJson {

	/**
	 * The decisions on Jackson's features, by name: most have the same name in Jackson 2
	 * and 3. Features that are not named are as Jackson has them by default, not as the
	 * application set them; that is the same in both versions, or makes no difference.
	 */
	private static final Map<String, Boolean> FEATURES = Map.ofEntries(
			// Order and names
			entry("SORT_PROPERTIES_ALPHABETICALLY", true), entry("SORT_CREATOR_PROPERTIES_FIRST", false),
			entry("SORT_CREATOR_PROPERTIES_BY_DECLARATION_ORDER", false), entry("ORDER_MAP_ENTRIES_BY_KEYS", true),
			entry("FAIL_ON_ORDER_MAP_BY_INCOMPARABLE_KEY", true), entry("WRITE_PROPERTIES_SORTED", true),
			entry("USE_STD_BEAN_NAMING", true), entry("FIX_FIELD_NAME_UPPER_CASE_PREFIX", false),
			// What is a property
			entry("ALLOW_VOID_VALUED_PROPERTIES", false), entry("DEFAULT_VIEW_INCLUSION", true),
			entry("FAIL_ON_EMPTY_BEANS", true),
			// Enums by name
			entry("WRITE_ENUMS_USING_TO_STRING", false), entry("READ_ENUMS_USING_TO_STRING", false),
			// Dates as text, with the offset or zone that they have
			entry("WRITE_DATES_AS_TIMESTAMPS", false), entry("WRITE_DURATIONS_AS_TIMESTAMPS", false),
			entry("WRITE_DATES_WITH_CONTEXT_TIME_ZONE", false), entry("WRITE_DATES_WITH_ZONE_ID", true),
			entry("ADJUST_DATES_TO_CONTEXT_TIME_ZONE", false), entry("NORMALIZE_DESERIALIZED_ZONE_ID", false),
			entry("ONE_BASED_MONTHS", true),
			// Numbers: the shortest text on any Java version, all digits kept
			entry("USE_FAST_DOUBLE_WRITER", true), entry("STRIP_TRAILING_BIGDECIMAL_ZEROES", false),
			// Reading: what an older or newer version of the class wrote, nothing else
			entry("FAIL_ON_UNKNOWN_PROPERTIES", false), entry("FAIL_ON_NULL_FOR_PRIMITIVES", false),
			entry("FAIL_ON_TRAILING_TOKENS", true), entry("USE_GETTERS_AS_SETTERS", true),
			entry("ALLOW_FINAL_FIELDS_AS_MUTATORS", true), entry("BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES", true));

	private CanonicalJson() {
	}

	static boolean isEnabled(Enum<?> feature, boolean byDefault) {
		return FEATURES.getOrDefault(feature.name(), byDefault);
	}

	static Set<String> decisions() {
		return FEATURES.keySet();
	}

	/**
	 * Returns the format of {@link java.util.Date}, with {@code Z} for UTC where Jackson
	 * 2 writes {@code +00:00}.
	 * @return a new date format
	 */
	static DateFormat dateFormat() {
		SimpleDateFormat format = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);
		format.setTimeZone(TimeZone.getTimeZone("UTC"));
		return format;
	}

	/**
	 * Refuses a type of which Jackson could not know what to read.
	 * @param valueType the type of the values
	 */
	static void check(Class<?> valueType) {
		if (valueType.isArray()) {
			throw refusal(valueType, "an array is equal only to itself. Use a record that holds a list");
		}
		if (valueType.getTypeParameters().length > 0) {
			throw refusal(valueType, "a class alone does not tell what its type parameters stand for. Use a record, "
					+ "such as 'record Tags(List<String> tags)', or a subclass without type parameters");
		}
		if (valueType == Object.class) {
			throw withoutClass(valueType);
		}
	}

	static IllegalArgumentException withoutClass(Class<?> valueType) {
		return refusal(valueType, "the JSON would not tell the class of the value. Use a concrete class, "
				+ "or annotate the type with '@JsonTypeInfo' and '@JsonSubTypes'");
	}

	static IllegalArgumentException withoutConstructor(Class<?> valueType) {
		return refusal(valueType, "it has no constructor that Jackson can use to read it. Use a record, add a "
				+ "constructor without parameters or annotate one with '@JsonCreator'");
	}

	static IllegalArgumentException withoutProperties(Class<?> valueType) {
		return refusal(valueType, "it has no properties, so all values would be the same one");
	}

	static IllegalArgumentException refusal(Class<?> valueType, String reason) {
		return new IllegalArgumentException("Values of type " + valueType.getTypeName() + " cannot be stored as JSON: "
				+ reason + ", or set a serializer on the multimap's builder");
	}

}
