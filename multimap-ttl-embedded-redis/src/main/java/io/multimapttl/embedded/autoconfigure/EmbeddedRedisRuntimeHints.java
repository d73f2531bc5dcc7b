package io.multimapttl.embedded.autoconfigure;

import io.multimapttl.embedded.EmbeddedRedis;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Takes the executables along into a native image that was told to have an embedded
 * Redis.
 */
class EmbeddedRedisRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("redis-server-" + EmbeddedRedis.VERSION + "-*");
	}

}
