package io.multimapttl.autoconfigure;

import io.multimapttl.redis.MultiMapWithTTLBuilder;
import io.multimapttl.redis.MultiMapWithTTLCustomizer;

/**
 * Gives a multimap what is configured for its id. This happens when the multimap is made,
 * so that key prefix and ttl are those of the run-time environment also where ids and
 * value types were fixed by AOT processing.
 */
record PropertiesCustomizer(MultiMapTtlProperties properties) implements MultiMapWithTTLCustomizer {

	@Override
	public void customize(MultiMapWithTTLBuilder<?> builder) {
		if (this.properties.maps().isEmpty() && builder.getId().equals(MultiMapTtlProperties.DEFAULT_ID)) {
			builder.keyPrefix(this.properties.keyPrefix());
		}
		MultiMapTtlProperties.MultiMap map = this.properties.map(builder.getId());
		if (map != null && map.keyPrefix() != null) {
			builder.keyPrefix(map.keyPrefix());
		}
		if (map != null && map.ttl() != null) {
			builder.ttl(map.ttl());
		}
	}

}
