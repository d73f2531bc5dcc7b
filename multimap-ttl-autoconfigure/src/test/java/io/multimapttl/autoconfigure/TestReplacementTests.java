package io.multimapttl.autoconfigure;

import io.multimapttl.MultiMapWithTTL;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that users' tests can replace a configured multimap, by its value type.
 */
@SpringJUnitConfig
@TestPropertySource(
		properties = { "multimap.ttl.maps.couriers.value-type=java.lang.Long", "multimap.ttl.maps.viewers.ttl=1h" })
class TestReplacementTests {

	@MockitoBean
	private MultiMapWithTTL<Long> replaced;

	@Autowired
	private Zones zones;

	@Test
	void replacementIsInjectedByValueType() {
		assertThat(this.zones.couriers).isSameAs(this.replaced);
		assertThat(this.zones.viewers).isNotSameAs(this.replaced);
	}

	record Zones(MultiMapWithTTL<Long> couriers, MultiMapWithTTL<String> viewers) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class })
	static class Application {

		@Bean
		Zones zones(MultiMapWithTTL<Long> couriers, MultiMapWithTTL<String> viewers) {
			return new Zones(couriers, viewers);
		}

	}

}
