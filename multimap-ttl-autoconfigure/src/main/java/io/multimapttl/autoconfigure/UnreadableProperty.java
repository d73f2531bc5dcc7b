package io.multimapttl.autoconfigure;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Says what to write if the text of a property cannot be converted to its type.
 */
final class UnreadableProperty {

	private static final Class<?>[] USUAL_VALUE_TYPES = { String.class, Long.class, Integer.class, Short.class,
			Byte.class, Double.class, Float.class, Boolean.class, BigInteger.class, BigDecimal.class, UUID.class,
			Instant.class, LocalDate.class, LocalDateTime.class };

	private static final String PROPERTIES_OF_A_MULTIMAP = "key-prefix, ttl, value-type, unreadable-values, max-values, when-full.";

	private UnreadableProperty() {
	}

	static @Nullable InvalidMultiMapPropertyException explain(String property, Class<?> type, @Nullable Object value) {
		if (type == Class.class) {
			return explainClass(property, String.valueOf(value));
		}
		if (type == Duration.class) {
			return new InvalidMultiMapPropertyException(property, "It is not a duration.",
					property.endsWith(".precision") ? MultiMapTtlProperties.PRECISION_REMEDY
							: MultiMapTtlProperties.TTL_REMEDY);
		}
		if (type == DataSize.class) {
			return new InvalidMultiMapPropertyException(property, "It is not a size.",
					MultiMapTtlProperties.SIZE_REMEDY);
		}
		if (type.isEnum()) {
			return new InvalidMultiMapPropertyException(property, "It is not one of the known values.",
					"Write " + Arrays.stream(type.getEnumConstants())
						.map((constant) -> constant.toString().toLowerCase(Locale.ENGLISH))
						.collect(Collectors.joining(" or ")) + ".");
		}
		if (ClassUtils.resolvePrimitiveIfNecessary(type) == Boolean.class) {
			return new InvalidMultiMapPropertyException(property, "It is neither true nor false.",
					"Write true or false.");
		}
		if (ClassUtils.resolvePrimitiveIfNecessary(type) == Integer.class) {
			return new InvalidMultiMapPropertyException(property, "It is not a whole number of 32 bits.",
					property.endsWith(".max-values") ? MultiMapTtlProperties.MAX_VALUES_REMEDY
							: "Write a number in digits.");
		}
		if (type.isRecord()) {
			return new InvalidMultiMapPropertyException(property, "It stands for a multimap and has no value itself.",
					"Write the multimap's properties below it: " + PROPERTIES_OF_A_MULTIMAP);
		}
		if (type == Map.class) {
			return new InvalidMultiMapPropertyException(property,
					"It stands for all multimaps and has no value itself.",
					"Write the ids of the multimaps below it, and below those " + PROPERTIES_OF_A_MULTIMAP);
		}
		return null;
	}

	private static InvalidMultiMapPropertyException explainClass(String property, String name) {
		if (name.indexOf('<') >= 0) {
			return new InvalidMultiMapPropertyException(property, "The name of a class has no generics.",
					"Write a record that contains such a value, such as 'record Tags(List<String> names) { }', "
							+ "and here the full name of the record, with its package.");
		}
		return new InvalidMultiMapPropertyException(property, "There is no class of that name.", remedyForClass(name));
	}

	static String remedyForClass(String name) {
		return Stream.of(USUAL_VALUE_TYPES)
			.filter((type) -> type.getSimpleName().equalsIgnoreCase(name.trim()))
			.map(Class::getName)
			.findFirst()
			.or(() -> findNestedClass(name.trim()))
			.map((found) -> "Write " + found + ".")
			.orElse("Write the full name of a class, with its package, such as java.lang.String or java.lang.Long, "
					+ "and see that the class is on the class path. A nested class is written with a dollar sign: "
					+ "com.example.Outer$Nested.");
	}

	/**
	 * Looks for the class that is meant if dots separate nested classes.
	 */
	private static Optional<String> findNestedClass(String name) {
		String nested = name;
		for (int dot = nested.lastIndexOf('.'); dot >= 0; dot = nested.lastIndexOf('.', dot)) {
			nested = nested.substring(0, dot) + '$' + nested.substring(dot + 1);
			if (ClassUtils.isPresent(nested, null)) {
				return Optional.of(ClassUtils.resolveClassName(nested, null).getName());
			}
		}
		return Optional.empty();
	}

}
