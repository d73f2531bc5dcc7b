package io.multimapttl.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to keep for multimaps: the scripts, and what serializers for
 * JSON look for by name.
 */
class MultiMapTtlRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/multimapttl/redis/*.lua");
		hints.reflection()
			.registerTypeIfPresent(classLoader, "tools.jackson.databind.json.JsonMapper")
			.registerTypeIfPresent(classLoader, "tools.jackson.module.kotlin.KotlinModule",
					MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
	}

}
