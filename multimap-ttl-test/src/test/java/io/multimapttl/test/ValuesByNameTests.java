package io.multimapttl.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import io.multimapttl.support.Bound;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ValuesByName}: what shows in memory alone.
 */
class ValuesByNameTests {

	private final MutableClock clock = new MutableClock(Instant.EPOCH);

	private final ValuesByName<String> names = new ValuesByName<>(new ExpiryMillis(this.clock, Duration.ofMillis(1)),
			StoredText::bytes, new Counters());

	@Test
	void nameThatHoldsAValueIsKept() {
		this.names.add("a", Set.of("x"), 1, Bound.NONE, new PurgeBudget(0, 1));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.names.names()).containsExactly("a");
	}

	@Test
	void nameThatHoldsNothingIsForgotten() {
		PurgeBudget budget = new PurgeBudget(1000, 64);
		this.names.add("a", Set.of(), 1, Bound.NONE, budget);
		this.names.addExpiring("b", Map.of("x", 0L), Bound.NONE, budget);
		this.names.expire("c", "x", (now) -> now + 1, budget);
		this.names.remove("d", Set.of("x"), budget);
		this.names.purge("e");
		this.names.add("f", Set.of("x"), 1, Bound.NONE, budget);
		this.names.remove("f", Set.of("x"), budget);
		this.names.add("g", Set.of("x"), 1, Bound.NONE, budget);
		this.clock.advance(Duration.ofMillis(1));
		this.names.purge("g");
		this.names.read("h", (held, now) -> held.hasLive(now));
		assertThat(this.names.names()).isEmpty();
	}

}
