package io.multimapttl.embedded.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * A property, or a group of properties, that says where an application's Redis is, or
 * that only makes sense for a Redis of one's own: credentials, for instance, would be
 * dropped in silence. A property with an empty value counts, too: a deployment whose
 * variable is empty should fail, as it does without this module. It should not end up on
 * a server whose data is lost.
 *
 * @param name the name of the property or of its group
 */
record RedisProperty(ConfigurationPropertyName name) {

	private static final List<RedisProperty> ALL = Stream
		.of("spring.data.redis.url", "spring.data.redis.host", "spring.data.redis.port", "spring.data.redis.username",
				"spring.data.redis.password", "spring.data.redis.ssl", "spring.data.redis.cluster",
				"spring.data.redis.sentinel", "spring.data.redis.masterreplica", "spring.data.redis.lettuce.cluster",
				"spring.data.redis.lettuce.read-from",
				// Spring Boot 2: whoever sets these has a Redis, although they do nothing
				"spring.redis")
		.map((name) -> new RedisProperty(ConfigurationPropertyName.of(name)))
		.toList();

	/**
	 * Returns a property that configures a Redis.
	 * @param environment the environment to search
	 * @return the first such property, if there is one
	 */
	static Optional<RedisProperty> findIn(Environment environment) {
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.get(environment);
		return ALL.stream().filter((property) -> property.isIn(sources)).findFirst();
	}

	private boolean isIn(Iterable<ConfigurationPropertySource> sources) {
		for (ConfigurationPropertySource source : sources) {
			if (source.getConfigurationProperty(this.name) != null
					|| source.containsDescendantOf(this.name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

	@Override
	public String toString() {
		return this.name.toString();
	}

}
