package io.multimapttl.serializer;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Serializers for any value type: what {@link TextValueSerializers} knows is written as
 * text, everything else as JSON by Jackson 3 or 2.
 * <p>
 * Serialized bytes are the identity of a value, so the JSON is always the same for equal
 * values: properties, map entries and the elements of sets are sorted, {@code null}
 * properties are written, names are those of the class, dates are ISO 8601 text. Of the
 * application's mapper its modules, mix-ins, custom serializers and subtypes are used,
 * not its settings, nor does the Jackson version make a difference. Annotations on the
 * value class keep working, and changing them changes the bytes.
 * <p>
 * A value is written and read as the type it is declared with. Polymorphic types need
 * {@code @JsonTypeInfo}; default typing is off. Unknown properties are ignored when
 * reading.
 */
public final class JsonValueSerializers {

	private static final String JACKSON_3 = "tools.jackson.databind.json.JsonMapper";

	private static final String JACKSON_2 = "com.fasterxml.jackson.databind.ObjectMapper";

	private JsonValueSerializers() {
	}

	/**
	 * Creates serializers that use Jackson 3.
	 * @param mapper the application's mapper, which is copied and not changed
	 * @return serializers for any value type
	 */
	public static ValueSerializers jackson3(JsonMapper mapper) {
		Assert.notNull(mapper, "'mapper' must not be null");
		return new TextValueSerializers(new Jackson3ValueSerializers(mapper));
	}

	/**
	 * Creates serializers that use Jackson 2.
	 * @param mapper the application's mapper, which is copied and not changed
	 * @return serializers for any value type
	 */
	public static ValueSerializers jackson2(ObjectMapper mapper) {
		Assert.notNull(mapper, "'mapper' must not be null");
		return new TextValueSerializers(new Jackson2ValueSerializers(mapper));
	}

	/**
	 * Creates serializers that use a plain mapper of the Jackson that is there, 3 before
	 * 2. Without any, a value type that is not written as text is refused with a message
	 * that names the dependency to add.
	 * @return serializers for any value type
	 */
	public static ValueSerializers create() {
		@Nullable ClassLoader classLoader = classLoader();
		if (ClassUtils.isPresent(JACKSON_3, classLoader)) {
			return Jackson3.create();
		}
		if (ClassUtils.isPresent(JACKSON_2, classLoader)) {
			return Jackson2.create();
		}
		return new TextValueSerializers(new NoJackson());
	}

	private static @Nullable ClassLoader classLoader() {
		// The context class loader of a pooled thread may not know the application
		ClassLoader classLoader = ClassUtils.getDefaultClassLoader();
		return ClassUtils.isVisible(JsonValueSerializers.class, classLoader) ? classLoader
				: JsonValueSerializers.class.getClassLoader();
	}

	private static final class Jackson3 {

		static ValueSerializers create() {
			return jackson3(JsonMapper.builder().build());
		}

	}

	private static final class Jackson2 {

		static ValueSerializers create() {
			return jackson2(new ObjectMapper());
		}

	}

	private static final class NoJackson implements ValueSerializers {

		@Override
		public <V> RedisSerializer<V> forType(Class<V> valueType) {
			throw new IllegalArgumentException("Values of type " + valueType.getTypeName()
					+ " are stored as JSON, and Jackson is not on the class path: add the dependency "
					+ "'org.springframework.boot:spring-boot-starter-jackson' (for Spring Boot 3: "
					+ "'spring-boot-starter-json'), or set a serializer on the multimap's builder");
		}

	}

}
