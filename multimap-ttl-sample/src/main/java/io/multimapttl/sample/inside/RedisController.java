package io.multimapttl.sample.inside;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the contents of Redis, so that you can watch how values and keys disappear
 * without any clean-up.
 */
@RestController
@RequestMapping("/redis")
class RedisController {

	private final RedisInside inside;

	private final PlainSets plainSets;

	RedisController(RedisInside inside, PlainSets plainSets) {
		this.inside = inside;
		this.plainSets = plainSets;
	}

	@GetMapping
	Keyspace keyspace() {
		return this.inside.look();
	}

	@DeleteMapping("/plain-sets")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void clearPlainSets() {
		this.plainSets.clear();
	}

}
