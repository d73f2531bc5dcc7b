package io.multimapttl.embedded.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the embedded Redis.
 *
 * @param enabled Whether to start an embedded Redis when no other is configured. By
 * default it is started in development and tests: not in a packaged application, with a
 * profile of production, or with ahead-of-time processing. There it is only started if
 * this is true.
 * @param mock Whether to start jedis-mock, a mock that runs in this JVM, instead of a
 * real redis-server. It has to be on the class path. On platforms without a redis-server,
 * such as Windows, it is started by default.
 */
@ConfigurationProperties(EmbeddedRedisProperties.PREFIX)
record EmbeddedRedisProperties(@Nullable Boolean enabled, @DefaultValue("false") boolean mock) {

	static final String PREFIX = "multimap.ttl.embedded-redis";

}
