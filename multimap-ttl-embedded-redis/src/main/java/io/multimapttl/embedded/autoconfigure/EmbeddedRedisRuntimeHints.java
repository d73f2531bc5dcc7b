package io.multimapttl.embedded.autoconfigure;

import io.multimapttl.embedded.EmbeddedRedis;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Adds the executables to a native image in which the embedded Redis is switched on.
 */
class EmbeddedRedisRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("redis-server-" + EmbeddedRedis.VERSION + "-*");
	}

}
