package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import io.multimapttl.support.Bound;

/**
 * A sequence of steps, and the settings of the multimap that takes them.
 *
 * @param start where the clock starts
 * @param precision what expiries are rounded up to
 * @param purgeLimit how many expired values a call drops at the most
 * @param bound how many values a name may have
 * @param steps the steps
 */
record Trial(Instant start, Duration precision, int purgeLimit, Bound bound, List<Step> steps) {

	@Override
	public String toString() {
		return this.steps.stream()
			.map(Step::toString)
			.collect(Collectors.joining("\n    ", "clock at %s, precision %s, purge limit %d, %s, default ttl %s\n    "
				.formatted(this.start, this.precision, this.purgeLimit, this.bound, Steps.DEFAULT_TTL), ""));
	}

}
