package io.multimapttl.autoconfigure;

import io.multimapttl.MultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;

/**
 * Registers hints for the value types of multimap beans, so that a native image can find
 * them by name, for {@code value-type}, and their members, for JSON.
 */
class ValueTypeAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Class<?> valueType = registeredBean.getBeanType().as(MultiMapWithTTL.class).getGeneric(0).resolve();
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
