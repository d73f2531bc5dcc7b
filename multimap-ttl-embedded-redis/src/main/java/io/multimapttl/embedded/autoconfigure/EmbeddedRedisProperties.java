package io.multimapttl.embedded.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the embedded Redis.
 *
 * @param enabled Whether to start an embedded Redis when no other is configured. By
 * default it is started, but not under ahead-of-time processing nor in applications that
 * were processed ahead of time; there only true starts it.
 * @param mock Whether to start jedis-mock, a mock that runs in this JVM, in place of a
 * real redis-server. It has to be on the class path, and is what is started without being
 * asked for on platforms that have no redis-server, such as Windows.
 */
@ConfigurationProperties(EmbeddedRedisProperties.PREFIX)
record EmbeddedRedisProperties(@Nullable Boolean enabled, @DefaultValue("false") boolean mock) {

	static final String PREFIX = "multimap.ttl.embedded-redis";

}
