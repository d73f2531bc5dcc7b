package io.multimapttl.sample.devices;

import java.util.List;

import io.multimapttl.sample.BoardName;

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
 * Makes the devices available over HTTP. As this is a sample, everybody who knows the
 * name of an account can do everything with it.
 */
@RestController
@RequestMapping("/devices/{account}")
class DeviceController {

	private final Devices devices;

	DeviceController(Devices devices) {
		this.devices = devices;
	}

	@GetMapping
	List<Login> logins(@PathVariable @BoardName String account) {
		return this.devices.logins(account);
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	NewLogin logIn(@PathVariable @BoardName String account, @RequestParam Device.Kind kind) {
		return this.devices.logIn(account, kind);
	}

	@PostMapping("/{kind}/{id}/use")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void use(@PathVariable @BoardName String account, @PathVariable Device.Kind kind,
			@PathVariable @BoardName String id) {
		require(this.devices.use(account, new Device(kind, id)),
				"This device is not logged in any more; it has to log in again");
	}

	@DeleteMapping("/{kind}/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void logOut(@PathVariable @BoardName String account, @PathVariable Device.Kind kind,
			@PathVariable @BoardName String id) {
		require(this.devices.logOut(account, new Device(kind, id)), "This device is not logged in");
	}

	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void logOutEverywhere(@PathVariable @BoardName String account) {
		require(this.devices.logOutEverywhere(account), "This account is not logged in anywhere");
	}

	private static void require(boolean there, String otherwise) {
		if (!there) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, otherwise);
		}
	}

}
