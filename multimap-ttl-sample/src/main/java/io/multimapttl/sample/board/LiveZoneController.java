package io.multimapttl.sample.board;

import java.time.Duration;
import java.util.List;

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
 * Sends a zone as events, as long as somebody listens: how it is, every second. Somebody
 * who has left is noticed by the next event. The page {@code live.html} listens.
 * <p>
 * Shows the reactive form of a multimap, in an application that is not reactive: no
 * thread waits, neither for Redis nor for the next second.
 */
@RestController
class LiveZoneController {

	private static final Duration PACE = Duration.ofSeconds(1);

	private static final int MOST_COURIERS = 24;

	private final ReactiveMultiMapWithTTL<String> couriers;

	private final long usualMillis;

	LiveZoneController(@Qualifier("couriers") ReactiveMultiMapWithTTL<String> couriers, CourierBoard board) {
		this.couriers = couriers;
		this.usualMillis = board.usualTime().toMillis();
	}

	@GetMapping(path = "/zones/{zone}/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<LiveZone> live(@PathVariable @BoardName String zone) {
		return Flux.interval(Duration.ZERO, PACE).onBackpressureDrop().concatMap((second) -> read(zone), 1);
	}

	private Mono<LiveZone> read(String zone) {
		return this.couriers.getWithExpiry(zone)
			.map(Presence::of)
			.collectList()
			.map((couriers) -> new LiveZone(zone, couriers.size(), couriers.stream().limit(MOST_COURIERS).toList(),
					this.usualMillis));
	}

	/**
	 * A zone at one moment.
	 *
	 * @param zone the zone
	 * @param size how many couriers are there
	 * @param couriers the first of them; the one who drops off next comes first
	 * @param usualMillis for how long a ping keeps a courier on the board
	 */
	record LiveZone(String zone, int size, List<Presence> couriers, long usualMillis) {

	}

}
