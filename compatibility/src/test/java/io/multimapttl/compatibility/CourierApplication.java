package io.multimapttl.compatibility;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.MultiMapWithTTLCustomizer;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.serializer.Jackson2JsonRedisSerializer;
import org.springframework.stereotype.Service;

/**
 * A small application, as one is written on any line of Spring Boot.
 */
@SpringBootApplication
class CourierApplication {

	/**
	 * What an application writes that stays with Jackson 2, on Spring Boot 3.5 for
	 * instance.
	 */
	@Bean
	@ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
	static MultiMapWithTTLCustomizer positionsByJackson2() {
		return (builder) -> {
			if (builder.getValueType() == Position.class) {
				builder.serializer(new Jackson2JsonRedisSerializer<>(Position.class));
			}
		};
	}

	@Service
	record Board(MultiMapWithTTL<String> couriers, MultiMapWithTTL<Long> scores, MultiMapWithTTL<Position> positions) {
	}

	/**
	 * Where a courier was seen: a type that is stored as JSON.
	 *
	 * @param x to the east
	 * @param y to the north
	 */
	record Position(int x, int y) {
	}

}
