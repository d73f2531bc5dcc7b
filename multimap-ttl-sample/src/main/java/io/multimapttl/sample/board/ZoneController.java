package io.multimapttl.sample.board;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Size;
import io.multimapttl.sample.BoardName;
import io.multimapttl.sample.RefusedException;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Makes the board available over HTTP.
 */
@RestController
@RequestMapping("/zones")
class ZoneController {

	private final CourierBoard board;

	ZoneController(CourierBoard board) {
		this.board = board;
	}

	@PostMapping("/{zone}/couriers/{courier}")
	Ping ping(@PathVariable @BoardName String zone, @PathVariable @BoardName String courier,
			@RequestParam(required = false) @DurationMin(seconds = 1) @DurationMax(hours = 24) @Nullable Duration ttl) {
		return this.board.ping(zone, courier, ttl);
	}

	@PostMapping("/{zone}/couriers/{courier}/move")
	Ping move(@PathVariable @BoardName String zone, @PathVariable @BoardName String courier,
			@RequestParam @BoardName String to) {
		if (to.equals(zone)) {
			throw new RefusedException("to", "must be another zone");
		}
		return this.board.move(zone, courier, to).orElseThrow(ZoneController::noSuchCourier);
	}

	@GetMapping
	List<Zone> openZones() {
		return this.board.openZones();
	}

	@GetMapping(params = "zone")
	List<Zone> zones(@RequestParam @Size(max = 100,
			message = "must not be given more than {max} times") List<@BoardName String> zone) {
		return this.board.zones(zone);
	}

	@GetMapping("/{zone}")
	Zone zone(@PathVariable @BoardName String zone) {
		return this.board.zone(zone);
	}

	@DeleteMapping("/{zone}/couriers/{courier}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void leave(@PathVariable @BoardName String zone, @PathVariable @BoardName String courier) {
		if (!this.board.leave(zone, courier)) {
			throw noSuchCourier();
		}
	}

	@DeleteMapping("/{zone}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(@PathVariable @BoardName String zone) {
		if (!this.board.close(zone)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such zone");
		}
	}

	private static ResponseStatusException noSuchCourier() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such courier in the zone");
	}

}
