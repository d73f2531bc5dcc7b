package io.multimapttl.sample.board;

import jakarta.validation.Valid;
import io.multimapttl.sample.BoardName;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Switches the simulator on and off.
 */
@RestController
@RequestMapping("/simulator")
class SimulatorController {

	private final Simulator simulator;

	SimulatorController(Simulator simulator) {
		this.simulator = simulator;
	}

	@GetMapping
	Simulator.Settings settings() {
		return this.simulator.settings();
	}

	@PutMapping
	Simulator.Settings set(@RequestBody @Valid Simulator.Settings settings) {
		this.simulator.set(settings);
		return settings;
	}

	@DeleteMapping("/couriers/{courier}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void silence(@PathVariable @BoardName String courier) {
		if (!this.simulator.silence(courier)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No courier of that name pings on its own");
		}
	}

}
