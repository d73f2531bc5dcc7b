package io.multimapttl.redis;

/**
 * Adjusts every multimap that a {@link MultiMapWithTTLFactory} makes, before it is built.
 * With Spring Boot, beans of this type are picked up, in their order.
 */
@FunctionalInterface
public interface MultiMapWithTTLCustomizer {

	/**
	 * Adjusts a multimap that is about to be built.
	 * @param builder the builder, which tells {@link MultiMapWithTTLBuilder#getId()} and
	 * {@link MultiMapWithTTLBuilder#getValueType()}
	 */
	void customize(MultiMapWithTTLBuilder<?> builder);

}
