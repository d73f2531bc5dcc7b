package io.multimapttl.redis;

/**
 * Puts something around every multimap that a {@link MultiMapWithTTLFactory} makes, such
 * as observation. With Spring Boot, beans of this type are picked up, in their order: the
 * first is the innermost.
 */
public interface MultiMapWithTTLDecorator {

	/**
	 * Decorates a multimap that was just made, before anybody else gets it.
	 * @param <V> the type of the values
	 * @param multiMap the multimap
	 * @return a multimap that passes calls on to the given one, or the given one itself
	 */
	<V> RedisMultiMapWithTTL<V> decorate(RedisMultiMapWithTTL<V> multiMap);

}
