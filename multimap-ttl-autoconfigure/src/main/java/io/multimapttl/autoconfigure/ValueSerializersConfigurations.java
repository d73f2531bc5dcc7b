package io.multimapttl.autoconfigure;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.multimapttl.serializer.JsonValueSerializers;
import io.multimapttl.serializer.ValueSerializers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where serializers come from, imported in this order. Each class names one optional
 * library, so that it is only loaded where that library is there.
 */
abstract class ValueSerializersConfigurations {

	private ValueSerializersConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnSingleCandidate(JsonMapper.class)
	@ConditionalOnMissingBean(ValueSerializers.class)
	static class Jackson3 {

		@Bean
		ValueSerializers multiMapValueSerializers(JsonMapper jsonMapper) {
			return JsonValueSerializers.jackson3(jsonMapper);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObjectMapper.class)
	@ConditionalOnSingleCandidate(ObjectMapper.class)
	@ConditionalOnMissingBean(ValueSerializers.class)
	static class Jackson2 {

		@Bean
		ValueSerializers multiMapValueSerializers(ObjectMapper objectMapper) {
			return JsonValueSerializers.jackson2(objectMapper);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(ValueSerializers.class)
	static class WithoutMapper {

		@Bean
		ValueSerializers multiMapValueSerializers() {
			return JsonValueSerializers.create();
		}

	}

}
