package io.multimapttl.serializer;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;

import org.springframework.core.KotlinDetector;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.function.SingletonSupplier;

/**
 * Writes values as JSON with Jackson 3. The bytes are a value's identity in Redis, so the
 * mapper is not the application's, and no module is found by a service loader: neither a
 * property nor a jar may change them.
 */
final class JacksonValueSerializers implements ValueSerializers {

	/**
	 * Jackson reads them as something else.
	 */
	private static final Set<Class<?>> WITHOUT_CLASS = Set.of(Object.class, Serializable.class, Number.class,
			CharSequence.class);

	/**
	 * Only numbers have a limit that is checked when they are written. How large a value
	 * may be is the multimap's to say.
	 */
	private static final StreamReadConstraints READ_WHAT_WAS_WRITTEN = StreamReadConstraints.builder()
		.maxNameLength(Integer.MAX_VALUE)
		.maxStringLength(Integer.MAX_VALUE)
		.build();

	private final Supplier<JsonMapper> mapper;

	private final boolean withoutKotlin;

	JacksonValueSerializers(Collection<? extends JacksonModule> modules) {
		List<JacksonModule> copy = List.copyOf(modules);
		this.withoutKotlin = copy.stream()
			.noneMatch((module) -> module.getClass().getName().equals(JsonValueSerializers.KOTLIN_MODULE));
		this.mapper = SingletonSupplier.of(() -> createMapper(copy));
	}

	@Override
	public <V> RedisSerializer<V> forType(Class<V> valueType) {
		check(valueType);
		JsonMapper mapper = this.mapper.get();
		ObjectReader reader = mapper.readerFor(valueType);
		try {
			checkReadable(reader);
			checkWritable(valueType, mapper, this.withoutKotlin);
		}
		catch (InvalidDefinitionException ex) {
			throw refusal(valueType, ex);
		}
		return new TextValueSerializer<>(valueType, mapper.writerFor(valueType)::writeValueAsString, reader::readValue);
	}

	private static JsonMapper createMapper(List<JacksonModule> modules) {
		return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(READ_WHAT_WAS_WRITTEN).build())
			.enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
			.disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
			.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.FAIL_ON_EMPTY_BEANS,
					// Of maps that StableOrder does not see, those of @JsonAnyGetter
					SerializationFeature.FAIL_ON_ORDER_MAP_BY_INCOMPARABLE_KEY)
			.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
			.disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
			.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
			// Offsets and zones are part of a value: they are neither lost nor changed
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(DateTimeFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE,
					DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE, DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
			.defaultTimeZone(TimeZone.getTimeZone("UTC"))
			.defaultLocale(Locale.ROOT)
			// A nullable property that is added to a class later changes nothing
			.changeDefaultPropertyInclusion((inclusion) -> JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT,
					JsonInclude.Include.ALWAYS))
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			// First, so that the other modules' serializers come before those of this one
			.addModules(StableOrder.module(), DeepCheck.module())
			.addModules(modules)
			.build();
	}

	private static void check(Class<?> valueType) {
		if (valueType.isArray()) {
			throw refusal(valueType, "an array is equal only to itself. Use a record that holds a list");
		}
		if (valueType.getTypeParameters().length > 0) {
			throw refusal(valueType, "a class alone does not tell what its type parameters stand for. Use a record, "
					+ "such as 'record Tags(List<String> tags)', or a subclass without type parameters");
		}
		if (WITHOUT_CLASS.contains(valueType)) {
			throw withoutClass(valueType);
		}
	}

	private IllegalArgumentException refusal(Class<?> valueType, InvalidDefinitionException ex) {
		if (this.withoutKotlin && KotlinDetector.isKotlinType(valueType)) {
			return refusal(valueType, DeepCheck.withoutKotlin(valueType));
		}
		return Modifier.isAbstract(valueType.getModifiers()) ? withoutClass(valueType)
				: refusal(valueType,
						ex.getOriginalMessage() + ". Use a record, a class that has a constructor without parameters, "
								+ "or one that is annotated with '@JsonCreator'");
	}

	private static void refuseIf(Class<?> valueType, @Nullable String problem) {
		if (problem != null) {
			throw refusal(valueType, problem);
		}
	}

	private static void checkReadable(ObjectReader reader) {
		try {
			// Breaks off, so that no constructor is called that takes properties
			reader.readValue("{\"\":0");
		}
		catch (InvalidDefinitionException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// There is a way to read the type, Jackson's or the type's: the text could
			// not be read
		}
	}

	private static void checkWritable(Class<?> valueType, JsonMapper mapper, boolean withoutKotlin) {
		mapper.acceptJsonFormatVisitor(valueType, new JsonFormatVisitorWrapper.Base() {

			@Override
			public void setContext(SerializationContext context) {
				super.setContext(context);
				if (context.isUnknownTypeSerializer(context.findTypedValueSerializer(valueType, true))) {
					throw refusal(valueType, "it has no properties, so all values would be the same one");
				}
				refuseIf(valueType, DeepCheck.whatCannotBeWritten(valueType, context));
				refuseIf(valueType, DeepCheck.whatCannotBeRead(valueType, mapper, withoutKotlin, context));
			}

		});
	}

	private static IllegalArgumentException withoutClass(Class<?> valueType) {
		return refusal(valueType, "the JSON would not tell the class of the value. Use a concrete class, "
				+ "or annotate the type with '@JsonTypeInfo' and '@JsonSubTypes'");
	}

	private static IllegalArgumentException refusal(Class<?> valueType, String reason) {
		return new IllegalArgumentException("Values of type " + valueType.getTypeName() + " cannot be stored as JSON: "
				+ reason + ", or set a serializer on the multimap's builder");
	}

}
