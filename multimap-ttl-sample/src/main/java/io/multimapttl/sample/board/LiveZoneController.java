package io.multimapttl.sample.board;

import java.time.Duration;

import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.sample.BoardName;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends a zone as events, as long as somebody listens: all of it, every second. Somebody
 * who has left is noticed by the next event.
 * <p>
 * Shows the reactive form of a multimap, in an application that is not reactive: no
 * thread waits, neither for Redis nor for the next second.
 */
@RestController
class LiveZoneController {

	private static final Duration PACE = Duration.ofSeconds(1);

	private final ReactiveMultiMapWithTTL<String> couriers;

	LiveZoneController(@Qualifier("couriers") ReactiveMultiMapWithTTL<String> couriers) {
		this.couriers = couriers;
	}

	@GetMapping(path = "/zones/{zone}/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Zone> live(@PathVariable @BoardName String zone) {
		return Flux.interval(Duration.ZERO, PACE).onBackpressureDrop().concatMap((second) -> read(zone), 1);
	}

	private Mono<Zone> read(String zone) {
		return this.couriers.getWithExpiry(zone)
			.map(Presence::of)
			.collectList()
			.map((couriers) -> new Zone(zone, couriers));
	}

}
