package io.multimapttl.sample.board;

import java.util.Collection;
import java.util.List;

import io.multimapttl.MultiMapWithTTL;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Who pinged last, wherever that was. The same as the last viewers of a product.
 * <p>
 * Shows {@code getLatest}: all values get the same ttl, so those that expire last are
 * those that were added last. Nobody has to cut the list, as old pings expire.
 */
@Service
class LatestPings {

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
	 * Returns the couriers who pinged last, the latest first.
	 */
	List<String> latest(int limit) {
		return List.copyOf(this.pings.getLatest(EVERYWHERE, limit));
	}

}
