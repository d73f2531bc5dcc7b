package io.multimapttl.autoconfigure;

import io.multimapttl.redis.MultiMapWithTTLBuilder;
import io.multimapttl.redis.MultiMapWithTTLCustomizer;

/**
 * Applies the properties of a multimap's id. This happens when the multimap is created.
 * So key prefix and ttl are those of the run-time environment, even if AOT processing has
 * fixed ids and value types.
 */
record PropertiesCustomizer(MultiMapTtlProperties properties) implements MultiMapWithTTLCustomizer {

	@Override
	public void customize(MultiMapWithTTLBuilder<?> builder) {
		if (this.properties.maps().isEmpty() && builder.getId().equals(MultiMapTtlProperties.DEFAULT_ID)) {
			builder.keyPrefix(withoutId(builder.getKeyPrefix()));
		}
		MultiMapTtlProperties.MultiMap map = this.properties.map(builder.getId());
		if (map != null && map.keyPrefix() != null) {
			builder.keyPrefix(map.keyPrefix());
		}
		if (map != null && map.ttl() != null) {
			builder.ttl(map.ttl());
		}
		if (map != null && map.unreadableValues() != null) {
			builder.unreadableValues(map.unreadableValues());
		}
		if (map != null && map.maxValues() != null) {
			builder.maxValues(map.maxValues());
		}
		if (map != null && map.whenFull() != null) {
			builder.whenFull(map.whenFull());
		}
	}

	/**
	 * Returns the prefix that the multimaps of the factory share. It is not always that
	 * of the properties, as the application can make the factory.
	 */
	private static String withoutId(String keyPrefix) {
		return keyPrefix.substring(0, keyPrefix.length() - MultiMapTtlProperties.DEFAULT_ID.length() - 1);
	}

}
