package io.multimapttl.test.autoconfigure;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.ReactiveMultiMapWithTTL;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test whose context has no other auto-configuration, as in the slices of Spring Boot.
 */
@SpringJUnitConfig(TestSliceTests.Slice.class)
@AutoConfigureInMemoryMultiMapWithTTL
class TestSliceTests {

	@Autowired
	private MultiMapWithTTL<String> multiMap;

	@Autowired
	private ReactiveMultiMapWithTTL<String> reactive;

	@Test
	void sliceHasTheConfiguredMultiMaps() {
		assertThat(this.multiMap.add("zone", "courier")).isTrue();
	}

	@Test
	void sliceHasTheirReactiveForm() {
		assertThat(this.reactive.add("zone", "bob").block()).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	static class Slice {

	}

}
