package io.multimapttl.serializer;

import java.text.SimpleDateFormat;
import java.util.Locale;
import java.util.TimeZone;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Jackson versions, each with a plain mapper and with one whose settings would change
 * all that they can.
 */
enum Jackson {

	PLAIN_3 {

		@Override
		ValueSerializers serializers() {
			return JsonValueSerializers.jackson3(JsonMapper.builder().build());
		}

	},

	HOSTILE_3 {

		@Override
		ValueSerializers serializers() {
			return JsonValueSerializers.jackson3(hostile3());
		}

	},

	PLAIN_2 {

		@Override
		ValueSerializers serializers() {
			return JsonValueSerializers.jackson2(new ObjectMapper());
		}

	},

	HOSTILE_2 {

		@Override
		ValueSerializers serializers() {
			return JsonValueSerializers.jackson2(hostile2());
		}

	},

	CREATED {

		@Override
		ValueSerializers serializers() {
			return JsonValueSerializers.create();
		}

	};

	abstract ValueSerializers serializers();

	static JsonMapper hostile3() {
		JsonFactory factory = JsonFactory.builder()
			.quoteChar('\'')
			.highestNonEscapedChar(127)
			.rootValueSeparator("\n")
			.build();
		return JacksonFeatures.flipped3(JacksonFeatures.ofJackson3(), JsonMapper.builder(factory))
			.changeDefaultPropertyInclusion((inclusion) -> hostileInclusion())
			.changeDefaultVisibility((visibility) -> visibility.withFieldVisibility(Visibility.ANY)
				.withGetterVisibility(Visibility.NONE)
				.withIsGetterVisibility(Visibility.NONE)
				.withCreatorVisibility(Visibility.NONE))
			.changeDefaultNullHandling((handling) -> JsonSetter.Value.forValueNulls(Nulls.FAIL))
			.defaultMergeable(true)
			.defaultLeniency(false)
			.propertyNamingStrategy(tools.jackson.databind.PropertyNamingStrategies.SNAKE_CASE)
			.enumNamingStrategy(tools.jackson.databind.EnumNamingStrategies.LOWER_CAMEL_CASE)
			.accessorNaming(new tools.jackson.databind.introspect.DefaultAccessorNamingStrategy.Provider()
				.withGetterPrefix("is")
				.withFirstCharAcceptance(true, true))
			.constructorDetector(tools.jackson.databind.cfg.ConstructorDetector.EXPLICIT_ONLY)
			.activateDefaultTyping(tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator.builder()
				.allowIfBaseType(Object.class)
				.build(), tools.jackson.databind.DefaultTyping.NON_FINAL)
			.defaultDateFormat(new SimpleDateFormat("dd.MM.yyyy", Locale.GERMAN))
			.defaultTimeZone(TimeZone.getTimeZone("Asia/Tokyo"))
			.defaultLocale(Locale.GERMAN)
			.defaultBase64Variant(tools.jackson.core.Base64Variants.PEM)
			.defaultView(String.class)
			.build();
	}

	static ObjectMapper hostile2() {
		ObjectMapper mapper = JacksonFeatures.flipped2(JacksonFeatures.ofJackson2(), new ObjectMapper());
		mapper.findAndRegisterModules()
			.setDefaultPropertyInclusion(hostileInclusion())
			.setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
			.setVisibility(PropertyAccessor.GETTER, Visibility.NONE)
			.setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
			.setVisibility(PropertyAccessor.CREATOR, Visibility.NONE)
			.setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL))
			.setDefaultMergeable(true)
			.setDefaultLeniency(false)
			.setPropertyNamingStrategy(com.fasterxml.jackson.databind.PropertyNamingStrategies.SNAKE_CASE)
			.setEnumNamingStrategy(com.fasterxml.jackson.databind.EnumNamingStrategies.LOWER_CAMEL_CASE)
			.setAccessorNaming(new com.fasterxml.jackson.databind.introspect.DefaultAccessorNamingStrategy.Provider()
				.withGetterPrefix("is")
				.withFirstCharAcceptance(true, true))
			.setConstructorDetector(com.fasterxml.jackson.databind.cfg.ConstructorDetector.EXPLICIT_ONLY)
			.activateDefaultTyping(com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator.builder()
				.allowIfBaseType(Object.class)
				.build(), ObjectMapper.DefaultTyping.NON_FINAL)
			.setDateFormat(new SimpleDateFormat("dd.MM.yyyy", Locale.GERMAN))
			.setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"))
			.setLocale(Locale.GERMAN)
			.setBase64Variant(com.fasterxml.jackson.core.Base64Variants.PEM);
		mapper.setConfig(mapper.getSerializationConfig().withView(String.class));
		mapper.setConfig(mapper.getDeserializationConfig().withView(String.class));
		return mapper;
	}

	private static JsonInclude.Value hostileInclusion() {
		return JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY);
	}

}
