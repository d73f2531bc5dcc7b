package io.multimapttl.serializer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JacksonModule;

import org.springframework.beans.BeanUtils;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Serializers for any value type: what {@link TextValueSerializers} knows is written as
 * text, everything else as JSON by Jackson 3.
 * <p>
 * Serialized bytes are the identity of a value, so equal values are always the same JSON,
 * whatever the application sets on its own mapper: properties, map entries and the
 * elements of sets are sorted, properties that are {@code null} or an empty
 * {@link java.util.Optional} are left out, names are those of the class, enums are
 * written by name and dates as ISO 8601 text. Annotations on the value class work, and
 * changing them changes the bytes. So do the serializers that Jackson modules add.
 * <p>
 * A value is written and read as the type it is declared with. Polymorphic types need
 * {@code @JsonTypeInfo}. Unknown properties are ignored when reading.
 */
public final class JsonValueSerializers {

	private static final String JACKSON = "tools.jackson.databind.json.JsonMapper";

	static final String KOTLIN_MODULE = "tools.jackson.module.kotlin.KotlinModule";

	private JsonValueSerializers() {
	}

	/**
	 * Creates serializers that need no module, except for Jackson's Kotlin module, which
	 * is used where it is on the class path. Without Jackson 3, a value type that is not
	 * written as text is refused with a message that says what to do.
	 * @return serializers for any value type
	 */
	public static ValueSerializers create() {
		return new TextValueSerializers(
				ClassUtils.isPresent(JACKSON, classLoader()) ? Jackson.create(List.of()) : new NoJackson());
	}

	/**
	 * Creates serializers that use Jackson modules, after Jackson's Kotlin module, which
	 * is used where it is on the class path. No other module is looked for.
	 * @param modules the modules, in the order in which they are added
	 * @return serializers for any value type
	 */
	public static ValueSerializers create(Collection<? extends JacksonModule> modules) {
		Assert.notNull(modules, "'modules' must not be null");
		return new TextValueSerializers(Jackson.create(modules));
	}

	private static @Nullable ClassLoader classLoader() {
		// The context class loader of a pooled thread may not know the application
		ClassLoader classLoader = ClassUtils.getDefaultClassLoader();
		return ClassUtils.isVisible(JsonValueSerializers.class, classLoader) ? classLoader
				: JsonValueSerializers.class.getClassLoader();
	}

	/**
	 * Loaded only where Jackson is there.
	 */
	private static final class Jackson {

		static ValueSerializers create(Collection<? extends JacksonModule> modules) {
			List<JacksonModule> all = new ArrayList<>();
			if (ClassUtils.isPresent(KOTLIN_MODULE, classLoader())) {
				Class<?> kotlin = ClassUtils.resolveClassName(KOTLIN_MODULE, classLoader());
				all.add((JacksonModule) BeanUtils.instantiateClass(kotlin));
			}
			all.addAll(modules);
			return new JacksonValueSerializers(all);
		}

	}

	private static final class NoJackson implements ValueSerializers {

		@Override
		public <V> RedisSerializer<V> forType(Class<V> valueType) {
			throw new IllegalArgumentException("Values of type " + valueType.getTypeName()
					+ " are stored as JSON, for which Jackson 3 is not on the class path: add the dependency "
					+ "'org.springframework.boot:spring-boot-starter-jackson' (Spring Boot 4), or write them with "
					+ "Jackson 2 by a 'MultiMapWithTTLCustomizer' bean with the line "
					+ "'builder.serializer(new Jackson2JsonRedisSerializer<>(" + valueType.getSimpleName()
					+ ".class))'");
		}

	}

}
