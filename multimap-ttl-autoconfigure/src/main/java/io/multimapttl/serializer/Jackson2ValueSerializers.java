package io.multimapttl.serializer;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.time.Year;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.ConstructorDetector;
import com.fasterxml.jackson.databind.cfg.DatatypeFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.impl.TypeWrappedDeserializer;
import com.fasterxml.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Writes {@link CanonicalJson} with Jackson 2.
 */
final class Jackson2ValueSerializers implements ValueSerializers {

	private final Supplier<ObjectMapper> mapper;

	Jackson2ValueSerializers(ObjectMapper mapper) {
		this.mapper = SingletonSupplier.of(() -> canonical(mapper));
	}

	@Override
	public <V> RedisSerializer<V> forType(Class<V> valueType) {
		CanonicalJson.check(valueType);
		ObjectMapper mapper = this.mapper.get();
		JsonFactory factory = factory().setCodec(mapper);
		check(mapper, mapper.constructType(valueType));
		ObjectWriter writer = mapper.writerFor(valueType).withView(null);
		ObjectReader reader = mapper.readerFor(valueType).withView(null);
		return new TextValueSerializer<>(valueType, (value) -> write(factory, writer, value),
				(json) -> read(factory, reader, json));
	}

	private static String write(JsonFactory factory, ObjectWriter writer, Object value) {
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = factory.createGenerator(text)) {
			writer.writeValue(generator, value);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return text.toString();
	}

	private static <V> V read(JsonFactory factory, ObjectReader reader, String json) {
		try (JsonParser parser = factory.createParser(json)) {
			return reader.readValue(parser);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void check(ObjectMapper mapper, JavaType type) {
		Class<?> valueType = type.getRawClass();
		try {
			JsonDeserializer<?> deserializer = ((DefaultDeserializationContext) mapper.getDeserializationContext())
				.createDummyInstance(mapper.getDeserializationConfig())
				.findRootValueDeserializer(type);
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
			JsonSerializer<?> serializer = mapper.getSerializerProviderInstance()
				.findTypedValueSerializer(type, true, null);
			if (serializer instanceof UnknownSerializer) {
				throw CanonicalJson.withoutProperties(valueType);
			}
		}
		catch (JsonMappingException ex) {
			throw CanonicalJson.refusal(valueType, ex.getOriginalMessage());
		}
	}

	private static boolean isJacksons(JsonDeserializer<?> deserializer) {
		return deserializer.getClass().getPackageName().startsWith(JavaType.class.getPackageName());
	}

	private static ObjectMapper canonical(ObjectMapper mapper) {
		ObjectMapper copy = mapper.copy();
		configureFeatures(copy);
		copy.setVisibility(VisibilityChecker.Std.defaultInstance())
			.setDefaultPropertyInclusion(JsonInclude.Value.empty())
			.setDefaultSetterInfo(JsonSetter.Value.empty())
			.setDefaultMergeable(null)
			.setDefaultLeniency(null)
			.setPropertyNamingStrategy(null)
			.setEnumNamingStrategy(null)
			.setAccessorNaming(new DefaultAccessorNamingStrategy.Provider().withFirstCharAcceptance(false, false))
			.setConstructorDetector(ConstructorDetector.DEFAULT)
			.deactivateDefaultTyping()
			.setDateFormat(CanonicalJson.dateFormat())
			.setTimeZone(TimeZone.getTimeZone("UTC"))
			.setLocale(Locale.ROOT)
			.setBase64Variant(Base64Variants.MIME_NO_LINEFEEDS)
			.registerModule(new SimpleModule(Jackson2CanonicalSerializers.class.getName())
				.setSerializerModifier(new Jackson2CanonicalSerializers(factory())));
		// A number, as Jackson 3 writes it
		copy.configOverride(Year.class).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.NUMBER_INT));
		if (isPresent("com.fasterxml.jackson.datatype.jsr310.JavaTimeModule")) {
			JavaTime.register(copy);
		}
		if (isPresent("com.fasterxml.jackson.datatype.jdk8.Jdk8Module")) {
			Jdk8.register(copy);
		}
		return copy;
	}

	private static void configureFeatures(ObjectMapper mapper) {
		for (MapperFeature feature : MapperFeature.values()) {
			boolean state = CanonicalJson.isEnabled(feature, feature.enabledByDefault());
			mapper.setConfig(mapper.getSerializationConfig().with(feature, state));
			mapper.setConfig(mapper.getDeserializationConfig().with(feature, state));
		}
		for (SerializationFeature feature : SerializationFeature.values()) {
			mapper.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (DeserializationFeature feature : DeserializationFeature.values()) {
			mapper.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
		}
		for (EnumFeature feature : EnumFeature.values()) {
			configure(mapper, feature);
		}
		for (JsonNodeFeature feature : JsonNodeFeature.values()) {
			configure(mapper, feature);
		}
	}

	private static <F extends Enum<F> & DatatypeFeature> void configure(ObjectMapper mapper, F feature) {
		mapper.configure(feature, CanonicalJson.isEnabled(feature, feature.enabledByDefault()));
	}

	/**
	 * Makes what writes and reads all JSON, since the application's own factory may
	 * escape or quote otherwise.
	 * @return a new factory
	 */
	private static JsonFactory factory() {
		JsonFactoryBuilder builder = new JsonFactoryBuilder();
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
		return builder.build();
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, Jackson2ValueSerializers.class.getClassLoader());
	}

	private static final class JavaTime {

		static void register(ObjectMapper mapper) {
			mapper.registerModule(new JavaTimeModule());
		}

	}

	private static final class Jdk8 {

		static void register(ObjectMapper mapper) {
			mapper.registerModule(new Jdk8Module());
		}

	}

}
