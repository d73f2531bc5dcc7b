package io.multimapttl.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to keep for multimaps: the scripts, and the names of the
 * classes by which serializers for JSON know that a Jackson is there.
 */
class MultiMapTtlRuntimeHints implements RuntimeHintsRegistrar {

	private static final String[] OPTIONAL_TYPES = { "tools.jackson.databind.json.JsonMapper",
			"com.fasterxml.jackson.databind.ObjectMapper", "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule",
			"com.fasterxml.jackson.datatype.jdk8.Jdk8Module" };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/multimapttl/redis/*.lua");
		for (String type : OPTIONAL_TYPES) {
			hints.reflection().registerTypeIfPresent(classLoader, type);
		}
	}

}
