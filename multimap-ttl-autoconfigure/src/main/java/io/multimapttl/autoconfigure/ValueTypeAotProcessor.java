package io.multimapttl.autoconfigure;

import java.util.Objects;
import java.util.stream.Stream;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;

/**
 * Registers hints for the value types of multimap beans, so that a native image can find
 * them by name, for {@code value-type}, and their members, for JSON.
 */
class ValueTypeAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		ResolvableType type = registeredBean.getBeanType();
		Class<?> valueType = Stream.of(MultiMapWithTTL.class, ReactiveMultiMapWithTTL.class)
			.map((multiMap) -> type.as(multiMap).getGeneric(0).resolve())
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		if (valueType == null) {
			return null;
		}
		return (generationContext, beanRegistrationCode) -> register(valueType, generationContext.getRuntimeHints());
	}

	private static void register(Class<?> valueType, RuntimeHints hints) {
		hints.reflection().registerType(valueType);
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), valueType);
	}

}
