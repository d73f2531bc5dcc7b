package io.multimapttl.compatibility;

import io.multimapttl.MultiMapWithTTL;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Service;

/**
 * A small application, as one is written on any line of Spring Boot.
 */
@SpringBootApplication
class CourierApplication {

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
