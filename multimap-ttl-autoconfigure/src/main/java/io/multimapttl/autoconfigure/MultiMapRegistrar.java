package io.multimapttl.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each configured multimap, or for the default one, and one for its
 * reactive form. The target type of the bean definition contains the value type, so that
 * the container can inject by it. AOT processing can generate code for its factory method
 * and plain arguments.
 */
final class MultiMapRegistrar implements ImportBeanDefinitionRegistrar {

	private static final String VALUE_TYPE = MultiMapTtlProperties.PREFIX + ".value-type";

	private static final String MAPS = MultiMapTtlProperties.PREFIX + ".maps";

	private final Environment environment;

	private final ConfigurableListableBeanFactory beanFactory;

	MultiMapRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		new PropertyNamesCheck(this.environment).check();
		Binder binder = Binder.get(this.environment);
		Class<?> valueType = binder.bind(VALUE_TYPE, Bindable.of(Class.class)).orElse(String.class);
		MultiMapTtlProperties.checkValueType(VALUE_TYPE, valueType);
		Map<String, Declaration> declarations = MultiMapTtlProperties
			.withDistinctIds(binder.bind(MAPS, Declaration.BY_ID).orElse(Map.of()));
		Map<String, Class<?>> registered = new LinkedHashMap<>();
		if (declarations.isEmpty() && registerDefault(valueType, registry)) {
			registered.put(MultiMapTtlProperties.DEFAULT_ID, valueType);
		}
		declarations.forEach((id, declaration) -> {
			Class<?> ownValueType = declaration.valueTypeOr(valueType);
			if (registerConfigured(id, ownValueType, registry)) {
				registered.put(id, ownValueType);
			}
		});
		new ReactiveMultiMapRegistration(this.beanFactory).register(registered, registry);
	}

	private boolean registerDefault(Class<?> valueType, BeanDefinitionRegistry registry) {
		String factory = findFactory();
		if (factory == null || this.beanFactory.containsBean(MultiMapTtlProperties.DEFAULT_ID)) {
			return false;
		}
		registry.registerBeanDefinition(MultiMapTtlProperties.DEFAULT_ID,
				define(factory, MultiMapTtlProperties.DEFAULT_ID, valueType));
		return true;
	}

	private boolean registerConfigured(String id, Class<?> valueType, BeanDefinitionRegistry registry) {
		MultiMapTtlProperties.checkId(id);
		String property = MultiMapTtlProperties.property(id);
		MultiMapTtlProperties.checkValueType(property + ".value-type", valueType);
		if (this.beanFactory.containsBean(id)) {
			rejectForeignBean(id, property);
			return false;
		}
		String factory = findFactory();
		if (factory == null) {
			throw new InvalidMultiMapPropertyException(property,
					"The application has several MultiMapWithTTLFactory beans, none of them the primary one.",
					"Mark the one that should create the configured multimaps with @Primary.");
		}
		RootBeanDefinition definition = define(factory, id, valueType);
		definition.setResourceDescription("property '" + property + "'");
		registry.registerBeanDefinition(id, definition);
		return true;
	}

	private void rejectForeignBean(String id, String property) {
		// Does not create a factory bean to learn its type: it is too early for that
		Class<?> type = this.beanFactory.getType(id, false);
		if (type == null || !MultiMapWithTTL.class.isAssignableFrom(type)) {
			throw new InvalidMultiMapPropertyException(property,
					"There is a bean named '" + id + "' already, and it is "
							+ ((type != null) ? "a " + type.getName() : "of another type") + ", not a MultiMapWithTTL.",
					"Choose another id for the multimap: it is the name of its bean.");
		}
	}

	private @Nullable String findFactory() {
		String[] candidates = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				MultiMapWithTTLFactory.class, true, false);
		if (candidates.length == 1) {
			return candidates[0];
		}
		return Arrays.stream(candidates).filter((name) -> isPrimary(name, this.beanFactory)).findFirst().orElse(null);
	}

	static boolean isPrimary(String name, ConfigurableListableBeanFactory beanFactory) {
		return beanFactory.containsBeanDefinition(name) && beanFactory.getBeanDefinition(name).isPrimary();
	}

	private static RootBeanDefinition define(String factory, String id, Class<?> valueType) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(RedisMultiMapWithTTL.class, valueType));
		definition.setFactoryBeanName(factory);
		definition.setFactoryMethodName("create");
		ConstructorArgumentValues arguments = definition.getConstructorArgumentValues();
		arguments.addIndexedArgumentValue(0, id);
		arguments.addIndexedArgumentValue(1, valueType);
		return definition;
	}

	/**
	 * The properties of a multimap that are needed before there are beans. Unlike
	 * {@link MultiMapTtlProperties} it does not convert the other texts: with AOT
	 * processing they may contain placeholders that only the run-time environment can
	 * resolve.
	 */
	record Declaration(@Nullable String keyPrefix, @Nullable String ttl, @Nullable Class<?> valueType,
			@Nullable String unreadableValues, @Nullable String maxValues, @Nullable String whenFull) {

		private static final Bindable<Map<String, Declaration>> BY_ID = Bindable.mapOf(String.class, Declaration.class);

		private Class<?> valueTypeOr(Class<?> defaultType) {
			return (this.valueType != null) ? this.valueType : defaultType;
		}

	}

}
