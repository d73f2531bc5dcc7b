package io.multimapttl.autoconfigure;

import io.multimapttl.serializer.JsonValueSerializers;
import io.multimapttl.serializer.ValueSerializers;
import tools.jackson.databind.JacksonModule;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where serializers come from, imported in this order: the first class is only loaded
 * where Jackson 3 is there.
 */
abstract class ValueSerializersConfigurations {

	private ValueSerializersConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JacksonModule.class)
	static class Jackson {

		@Bean
		@ConditionalOnMissingBean
		ValueSerializers multiMapValueSerializers(ObjectProvider<JacksonModule> modules) {
			return JsonValueSerializers.create(modules.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(ValueSerializers.class)
	static class NoJackson {

		@Bean
		ValueSerializers multiMapValueSerializers() {
			return JsonValueSerializers.create();
		}

	}

}
