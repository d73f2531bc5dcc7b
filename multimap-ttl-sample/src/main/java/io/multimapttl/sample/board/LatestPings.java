package io.multimapttl.sample.board;

import java.util.Collection;
import java.util.List;

import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapWithTTL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Knows who pinged last, in any zone. The last viewers of a product would be the same.
 * <p>
 * Shows {@code getLatest}: all values have the same ttl, so the values that expire last
 * were added last. The list need not be cut, because old pings expire.
 */
@Service
class LatestPings {

	private static final Logger logger = LoggerFactory.getLogger(LatestPings.class);

	private static final String EVERYWHERE = "everywhere";

	private final MultiMapWithTTL<String> pings;

	LatestPings(@Qualifier("pings") MultiMapWithTTL<String> pings) {
		this.pings = pings;
	}

	@EventListener
	void add(CouriersSeen seen) {
		this.pings.addAll(EVERYWHERE, seen.couriersByZone().values().stream().flatMap(Collection::stream).toList());
	}

	/**
	 * Returns the couriers who pinged last, the latest first; nobody if somebody else
	 * wrote something there that cannot be read.
	 */
	List<String> latest(int limit) {
		try {
			return List.copyOf(this.pings.getLatest(EVERYWHERE, limit));
		}
		catch (MultiMapException ex) {
			logger.warn("The latest pings cannot be read: {}", ex.getMessage());
			return List.of();
		}
	}

}
