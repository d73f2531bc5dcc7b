package io.multimapttl.serializer;

import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.ConstructorDetector;
import tools.jackson.databind.cfg.DatatypeFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.impl.TypeWrappedDeserializer;
import tools.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import tools.jackson.databind.introspect.VisibilityChecker;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.impl.UnknownSerializer;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.function.SingletonSupplier;

/**
 * Writes {@link CanonicalJson} with Jackson 3.
 */
final class Jackson3ValueSerializers implements ValueSerializers {

	/**
	 * Writes all JSON, since the application's own factory may escape or quote otherwise.
	 */
	private static final JsonFactory FACTORY = new JsonFactory();

	private final Supplier<JsonMapper> mapper;

	Jackson3ValueSerializers(JsonMapper mapper) {
		this.mapper = SingletonSupplier.of(() -> canonical(mapper));
	}

	@Override
	public <V> RedisSerializer<V> forType(Class<V> valueType) {
		CanonicalJson.check(valueType);
		JsonMapper mapper = this.mapper.get();
		check(mapper, mapper.constructType(valueType));
		ObjectWriter writer = mapper.writerFor(valueType).withView(null);
		ObjectReader reader = mapper.readerFor(valueType).withView(null);
		return new TextValueSerializer<>(valueType, (value) -> write(mapper, writer, value), reader::readValue);
	}

	private static String write(JsonMapper mapper, ObjectWriter writer, Object value) {
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = FACTORY.createGenerator(mapper._serializationContext(), text)) {
			writer.writeValue(generator, value);
		}
		return text.toString();
	}

	private static void check(JsonMapper mapper, JavaType type) {
		Class<?> valueType = type.getRawClass();
		try {
			ValueDeserializer<?> deserializer = mapper._deserializationContext().findRootValueDeserializer(type);
			if (deserializer instanceof TypeWrappedDeserializer) {
				return;
			}
			if (deserializer instanceof BeanDeserializerBase bean) {
				if (!bean.getValueInstantiator().canInstantiate()) {
					throw CanonicalJson.withoutConstructor(valueType);
				}
			}
			else if (Modifier.isAbstract(valueType.getModifiers()) && isJacksons(deserializer)) {
				throw CanonicalJson.withoutClass(valueType);
			}
			ValueSerializer<?> serializer = mapper._serializationContext().findTypedValueSerializer(type, true);
			if (serializer instanceof UnknownSerializer) {
				throw CanonicalJson.withoutProperties(valueType);
			}
		}
		catch (JacksonException ex) {
			throw CanonicalJson.refusal(valueType, ex.getOriginalMessage());
		}
	}

	private static boolean isJacksons(ValueDeserializer<?> deserializer) {
		return deserializer.getClass().getPackageName().startsWith(JavaType.class.getPackageName());
	}

	private static JsonMapper canonical(JsonMapper mapper) {
		JsonMapper.Builder builder = mapper.rebuild();
		configureFeatures(builder);
		builder.changeDefaultVisibility((visibility) -> VisibilityChecker.defaultInstance())
			.changeDefaultPropertyInclusion((inclusion) -> JsonInclude.Value.empty())
			.changeDefaultNullHandling((handling) -> JsonSetter.Value.empty())
			.defaultMergeable(null)
			.defaultLeniency(null)
			.propertyNamingStrategy(null)
			.enumNamingStrategy(null)
			.accessorNaming(new DefaultAccessorNamingStrategy.Provider().withFirstCharAcceptance(false, false))
			.constructorDetector(ConstructorDetector.DEFAULT)
			.deactivateDefaultTyping()
			.defaultDateFormat(CanonicalJson.dateFormat())
			.defaultTimeZone(TimeZone.getTimeZone("UTC"))
			.defaultLocale(Locale.ROOT)
			.defaultBase64Variant(Base64Variants.MIME_NO_LINEFEEDS)
			.addModule(new SimpleModule(Jackson3CanonicalSerializers.class.getName())
				.setSerializerModifier(new Jackson3CanonicalSerializers(FACTORY)));
		return builder.build();
	}

	private static void configureFeatures(JsonMapper.Builder builder) {
		for (MapperFeature feature : MapperFeature.values()) {
			builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (SerializationFeature feature : SerializationFeature.values()) {
			builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (DeserializationFeature feature : DeserializationFeature.values()) {
			builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (DateTimeFeature feature : DateTimeFeature.values()) {
			configure(builder, feature);
		}
		for (EnumFeature feature : EnumFeature.values()) {
			configure(builder, feature);
		}
		for (JsonNodeFeature feature : JsonNodeFeature.values()) {
			configure(builder, feature);
		}
		for (StreamReadFeature feature : StreamReadFeature.values()) {
			builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (JsonReadFeature feature : JsonReadFeature.values()) {
			builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (StreamWriteFeature feature : StreamWriteFeature.values()) {
			builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (JsonWriteFeature feature : JsonWriteFeature.values()) {
			builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
	}

	private static <F extends Enum<F> & DatatypeFeature> void configure(JsonMapper.Builder builder, F feature) {
		builder.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
	}

}
