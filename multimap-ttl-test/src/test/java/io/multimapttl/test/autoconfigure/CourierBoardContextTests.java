package io.multimapttl.test.autoconfigure;

import java.time.Duration;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.test.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The context test of an application, as its authors would write it.
 */
@SpringBootTest(properties = { "spring.data.redis.host=redis.invalid", "multimap.ttl.maps.couriers.ttl=45s" })
@AutoConfigureInMemoryMultiMapWithTTL
class CourierBoardContextTests {

	@Autowired
	private MultiMapWithTTL<String> couriers;

	@Autowired
	private MutableClock clock;

	@AfterEach
	void clear() {
		this.couriers.clear();
	}

	@Test
	void courierLeavesTheBoardAfterTheTtl() {
		this.couriers.add("zone-1", "ada");
		this.clock.advance(Duration.ofSeconds(44));
		assertThat(this.couriers.get("zone-1")).containsExactly("ada");
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.couriers.get("zone-1")).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class CourierBoard {

		@TestConfiguration(proxyBeanMethods = false)
		static class TestClock {

			@Bean
			MutableClock clock() {
				return new MutableClock();
			}

		}

	}

}
