package io.multimapttl.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.multimapttl.ReactiveMultiMapWithTTL;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Registers the reactive form of multimap beans: {@code reactiveCouriers} for
 * {@code couriers}, with the id as the qualifier. The definitions are lazy, because
 * Lettuce brings Reactor: applications that are not reactive have them, too, and nobody
 * asks for the beans.
 */
final class ReactiveMultiMapRegistration {

	private static final String REACTOR = "reactor.core.publisher.Flux";

	private final ConfigurableListableBeanFactory beanFactory;

	ReactiveMultiMapRegistration(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Returns the name of the bean that is the reactive form of a multimap.
	 */
	static String beanName(String id) {
		return "reactive" + StringUtils.capitalize(id);
	}

	/**
	 * Registers the reactive form of multimaps, unless there can be none. A bean that has
	 * one of the names already stays, be it of the application or a multimap that is
	 * configured with such an id. If that has values of the same type, its own reactive
	 * form would be injected in place of the other.
	 * @param valueTypes the ids of multimap beans, with the types of their values
	 * @param registry the registry
	 * @throws IllegalStateException if that is so
	 */
	void register(Map<String, Class<?>> valueTypes, BeanDefinitionRegistry registry) {
		if (!mayBeReactive() || !ClassUtils.isPresent(REACTOR, this.beanFactory.getBeanClassLoader())) {
			return;
		}
		valueTypes.forEach((id, valueType) -> {
			Assert.state(valueType != valueTypes.get(beanName(id)),
					() -> "The reactive form of the multimap '" + id + "' would be the bean '" + beanName(id)
							+ "', which is the multimap of that id. Give one of 'multimap.ttl.maps." + id
							+ "' and 'multimap.ttl.maps." + beanName(id) + "' another id");
			if (!this.beanFactory.containsBean(beanName(id))) {
				registry.registerBeanDefinition(beanName(id), define(id, valueType));
			}
		});
	}

	/**
	 * Returns whether the connection factory that {@link RedisSelection} will find is
	 * reactive, as far as its bean definition tells. Without any there is nothing to say
	 * against it: the multimaps of a test may be in memory.
	 */
	private boolean mayBeReactive() {
		List<String> candidates = Arrays.asList(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				RedisConnectionFactory.class, true, false));
		List<String> selected = Stream
			.of(those(this::isMarked, candidates), those(this::isPrimary, candidates), candidates)
			.filter((names) -> !names.isEmpty())
			.findFirst()
			.orElse(List.of());
		return selected.isEmpty() || selected.stream().anyMatch(this::isReactive);
	}

	private static List<String> those(Predicate<String> condition, List<String> candidates) {
		return candidates.stream().filter(condition).toList();
	}

	private boolean isMarked(String name) {
		return this.beanFactory.findAnnotationOnBean(name, MultiMapRedis.class, false) != null;
	}

	private boolean isPrimary(String name) {
		return MultiMapRegistrar.isPrimary(name, this.beanFactory);
	}

	private boolean isReactive(String name) {
		Class<?> type = this.beanFactory.getType(name, false);
		return type != null && LettuceConnectionFactory.class.isAssignableFrom(type);
	}

	private static RootBeanDefinition define(String id, Class<?> valueType) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(ReactiveMultiMapWithTTL.class, valueType));
		definition.setFactoryBeanName(id);
		definition.setFactoryMethodName("reactive");
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, id));
		definition.setLazyInit(true);
		return definition;
	}

}
