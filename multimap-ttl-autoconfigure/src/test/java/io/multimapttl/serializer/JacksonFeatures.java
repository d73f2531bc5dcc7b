package io.multimapttl.serializer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * All on-off features of Jackson 3 and 2.
 */
final class JacksonFeatures {

	private JacksonFeatures() {
	}

	static List<Class<? extends Enum<?>>> ofJackson3() {
		return List.of(tools.jackson.databind.MapperFeature.class, tools.jackson.databind.SerializationFeature.class,
				tools.jackson.databind.DeserializationFeature.class, tools.jackson.databind.cfg.DateTimeFeature.class,
				tools.jackson.databind.cfg.EnumFeature.class, tools.jackson.databind.cfg.JsonNodeFeature.class,
				tools.jackson.core.StreamReadFeature.class, tools.jackson.core.StreamWriteFeature.class,
				tools.jackson.core.json.JsonReadFeature.class, tools.jackson.core.json.JsonWriteFeature.class);
	}

	static List<Class<? extends Enum<?>>> ofJackson2() {
		return List.of(com.fasterxml.jackson.databind.MapperFeature.class,
				com.fasterxml.jackson.databind.SerializationFeature.class,
				com.fasterxml.jackson.databind.DeserializationFeature.class,
				com.fasterxml.jackson.databind.cfg.EnumFeature.class,
				com.fasterxml.jackson.databind.cfg.JsonNodeFeature.class,
				com.fasterxml.jackson.core.JsonGenerator.Feature.class,
				com.fasterxml.jackson.core.JsonParser.Feature.class);
	}

	static Stream<Enum<?>> constants(List<Class<? extends Enum<?>>> types) {
		return types.stream().flatMap((type) -> Arrays.stream(type.getEnumConstants()));
	}

	static boolean byDefault(Enum<?> feature) {
		if (feature instanceof tools.jackson.core.util.JacksonFeature known) {
			return known.enabledByDefault();
		}
		if (feature instanceof tools.jackson.databind.cfg.ConfigFeature known) {
			return known.enabledByDefault();
		}
		if (feature instanceof tools.jackson.databind.MapperFeature known) {
			return known.enabledByDefault();
		}
		if (feature instanceof com.fasterxml.jackson.core.util.JacksonFeature known) {
			return known.enabledByDefault();
		}
		if (feature instanceof com.fasterxml.jackson.databind.cfg.ConfigFeature known) {
			return known.enabledByDefault();
		}
		if (feature instanceof com.fasterxml.jackson.core.JsonGenerator.Feature known) {
			return known.enabledByDefault();
		}
		return ((com.fasterxml.jackson.core.JsonParser.Feature) feature).enabledByDefault();
	}

	static JsonMapper.Builder flipped3(List<Class<? extends Enum<?>>> types, JsonMapper.Builder builder) {
		constants(types).forEach((feature) -> configure(builder, feature, !byDefault(feature)));
		return builder;
	}

	private static void configure(JsonMapper.Builder builder, Enum<?> feature, boolean state) {
		if (feature instanceof tools.jackson.databind.MapperFeature mapper) {
			builder.configure(mapper, state);
		}
		else if (feature instanceof tools.jackson.databind.SerializationFeature serialization) {
			builder.configure(serialization, state);
		}
		else if (feature instanceof tools.jackson.databind.DeserializationFeature deserialization) {
			builder.configure(deserialization, state);
		}
		else if (feature instanceof tools.jackson.databind.cfg.DatatypeFeature datatype) {
			builder.configure(datatype, state);
		}
		else if (feature instanceof tools.jackson.core.StreamReadFeature read) {
			builder.configure(read, state);
		}
		else if (feature instanceof tools.jackson.core.StreamWriteFeature write) {
			builder.configure(write, state);
		}
		else if (feature instanceof tools.jackson.core.json.JsonReadFeature read) {
			builder.configure(read, state);
		}
		else {
			builder.configure((tools.jackson.core.json.JsonWriteFeature) feature, state);
		}
	}

	static ObjectMapper flipped2(List<Class<? extends Enum<?>>> types, ObjectMapper mapper) {
		constants(types).forEach((feature) -> configure(mapper, feature, !byDefault(feature)));
		return mapper;
	}

	private static void configure(ObjectMapper mapper, Enum<?> feature, boolean state) {
		if (feature instanceof com.fasterxml.jackson.databind.MapperFeature known) {
			mapper.setConfig(mapper.getSerializationConfig().with(known, state));
			mapper.setConfig(mapper.getDeserializationConfig().with(known, state));
		}
		else if (feature instanceof com.fasterxml.jackson.databind.SerializationFeature known) {
			mapper.configure(known, state);
		}
		else if (feature instanceof com.fasterxml.jackson.databind.DeserializationFeature known) {
			mapper.configure(known, state);
		}
		else if (feature instanceof com.fasterxml.jackson.databind.cfg.DatatypeFeature known) {
			mapper.configure(known, state);
		}
		else if (feature instanceof com.fasterxml.jackson.core.JsonGenerator.Feature known) {
			mapper.configure(known, state);
		}
		else {
			mapper.configure((com.fasterxml.jackson.core.JsonParser.Feature) feature, state);
		}
	}

}
